package io.distributedscheduler.boot;

import io.distributedscheduler.engine.SchedulerSettings;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

/** A node must learn well within its lease that Redis does not answer, or it works on what others have taken over. */
final class ConnectionTimeoutRule {

    private static final boolean JEDIS =
            ClassUtils.isPresent("redis.clients.jedis.Jedis", ConnectionTimeoutRule.class.getClassLoader());

    private ConnectionTimeoutRule() {}

    static void check(RedisConnectionFactory connections, SchedulerSettings settings) {
        Duration longest = settings.lease().dividedBy(3);
        timeout(connections).filter(timeout -> timeout.compareTo(longest) > 0).ifPresent(timeout -> {
            throw new FailureAnalyzedException(
                    "The Redis connection factory that the scheduler uses has a command timeout of "
                            + timeout.toMillis()
                            + " ms. That is more than a third of the lease (distributed-scheduler.lease is "
                            + settings.lease().toMillis() + " ms): a node would not notice in time that Redis is away.",
                    "Set a command timeout of at most " + longest.toMillis()
                            + " ms on it, or lengthen"
                            + " the lease, or leave the connection factory to Spring Boot: the scheduler then makes one of"
                            + " its own, with the timeouts that it needs.");
        });
    }

    private static Optional<Duration> timeout(RedisConnectionFactory connections) {
        if (connections instanceof LettuceConnectionFactory lettuce) {
            return Optional.of(lettuce.getClientConfiguration().getCommandTimeout());
        }
        return JEDIS ? JedisTimeout.of(connections) : Optional.empty();
    }

    /** A class of its own, since Jedis may not be there. */
    private static final class JedisTimeout {

        static Optional<Duration> of(RedisConnectionFactory connections) {
            return connections instanceof JedisConnectionFactory jedis
                    ? Optional.of(jedis.getClientConfiguration().getReadTimeout())
                    : Optional.empty();
        }
    }
}
