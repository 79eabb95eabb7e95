package io.distributedscheduler.boot;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** What an application lacks that shall keep jobs in Redis. */
final class MissingRedis {

    private static final String OTHERWISE =
            "; or set distributed-scheduler.store=memory to keep jobs in the memory of this"
                    + " process, where they are neither shared nor kept.";

    private MissingRedis() {}

    /** Fails for want of classes. */
    static <T> T classes() {
        throw new FailureAnalyzedException(
                "The scheduler keeps its jobs in Redis, and the classes that it needs for that are not there: Spring Data"
                        + " Redis with Spring Boot's support for it.",
                "Add org.springframework.boot:spring-boot-starter-data-redis, or no longer exclude it" + OTHERWISE);
    }

    /** Fails for want of an address. */
    static <T> T whereabouts() {
        throw new FailureAnalyzedException(
                "The scheduler keeps its jobs in Redis, and nothing says where Redis is: there is neither a"
                        + " RedisConnectionFactory of the application, nor a bean of type DataRedisConnectionDetails.",
                "Let Spring Boot read spring.data.redis.*, without excluding DataRedisAutoConfiguration, or define one of"
                        + " the two beans" + OTHERWISE);
    }
}
