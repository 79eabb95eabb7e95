package io.distributedscheduler.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.redis.server.ChildJvm;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.context.LifecycleProcessor;

/** From the start of an application to its end, and once more. */
@Isolated
class ContextLifecycleTest {

    @Test
    void nothingIsLeftWhenAContextIsClosed() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 2; i++) {
            Contexts.inMemory().withBean(Steps.class).run(context -> {
                DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);
                scheduler.completion(scheduler.schedule(Job.of("quick"))).get(10, SECONDS);
            });
        }

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().contains("scheduler") && !before.contains(thread))
                .isEmpty());
    }

    @Test
    void aContextThatWasStoppedCanBeStartedAgain() {
        Contexts.inMemory().withBean(Steps.class).run(context -> {
            LifecycleProcessor all = context.getBean(LifecycleProcessor.class);
            DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);

            all.stop();
            assertThat(scheduler.isRunning()).isFalse();
            all.start();

            assertThat(scheduler.isRunning()).isTrue();
            scheduler.completion(scheduler.schedule(Job.of("quick"))).get(10, SECONDS);
        });
    }

    @Test
    void aRunningJobEndsBeforeTheContextCloses() {
        Contexts.inMemory().withBean(Steps.class).run(context -> {
            Steps steps = context.getBean(Steps.class);
            DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);
            scheduler.schedule(Job.of("slow"));
            assertThat(steps.begun.await(10, SECONDS)).isTrue();

            CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
            await().until(() -> !scheduler.isRunning());
            assertThat(closed).isNotDone();
            steps.mayEnd.countDown();

            closed.get(10, SECONDS);
            assertThat(steps.ended.getCount()).isZero();
        });
    }

    static class Steps {

        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);

        @JobExecutor(eid = "quick")
        void quick() {}

        @JobExecutor(eid = "slow")
        void slow() throws InterruptedException {
            begun.countDown();
            mayEnd.await(10, SECONDS);
            ended.countDown();
        }
    }

    @Test
    void anApplicationWithoutAWebServerStaysAlive() {
        try (ChildJvm application = ChildJvm.start(
                HeadlessApplication.class,
                // DevTools, which is on the class path for a test of its own, would run it on a thread that it keeps
                // alive.
                Map.of("spring.devtools.restart.enabled", "false"))) {
            assertThat(application.readLineWith("main has")).isEqualTo("main has ended");
        }
    }
}
