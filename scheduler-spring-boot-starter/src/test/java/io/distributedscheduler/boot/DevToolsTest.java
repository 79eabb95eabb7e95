package io.distributedscheduler.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobQuery;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;

/** DevTools ends an application and starts it anew in the same process, by a class loader of its own each time. */
@Tag("redis")
class DevToolsTest {

    private static final Predicate<String> OURS =
            Pattern.compile("scheduler|lettuce|redis").asPredicate();
    private static final Duration SLOW_MACHINE = Duration.ofSeconds(90);

    /** What the application's results say; see there. */
    record Look(String loaded, List<String> threads) {}

    record Greeting(String text, String writtenBy) {}

    @Test
    void aRestartLeavesOneNodeAndNothingOfTheOneBefore(@TempDir Path folder) throws Exception {
        try (RedisServerProcess redis = RedisServerProcess.builder()
                        .appendOnlyIn(folder.resolve("redis"))
                        .start();
                RestartedProcess application = RestartedProcess.start(
                        folder,
                        "--spring.application.name=shop",
                        "--distributed-scheduler.node=restarted",
                        "--spring.data.redis.port=" + redis.port())) {
            observer(redis.port(), observer -> {
                DistributedScheduler scheduler = observer.getBean(DistributedScheduler.class);
                NodeId first = nodeOtherThan(null, observer, application);
                Look before = look(scheduler);
                assertThat(before.threads()).anyMatch(OURS);
                await().atMost(SLOW_MACHINE).until(() -> scheduler.exists(JobId.of("greeting")));

                application.recompile();

                // It would be there still for the rest of its lease, had it not left.
                NodeId second = nodeOtherThan(first, observer, application);
                assertThat(nodes(observer)).containsExactly(second);

                Look after = look(scheduler);
                assertThat(after.loaded()).isNotEqualTo(before.loaded());
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(look(scheduler).threads())
                                .filteredOn(OURS)
                                .isNotEmpty()
                                .doesNotContainAnyElementsOf(
                                        before.threads().stream().filter(OURS).toList()));

                CompletableFuture<Greeting> greeting = scheduler
                        .completion(JobId.of("greeting"))
                        .thenApply(run -> run.result(Greeting.class).orElseThrow());
                scheduler.modify(JobId.of("greeting"), Job::now);
                assertThat(greeting.get(20, SECONDS)).isEqualTo(new Greeting("Hello Ada", before.loaded()));

                assertThat(scheduler.list(JobQuery.all().executor("tick")).jobs())
                        .singleElement()
                        .satisfies(tick -> assertThat(tick.job().orElseThrow().revision())
                                .as("as the first declared it")
                                .isOne());
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(scheduler.runs(JobId.of("shop.tick")))
                                .first()
                                .extracting(run -> run.result(String.class).orElseThrow())
                                .isEqualTo(after.loaded()));

                assertThat(application.stop()).as("ends in order").isTrue();
                assertThat(nodes(observer)).isEmpty();
            });
            assertThat(application.log())
                    .doesNotContain("WARN", "ERROR", "Exception")
                    .containsSubsequence(
                            "Starting scheduler node restarted",
                            "Scheduler node restarted has stopped",
                            "Starting scheduler node restarted",
                            "Scheduler node restarted has stopped");
        }
    }

    /** Another application on the same Redis, which runs nothing of the first. */
    private static void observer(int port, ContextConsumer<AssertableApplicationContext> test) {
        Contexts.scheduling()
                .withPropertyValues(
                        "spring.application.name=observer",
                        "distributed-scheduler.node=observer",
                        "distributed-scheduler.concurrency=0",
                        "spring.data.redis.port=" + port)
                .run(test);
    }

    private static Look look(DistributedScheduler scheduler) throws Exception {
        return scheduler
                .completion(scheduler.schedule(Job.of("look")))
                .get(20, SECONDS)
                .result(Look.class)
                .orElseThrow();
    }

    private static List<NodeId> nodes(ApplicationContext observer) {
        return observer.getBean(JobStore.class).nodes(0).stream()
                .map(NodeRecord::node)
                .filter(node -> node.name().equals("restarted"))
                .toList();
    }

    private static NodeId nodeOtherThan(
            @Nullable NodeId before, ApplicationContext observer, RestartedProcess application) {
        return await().atMost(SLOW_MACHINE)
                .failFast(() ->
                        assertThat(application.isAlive()).as(application::log).isTrue())
                .until(
                        () -> nodes(observer).stream()
                                .filter(node -> !node.equals(before))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }
}
