package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.event.SchedulerEvent.RunSucceeded;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.retry.RetryPolicy;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What hangs, a call of the store or user code, holds up nothing else. On real threads, since virtual time has but one. */
@Timeout(60)
@Isolated
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
        if (scheduler != null) {
            scheduler.stop();
        }
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

    @Test
    void aListenerMayWaitForACompletion() {
        AtomicReference<Outcome> seen = new AtomicReference<>();
        start(builder -> builder.executor(quick()).listener(event -> {
            if (event instanceof RunSucceeded succeeded
                    && succeeded.job().value().equals("first")) {
                seen.set(completionOf("second")
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join()
                        .outcome());
            }
        }));
        scheduler.schedule(Job.of("quick").id("first"));

        await().atMost(LONG).until(() -> seen.get() == Outcome.SUCCEEDED);
    }

    @Test
    void whatIsHungOnACompletionMayWaitForAnother() {
        start(builder -> builder.executor(quick()));

        CompletableFuture<Outcome> last = completionOf("first")
                .thenApply(run -> completionOf("second").join())
                .thenApply(run -> completionOf("third").join().outcome());

        assertThat(last).succeedsWithin(LONG).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aListenerThatHangsDelaysNoFuture() {
        start(builder -> builder.executor(quick()).listener(event -> ignoreInterrupts()));

        assertThat(completionOf("first")).succeedsWithin(LONG);
        assertThat(completionOf("second")).succeedsWithin(LONG);
    }

    @Test
    void soManyFuturesAreHeldUpAtATimeAndNoMore() {
        Callbacks callbacks = new Callbacks(NodeRuntime.system(), "futures");
        CountDownLatch held = new CountDownLatch(Callbacks.MOST_THREADS);
        CountDownLatch last = new CountDownLatch(1);
        try (Logged logged = new Logged()) {
            for (int i = 0; i < Callbacks.MOST_THREADS; i++) {
                callbacks.execute(() -> {
                    held.countDown();
                    ignoreInterrupts();
                });
            }
            await().atMost(LONG).until(() -> held.getCount() == 0);
            callbacks.execute(last::countDown);
            callbacks.execute(() -> {});

            assertThat(last.getCount()).isEqualTo(1);
            assertThat(logged.lines("WARN")).singleElement().asString().contains("64 threads are held up");
        }
        over.countDown();
        await().atMost(LONG).until(() -> last.getCount() == 0);
        callbacks.close();
    }

    @Test
    void aCallOfTheStoreThatDoesNotReturnIsSaidOnceWithItsStack() {
        store.hangsIn("claim");
        try (Logged logged = new Logged()) {
            start(builder -> builder.settings(shortLease()));
            scheduler.schedule(Job.of("good"));

            await().atMost(LONG).until(() -> !logged.lines("WARN").isEmpty());
            assertThat(scheduler.status().problems()).containsExactly("scheduler-node-a-dispatcher hangs");
            assertThat(scheduler.status().oldestPoll().orElseThrow()).isLessThan(Duration.ofSeconds(1));
            store.letGo();
            await().atMost(LONG).until(() -> scheduler.status().problems().isEmpty());
            await().atMost(LONG).until(() -> logged.lines("INFO").contains("scheduler-node-a-dispatcher has returned"));
            assertThat(logged.lines("WARN"))
                    .singleElement()
                    .asString()
                    .contains("scheduler-node-a-dispatcher has not returned for", "\njava.lang.Exception");
        }
    }

    @Test
    void aNodeThatCannotStartAThreadTriesAgain() {
        AtomicInteger failures = new AtomicInteger();
        NodeRuntime system = NodeRuntime.system();
        NodeRuntime scarce = (NodeRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {NodeRuntime.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("startWorker") && failures.incrementAndGet() <= 20) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return method.invoke(system, arguments);
                });
        try (Logged logged = new Logged()) {
            start(builder -> builder.executor(quick()).runtime(scarce));

            assertThat(completionOf("first")).succeedsWithin(LONG);
            assertThat(logged.lines("ERROR")).singleElement().asString().contains("cannot start a thread");
        }
    }

    @Test
    void aPartThatThrowsGoesOnAndIsSaidOnce() {
        AtomicInteger times = new AtomicInteger();
        try (Logged logged = new Logged()) {
            NodeRuntime.Loop loop = new GuardedRuntime(NodeRuntime.system()).startLoop("part", false, () -> {
                if (times.incrementAndGet() <= 3) {
                    throw new AssertionError("broken");
                }
                return NodeRuntime.UNTIL_WOKEN;
            });

            await().atMost(LONG)
                    .until(() -> logged.lines("INFO").contains("part works again, after 3 failures in a row"));
            loop.end();
            assertThat(logged.lines("ERROR")).containsExactly("part failed; it goes on\njava.lang.AssertionError");
        }
    }

    private static SchedulerSettings shortLease() {
        SchedulerSettings defaults = SchedulerSettings.of("node-a");
        return new SchedulerSettings(
                defaults.node(),
                defaults.application(),
                defaults.concurrency(),
                SchedulerSettings.SHORTEST_LEASE,
                SHORT,
                defaults.shutdown(),
                defaults.interrupt(),
                defaults.retry(),
                defaults.timeout(),
                defaults.retention(),
                defaults.trim(),
                defaults.completionExpiry(),
                defaults.lateAfter(),
                defaults.virtualThreads());
    }

    private CompletableFuture<Run> completionOf(String id) {
        return scheduler.completion(scheduler.schedule(Job.of("quick").id(id).in(SHORT)));
    }

    private static ExecutorDefinition quick() {
        return new ExecutorDefinition("quick", String.class, context -> null);
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
