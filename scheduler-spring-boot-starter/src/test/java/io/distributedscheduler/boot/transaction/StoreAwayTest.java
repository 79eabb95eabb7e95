package io.distributedscheduler.boot.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.boot.Contexts;
import io.distributedscheduler.boot.transaction.Shop.Order;
import io.distributedscheduler.engine.Logged;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.redis.server.FaultyProxy;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.store.JobStoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Transactions that are committed while a real Redis is away, or answers to nobody. */
@Tag("redis")
@Isolated
class StoreAwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JobId JOB = new JobId("job");
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private RedisServerProcess server;
    private FaultyProxy proxy;
    private ApplicationContextRunner runner;

    @BeforeEach
    void behindTheProxy() {
        server = RedisServerProcess.builder().appendOnlyIn(folder).start();
        proxy = FaultyProxy.to(server);
        runner = Shop.with(Contexts.scheduling())
                .withPropertyValues(
                        "spring.application.name=shop",
                        "spring.data.redis.port=" + proxy.port(),
                        "distributed-scheduler.lease=2s",
                        "distributed-scheduler.shutdown-timeout=1s");
    }

    @AfterEach
    void end() {
        proxy.close();
        server.close();
    }

    private void withShop(Consumer<Shop> test) {
        runner.run(context -> test.accept(new Shop(context)));
    }

    private static Job order(String id) {
        return Job.of("ship").id(id).payload(new Order(0));
    }

    private static void awaitRun(Shop shop, JobId id) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(shop.scheduler().runs(id)).hasSize(1));
    }

    @Test
    void whatWasCommittedIsDoneOnceRedisIsBack() {
        withShop(shop -> {
            shop.commit(scheduler -> {
                scheduler.schedule(Job.of("ship").id(JOB).payload(new Order(1)));
                scheduler.schedule(List.of(order("second"), order("third")), ConflictPolicy.FAIL);
                shop.place(1);
                server.kill();
            });
            assertThat(shop.isPlaced(1)).isTrue();

            server.restart();

            for (String id : List.of("job", "second", "third")) {
                awaitRun(shop, new JobId(id));
            }
            assertThat(shop.shipped()).containsExactlyInAnyOrder("1 is there", "0 is not there", "0 is not there");
        });
    }

    @Test
    void whileRedisIsAwayNothingThatNeedsItIsCommitted() {
        withShop(shop -> {
            server.kill();

            assertThatThrownBy(() -> shop.commit(scheduler -> {
                        shop.place(1);
                        scheduler.schedule(Job.of("ship"));
                    }))
                    .isInstanceOf(JobStoreException.class);

            assertThat(shop.isPlaced(1)).isFalse();
        });
    }

    @Test
    void whatTookEffectWithoutAnAnswerIsNotDoneTwice() {
        withShop(shop -> {
            try (Logged logged = new Logged()) {
                shop.scheduler().schedule(Job.of("ship").id("counter").at(LATER).payload("a"));
                CompletableFuture<?>[] lost = new CompletableFuture<?>[2];
                shop.commit(scheduler -> {
                    scheduler.schedule(Job.of("ship").id(JOB).payload(new Order(4711)));
                    scheduler.modify(
                            new JobId("counter"),
                            job -> job.payload(job.payloadAs(String.class).orElseThrow() + "b"));
                    lost[0] = proxy.loseReplyTo("4711");
                });
                assertThat(lost[0]).succeedsWithin(PATIENCE);
                awaitRun(shop, JOB);
                awaitPayload(shop, "ab");

                shop.commit(scheduler -> {
                    scheduler.modify(
                            new JobId("counter"),
                            job -> job.payload(job.payloadAs(String.class).orElseThrow() + "c"));
                    lost[1] = proxy.loseReplyTo("\"abc\"");
                });
                assertThat(lost[1]).succeedsWithin(PATIENCE);
                await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    shop.commit(scheduler -> scheduler.schedule(order("last"), ConflictPolicy.KEEP));
                    return true;
                });
                awaitRun(shop, new JobId("last"));

                awaitPayload(shop, "abc");
                assertThat(shop.shipped()).containsExactlyInAnyOrder("4711 is not there", "0 is not there");
                assertThat(logged.lines("ERROR")).noneMatch(line -> line.contains("transaction"));
            }
        });
    }

    private static void awaitPayload(Shop shop, String payload) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(shop.scheduler()
                                .find(new JobId("counter"))
                                .orElseThrow()
                                .job()
                                .orElseThrow()
                                .payloadAs(String.class))
                        .contains(payload));
    }

    @Test
    void whatIsLostWithTheProcessIsNamed() {
        try (Logged logged = new Logged()) {
            withShop(shop -> shop.commit(scheduler -> {
                scheduler.schedule(Job.of("ship").id(JOB));
                scheduler.fire("paid");
                server.kill();
            }));

            assertThat(logged.lines("WARN")).anyMatch(line -> line.contains("committed transactions"));
            assertThat(logged.lines("ERROR"))
                    .anyMatch(line -> line.contains("scheduling job job"))
                    .anyMatch(line -> line.contains("firing keyword paid"));
        }
    }
}
