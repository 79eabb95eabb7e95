package io.distributedscheduler.boot;

import io.distributedscheduler.engine.SchedulerSettings;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A node must learn well within its lease that Redis does not answer, or it works on what others have taken over. */
final class ConnectionTimeoutRule {

    /** By name and property, since a class of Jedis can neither be loaded nor compiled against without Jedis. */
    private static final String JEDIS = "org.springframework.data.redis.connection.jedis.JedisConnectionFactory";

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
        if (connections.getClass().getName().equals(JEDIS)) {
            BeanWrapper jedis = PropertyAccessorFactory.forBeanPropertyAccess(connections);
            return Optional.ofNullable(jedis.getPropertyValue("timeout"))
                    .map(millis -> Duration.ofMillis(((Number) millis).longValue()));
        }
        return Optional.empty();
    }
}
