package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.memory.InMemoryJobStore;
import io.distributedscheduler.memory.MemorySignals;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node on real threads and clocks: that the parts fit together. What they do is tested in virtual time. */
@Timeout(30)
class RealNodeTest {

    private final MemorySignals signals = new MemorySignals();
    private final InMemoryJobStore store = new InMemoryJobStore(Clock.systemUTC(), signals);
    private DistributedScheduler scheduler;

    @AfterEach
    void stop() {
        scheduler.stop();
    }

    @Test
    void runsAOneTimeJobAndDeliversItsResult() throws Exception {
        start((JobRunner<String, String>) context -> "hello " + context.payload());

        JobId id = scheduler.schedule(Job.of("greet").payload("ada"));
        Run run = scheduler.completion(id).get(10, TimeUnit.SECONDS);

        assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.result(String.class)).contains("hello ada");
        assertThat(scheduler.exists(id)).isFalse();
    }

    @Test
    void interruptsARunThatIsStopped() {
        AtomicReference<Thread> entered = new AtomicReference<>();
        start((JobRunner<String, Void>) context -> {
            entered.set(Thread.currentThread());
            new CountDownLatch(1).await();
            return null;
        });
        JobId id = scheduler.schedule(Job.of("greet"));
        await().until(() -> entered.get() != null);

        assertThat(scheduler.stop(id, Duration.ofSeconds(10))).succeedsWithin(Duration.ofSeconds(10));
        assertThat(scheduler.runs(id)).singleElement().extracting(Run::outcome).isEqualTo(Outcome.STOPPED);
    }

    private void start(JobRunner<?, ?> runner) {
        scheduler = new SchedulerBuilder(store, signals)
                .settings(SchedulerSettings.of("node-a"))
                .executor(new ExecutorDefinition("greet", String.class, runner))
                .build();
        scheduler.start();
    }
}
