package io.distributedscheduler.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.redis.server.SharedRedis;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Applications that share jobs through a real Redis. */
@Tag("redis")
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class RedisEndToEndTest {

    private final String namespace = SharedRedis.uniqueNamespace();

    record Welcome(String name) {}

    static class Welcoming {
        @JobExecutor(eid = "welcome")
        String welcome(Welcome welcome) {
            return "Hello " + welcome.name();
        }

        @JobExecutor(eid = "listen", keyword = "said")
        String listen() {
            return "heard";
        }
    }

    @Test
    void oneApplicationSchedulesAndTheOtherRuns() {
        runner("shop", SharedRedis.standalone().port()).run(shop -> {
            DistributedScheduler scheduler = shop.getBean(DistributedScheduler.class);
            JobId id = scheduler.schedule(Job.of("welcome").payload(new Welcome("Ada")));
            CompletableFuture<Run> completion = scheduler.completion(id);

            runner("mailer", SharedRedis.standalone().port())
                    .withBean(Welcoming.class)
                    .run(mailer -> {
                        Run run = completion.get(20, SECONDS);
                        assertThat(run.result(String.class)).contains("Hello Ada");
                        assertThat(run.node()).isEqualTo("mailer");
                    });
        });
    }

    @Test
    void aKeywordIsHeardInAnotherApplication() {
        runner("mailer", SharedRedis.standalone().port())
                .withBean(Welcoming.class)
                .run(mailer -> runner("shop", SharedRedis.standalone().port()).run(shop -> {
                    DistributedScheduler scheduler = shop.getBean(DistributedScheduler.class);
                    JobId declared = JobId.of("mailer.listen");
                    await().atMost(Duration.ofSeconds(20)).until(() -> scheduler.exists(declared));
                    CompletableFuture<Run> completion = scheduler.completion(declared);

                    assertThat(scheduler.fire("said")).isOne();

                    assertThat(completion.get(20, SECONDS).result(String.class)).contains("heard");
                }));
    }

    @Test
    void aClusterIsOneStoreToo() {
        String nodes = SharedRedis.cluster().nodes().stream()
                .map(node -> node.host() + ":" + node.port())
                .reduce((one, other) -> one + "," + other)
                .orElseThrow();
        runner("mailer", 1)
                .withPropertyValues("spring.data.redis.cluster.nodes=" + nodes)
                .withBean(Welcoming.class)
                .run(mailer -> {
                    DistributedScheduler scheduler = mailer.getBean(DistributedScheduler.class);
                    JobId id = scheduler.schedule(Job.of("welcome").payload(new Welcome("Ada")));

                    assertThat(scheduler.completion(id).get(20, SECONDS).result(String.class))
                            .contains("Hello Ada");
                });
    }

    @Test
    void aConnectionOfTheApplicationWillDo(CapturedOutput output) {
        LettuceConnectionFactory users = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(
                        "127.0.0.1", SharedRedis.standalone().port()),
                LettuceClientConfiguration.builder()
                        .commandTimeout(Duration.ofSeconds(2))
                        .build());
        runner("mailer", 1)
                .withBean(RedisConnectionFactory.class, () -> users)
                .withBean(Welcoming.class)
                .run(mailer -> {
                    DistributedScheduler scheduler = mailer.getBean(DistributedScheduler.class);
                    JobId id = scheduler.schedule(Job.of("welcome").payload(new Welcome("Ada")));

                    assertThat(scheduler.completion(id).get(20, SECONDS).result(String.class))
                            .contains("Hello Ada");
                });

        assertThat(output).doesNotContain("ERROR").doesNotContain("Exception");
    }

    @Test
    void jobsRunWhenARedisThatWasAwayAtTheStartIsThere() throws Exception {
        int port;
        try (RedisServerProcess server = RedisServerProcess.start()) {
            port = server.port();
        }
        runner("mailer", port).withBean(Welcoming.class).run(mailer -> {
            assertThat(mailer).hasNotFailed();
            try (RedisServerProcess server =
                    RedisServerProcess.builder().port(port).start()) {
                DistributedScheduler scheduler = mailer.getBean(DistributedScheduler.class);
                JobId declared = JobId.of("mailer.listen");
                await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> scheduler.exists(declared));

                JobId id = scheduler.schedule(Job.of("welcome").payload(new Welcome("Ada")));

                assertThat(scheduler.completion(id).get(20, SECONDS).result(String.class))
                        .contains("Hello Ada");
                assertThat(server.isRunning()).isTrue();
            }
        });
    }

    @Test
    void nothingIsLeftWhenAContextIsClosed(CapturedOutput output) {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 2; i++) {
            runner("mailer", SharedRedis.standalone().port())
                    .withBean(Welcoming.class)
                    .run(mailer -> {
                        DistributedScheduler scheduler = mailer.getBean(DistributedScheduler.class);
                        JobId id = scheduler.schedule(Job.of("welcome").payload(new Welcome("Ada")));
                        scheduler.completion(id).get(20, SECONDS);
                    });
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .filteredOn(thread -> !before.contains(thread))
                        .extracting(Thread::getName)
                        .filteredOn(name ->
                                name.contains("scheduler") || name.contains("lettuce") || name.contains("redis"))
                        .isEmpty());
        assertThat(output).doesNotContain("ERROR").doesNotContain("Exception");
    }

    private ApplicationContextRunner runner(String application, int port) {
        return Contexts.scheduling()
                .withPropertyValues(
                        "spring.application.name=" + application,
                        "spring.data.redis.port=" + port,
                        "distributed-scheduler.node=" + application,
                        "distributed-scheduler.namespace=" + namespace);
    }
}
