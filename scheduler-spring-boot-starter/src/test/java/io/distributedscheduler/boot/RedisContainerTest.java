package io.distributedscheduler.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * An application that finds its Redis in a container, as many users test theirs. The system property
 * {@code redis.image} says which image.
 */
@Tag("docker")
@Testcontainers
@SpringBootTest
class RedisContainerTest {

    @Container
    @ServiceConnection
    private static final GenericContainer<?> redis =
            new GenericContainer<>(System.getProperty("redis.image", "redis:7.4-alpine")).withExposedPorts(6379);

    @Test
    void theConnectionOfTheContainerIsThatOfTheApplication(@Autowired StringRedisTemplate template) {
        assertThat(template.execute(RedisConnection::ping)).isEqualTo("PONG");
    }

    @Test
    void soIsThatOfTheScheduler(@Autowired DistributedScheduler scheduler) throws Exception {
        JobId id = scheduler.schedule(Job.of("greet").payload("Ada"));

        assertThat(scheduler.completion(id).get(20, SECONDS).result(String.class))
                .contains("Hello Ada");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @JobExecutor(eid = "greet")
        String greet(String name) {
            return "Hello " + name;
        }
    }
}
