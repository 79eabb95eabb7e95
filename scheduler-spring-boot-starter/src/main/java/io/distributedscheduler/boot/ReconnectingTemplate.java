package io.distributedscheduler.boot;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Connects as the driver does not: one that has never connected would try to for each command, on a Cluster that is away
 * hundreds of times a second; and where a network drops packets without a word, it would wait for minutes before it
 * connects anew. So attempts to make a connection are as far apart as those of the driver to make it anew, and one on which two
 * commands in a row were not answered in time is closed.
 */
final class ReconnectingTemplate extends StringRedisTemplate {

    private static final Logger log = LoggerFactory.getLogger(ReconnectingTemplate.class);

    private static final int TOO_MANY = 2;
    private static final long PAUSE = OwnClientResources.RECONNECT_PAUSE.toNanos();

    private final LettuceConnectionFactory connections;
    private final LongSupplier nanoTime;
    private final AtomicInteger timeouts = new AtomicInteger();
    /** Whether there is a connection, which the driver keeps alive from then on. */
    private volatile boolean connected;

    private @Nullable RedisConnectionFailureException failure;
    private long failedAt;

    ReconnectingTemplate(LettuceConnectionFactory connections, LongSupplier nanoTime) {
        super(connections);
        this.connections = connections;
        this.nanoTime = nanoTime;
    }

    @Override
    public <T extends @Nullable Object> T execute(RedisCallback<T> action, boolean exposeConnection, boolean pipeline) {
        if (!connected) {
            connect();
        }
        try {
            T answer = super.execute(action, exposeConnection, pipeline);
            if (timeouts.get() != 0) {
                timeouts.set(0);
            }
            return answer;
        } catch (QueryTimeoutException e) {
            if (timeouts.incrementAndGet() >= TOO_MANY) {
                timeouts.set(0);
                log.debug("Redis left {} commands in a row without an answer; connecting anew", TOO_MANY);
                connections.resetConnection();
                // Only now: who connects before that would take the connection that ends for a new one.
                connected = false;
            }
            throw e;
        }
    }

    /** Makes the connection that all share; those who come while one tries, or shortly after, share its failure. */
    private synchronized void connect() {
        if (connected) {
            return;
        }
        if (failure != null && nanoTime.getAsLong() - failedAt < PAUSE) {
            throw new RedisConnectionFailureException(String.valueOf(failure.getMessage()), failure);
        }
        try {
            connections.getConnection().close();
            connected = true;
            failure = null;
        } catch (RedisConnectionFailureException e) {
            failure = e;
            failedAt = nanoTime.getAsLong();
            throw e;
        }
    }
}
