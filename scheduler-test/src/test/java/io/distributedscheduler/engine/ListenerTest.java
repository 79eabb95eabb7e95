package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.event.SchedulerEvent.ExecutorMissing;
import io.distributedscheduler.event.SchedulerEvent.RunStarted;
import io.distributedscheduler.event.SchedulerEvent.RunSucceeded;
import io.distributedscheduler.job.Job;
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
                .hasOnlyElementsOfTypes(RunStarted.class, RunSucceeded.class)
                .hasSize(4);
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
