package io.distributedscheduler.boot;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Closes a connection on which two commands in a row were not answered in time: where a network drops packets without a
 * word, the driver would wait for minutes before it connects anew.
 */
final class ReconnectingTemplate extends StringRedisTemplate {

    private static final Logger log = LoggerFactory.getLogger(ReconnectingTemplate.class);

    private static final int TOO_MANY = 2;

    private final LettuceConnectionFactory connections;
    private final AtomicInteger timeouts = new AtomicInteger();

    ReconnectingTemplate(LettuceConnectionFactory connections) {
        super(connections);
        this.connections = connections;
    }

    @Override
    public <T extends @Nullable Object> T execute(RedisCallback<T> action, boolean exposeConnection, boolean pipeline) {
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
            }
            throw e;
        }
    }
}
