package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.event.SchedulerEvent.ExecutorMissing;
import io.distributedscheduler.event.SchedulerEvent.NodeReady;
import io.distributedscheduler.event.SchedulerEvent.RunStarted;
import io.distributedscheduler.event.SchedulerEvent.RunStopped;
import io.distributedscheduler.event.SchedulerEvent.RunSucceeded;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What listeners are told, and that nothing they do matters to jobs. */
class ListenerTest extends ClusterTest {

    @Test
    void aListenerThatThrowsChangesNothing() {
        List<SchedulerEvent> seen = new ArrayList<>();
        Member node = node(
                "a",
                nothing(),
                builder -> builder.listener(event -> {
                            throw new IllegalStateException("listener");
                        })
                        .listener(seen::add));

        node.scheduler().schedule(Job.of("work"));
        node.scheduler().schedule(Job.of("work"));
        simulation.run(SOON);

        assertThat(entries).hasSize(2);
        assertThat(seen)
                .hasOnlyElementsOfTypes(NodeReady.class, RunStarted.class, RunSucceeded.class)
                .hasSize(5);
    }

    @Test
    void aListenerThatIsTooSlowLosesEventsAndDelaysNoJob() {
        List<SchedulerEvent> seen = new ArrayList<>();
        EventDispatcher dispatcher = new EventDispatcher(new IdleRuntime(), "events", List.of(seen::add));

        IntStream.range(0, EventDispatcher.CAPACITY + 7)
                .forEach(i -> dispatcher.publish(new SchedulerEvent.StoreAway(i, "")));
        while (dispatcher.runOnce() == 0) {
            // Tells them a hundred at a time.
        }

        assertThat(seen).hasSize(EventDispatcher.CAPACITY);
        assertThat(seen.get(0)).isEqualTo(new SchedulerEvent.StoreAway(0, ""));
        assertThat(dispatcher.dropped()).isEqualTo(7);
    }

    @Test
    void theNodeWhoseCallerEndsARunThatWaitsForItsRetryTellsOfIt() {
        Member runs = node("a", context -> {
            throw new IllegalStateException("broken");
        });
        Member calls = node(
                "b",
                nothing(),
                builder -> builder.settings(settings("b").concurrency(0).base()));
        Job job = Job.of("work")
                .every(Duration.ofHours(1))
                .retry(RetryPolicy.attempts(3).backoff(Duration.ofMinutes(1), Duration.ofMinutes(1)));
        for (String id : List.of("stopped", "changed", "moved", "replaced", "removed")) {
            runs.scheduler().schedule(job.id(id));
        }
        simulation.run(Duration.ofSeconds(1));
        assertThat(events(RunStopped.class)).isEmpty();

        calls.scheduler().stop(JobId.of("stopped"), "enough");
        calls.scheduler().stop(JobId.of("stopped"), "enough");
        calls.scheduler().modify(JobId.of("changed"), changed -> changed.payload("new"));
        calls.scheduler().modify(JobId.of("moved"), changed -> changed.every(Duration.ofHours(2)));
        calls.scheduler().schedule(job.id("replaced").payload("new"), ConflictPolicy.REPLACE);
        calls.scheduler().remove(JobId.of("removed"));
        simulation.run(SOON);

        assertThat(events(RunStopped.class))
                .extracting(event -> event.job().value())
                .containsExactly("stopped", "changed", "moved", "replaced", "removed");
        Run stopped = events(RunStopped.class).get(0).run();
        assertThat(stopped.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(stopped.last()).isTrue();
        assertThat(stopped.attempt()).isEqualTo(2);
        assertThat(stopped).isEqualTo(runs.scheduler().runs(JobId.of("stopped")).get(0));
    }

    @Test
    void theNodeThatHandsARetryBackWhoseJobWasStoppedTellsOfIt() {
        Member runs = node("a", context -> {
            throw new IllegalStateException("broken");
        });
        Member calls = node(
                "b",
                nothing(),
                builder -> builder.settings(settings("b").concurrency(0).base()));
        JobId id = runs.scheduler()
                .schedule(Job.of("work")
                        .retry(RetryPolicy.attempts(3).backoff(Duration.ofMinutes(1), Duration.ofMinutes(1))));
        simulation.run(Duration.ofSeconds(1));
        // It is claimed a little ahead.
        simulation.runUntil(
                () -> !cluster.store().find(id).orElseThrow().running().isEmpty(), Duration.ofMinutes(2));

        calls.scheduler().stop(id, "enough");
        simulation.run(SOON);

        assertThat(entries).hasSize(1);
        assertThat(events(RunStopped.class))
                .extracting(RunStopped::run)
                .containsExactly(calls.scheduler().runs(id).get(0));
        assertThat(events(RunStopped.class).get(0).run().attempt()).isEqualTo(2);
    }

    @Test
    void aStopThatIsMadeAgainAfterItsReplyWasLostTellsNothingTwice() {
        Member node = node("a", context -> {
            throw new IllegalStateException("broken");
        });
        node.scheduler()
                .schedule(Job.of("work")
                        .id("job")
                        .retry(RetryPolicy.attempts(3).backoff(Duration.ofMinutes(1), Duration.ofMinutes(1))));
        simulation.run(Duration.ofSeconds(1));

        node.store().losesReplyOf("stop"::equals);
        assertThatThrownBy(() -> node.scheduler().stop(JobId.of("job"))).isInstanceOf(JobStoreException.class);
        node.store().comesBack();
        assertThat(node.scheduler().stop(JobId.of("job")).stopped()).isFalse();
        simulation.run(SOON);

        // Whoever stopped it was not told, and so nobody is; the record is there.
        assertThat(events(RunStopped.class)).isEmpty();
        assertThat(node.scheduler().runs(JobId.of("job")).get(0).outcome()).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void oneNodeTellsOfADueJobThatNoNodeCanRunAtMostOnceAMinute() {
        Member node = node("a", nothing());
        node("b", nothing());
        node.scheduler().schedule(List.of(Job.of("nobody"), Job.of("nobody"), Job.of("work")), ConflictPolicy.FAIL);

        simulation.run(Duration.ofSeconds(15));
        assertThat(events(ExecutorMissing.class)).isEmpty();
        simulation.run(Duration.ofSeconds(165));

        assertThat(events(ExecutorMissing.class)).hasSizeBetween(2, 3).allSatisfy(event -> {
            assertThat(event.executor()).isEqualTo("nobody");
            assertThat(event.pending()).isEqualTo(2);
        });
        assertThat(entries).hasSize(1);
    }

    @Test
    void aNodeThatHasTheExecutorIsNotMissed() {
        node("a", nothing());
        Member busy = node(
                "b",
                taking(Duration.ofHours(1)),
                builder -> builder.settings(settings("b").concurrency(1).base())
                        .executor(new ExecutorDefinition("rare", Void.class, taking(Duration.ofHours(1)))));
        busy.scheduler().schedule(Job.of("rare"));
        busy.scheduler().schedule(Job.of("rare"));
        simulation.run(Duration.ofMinutes(3));

        assertThat(events(ExecutorMissing.class)).isEmpty();
    }

    /** Starts nothing. */
    private static final class IdleRuntime implements NodeRuntime {

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant wallTime() {
            return Instant.EPOCH;
        }

        @Override
        public long random() {
            return 0;
        }

        @Override
        public Loop startLoop(String name, boolean keepsAlive, Step step) {
            return new Loop() {
                @Override
                public void wake() {}

                @Override
                public void end() {}
            };
        }

        @Override
        public Worker startWorker(String name, boolean virtual, Step step) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean await(CompletableFuture<?> done, Duration atMost) {
            return done.isDone();
        }
    }
}
