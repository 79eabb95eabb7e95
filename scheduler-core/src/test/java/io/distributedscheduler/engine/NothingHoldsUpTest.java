package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.retry.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What hangs, a call of the store or user code, holds up nothing else. On real threads, since virtual time has but one. */
@Timeout(60)
class NothingHoldsUpTest {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final RetryPolicy TWICE = RetryPolicy.attempts(2).backoff(Duration.ZERO, Duration.ZERO);

    private final HangingStore store = new HangingStore();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger interrupted = new AtomicInteger();
    private DistributedScheduler scheduler;

    @AfterEach
    void stop() {
        over.countDown();
        store.letGo();
        scheduler.stop();
    }

    @Test
    void aStoreThatDoesNotAnswerDelaysNoTimeout() {
        AtomicInteger deaf = new AtomicInteger();
        start(builder -> builder.executor(new ExecutorDefinition("deaf", String.class, context -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("so that the store is asked before the run is given up");
            }
            deaf.incrementAndGet();
            return ignoreInterrupts();
        })));
        store.hangsIn("runs");
        scheduler.schedule(Job.of("deaf").timeout(SHORT).retry(TWICE));
        await().atMost(LONG).until(() -> deaf.get() == 1);
        // Its end is being worked out now, or soon.
        scheduler.schedule(Job.of("good").timeout(Duration.ofSeconds(1)).retry(RetryPolicy.none()));

        await().atMost(LONG).until(() -> interrupted.get() == 1);
    }

    @Test
    void whatHangsOnAStageDelaysNoTimeoutWhenTheStageIsCancelled() {
        CountDownLatch cancelled = new CountDownLatch(1);
        start(builder -> builder.executor(new ExecutorDefinition("stage", String.class, context -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            stage.whenComplete((result, thrown) -> {
                cancelled.countDown();
                ignoreInterrupts();
            });
            return stage;
        })));
        scheduler.schedule(Job.of("stage").timeout(SHORT).retry(RetryPolicy.none()));
        await().atMost(LONG).until(() -> cancelled.getCount() == 0);
        scheduler.schedule(Job.of("good").timeout(SHORT).retry(RetryPolicy.none()));

        await().atMost(LONG).until(() -> interrupted.get() == 1);
        assertThat(scheduler.isRunning()).isTrue();
    }

    private Object ignoreInterrupts() {
        while (over.getCount() > 0) {
            try {
                over.await();
            } catch (InterruptedException e) {
                continue; // Deaf to it.
            }
        }
        return "over";
    }

    private Object waitUntilInterrupted(JobContext<?> context) {
        try {
            over.await();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
        }
        return context.id().value();
    }

    private void start(Consumer<SchedulerBuilder> more) {
        SchedulerBuilder builder = new SchedulerBuilder(store.asSeen(), store.signals)
                .settings(SchedulerSettings.of("node-a"))
                .executor(new ExecutorDefinition("good", String.class, this::waitUntilInterrupted));
        more.accept(builder);
        scheduler = builder.build();
        scheduler.start();
    }
}
