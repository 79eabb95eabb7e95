package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A job that fails again and again is stopped when it says so, and says why. */
class StopAfterFailuresTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private boolean isBroken = true;

    @Test
    void aJobThatSaysNothingGoesOn() {
        Member node = failing();
        node.scheduler().schedule(everyMinute());
        simulation.run(AN_HOUR);

        assertThat(entries.size()).isGreaterThan(59);
        assertThat(find(node, "job").counts().failedInARow()).isEqualTo(entries.size());
    }

    @Test
    void itIsStoppedAfterThatManyRunsAndSaysWhy() {
        Member node = failing();
        node.scheduler().schedule(everyMinute().stopAfterFailures(3));
        simulation.run(AN_HOUR);

        assertThat(entries).hasSize(3);
        JobSnapshot job = find(node, "job");
        assertThat(job.state()).isEqualTo(JobState.STOPPED);
        assertThat(job.note().orElseThrow().reason())
                .isEqualTo("3 runs in a row failed, the last with IllegalStateException: broken");
        assertThat(job.note().orElseThrow().by()).startsWith("a#");
    }

    @Test
    void oneFailureMayBeEnough() {
        Member node = failing();
        node.scheduler().schedule(everyMinute().stopAfterFailures(1));
        simulation.run(AN_HOUR);

        assertThat(entries).hasSize(1);
        assertThat(find(node, "job").note().orElseThrow().reason())
                .isEqualTo("a run failed: IllegalStateException: broken");
    }

    @Test
    void aRunHasFailedWhenItsRetriesHave() {
        Member node = failing();
        node.scheduler()
                .schedule(everyMinute()
                        .stopAfterFailures(2)
                        .retry(RetryPolicy.attempts(3)
                                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))
                                .jitter(0)));
        simulation.run(AN_HOUR);

        assertThat(entries).extracting(Entry::attempt).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void aRunThatTakesTooLongHasFailed() {
        Member node = node("a", context -> {
            SimulatedRuntime.sleep(AN_HOUR);
            return null;
        });
        node.scheduler().schedule(everyMinute().stopAfterFailures(2).timeout(Duration.ofSeconds(5)));
        simulation.run(AN_HOUR);

        assertThat(entries).hasSize(2);
        assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);
    }

    @Test
    void aRunThatSucceedsMakesUpForThoseBefore() {
        Member node = failing();
        node.scheduler().schedule(everyMinute().stopAfterFailures(3));
        simulation.runUntil(() -> entries.size() == 2, AN_HOUR);
        simulation.run(SOON);
        isBroken = false;
        simulation.runUntil(() -> entries.size() == 3, AN_HOUR);
        simulation.run(SOON);
        isBroken = true;
        simulation.run(AN_HOUR);

        assertThat(entries).hasSize(2 + 1 + 3);
    }

    @Test
    void whoStartsItLetsItFailAsOftenAgain() {
        Member node = failing();
        node.scheduler().schedule(everyMinute().stopAfterFailures(3));
        simulation.run(AN_HOUR);

        node.scheduler().start(JOB);
        simulation.run(AN_HOUR);

        assertThat(entries).hasSize(6);
        assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);
    }

    @Test
    void aKeywordJobIsStoppedToo() {
        Member node = failing();
        node.scheduler()
                .schedule(Job.of("work")
                        .id(JOB)
                        .onKeyword("order")
                        .retry(RetryPolicy.none())
                        .stopAfterFailures(2));
        for (int i = 0; i < 4; i++) {
            node.scheduler().fire("order", i);
        }
        simulation.run(MINUTE);

        assertThat(entries).hasSize(2);
        assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);
        assertThat(find(node, "job").counts().skipped()).isEqualTo(2);
    }

    @Test
    void theTicksOfTheTriggerUpToThereAreAccountedFor() {
        Member node = failing();
        node.scheduler().schedule(everyMinute().stopAfterFailures(3));
        simulation.run(AN_HOUR);

        assertThat(find(node, "job").counts().total()).isEqualTo(3);
    }

    private Member failing() {
        return node("a", context -> {
            if (isBroken) {
                throw new IllegalStateException("broken");
            }
            return null;
        });
    }

    private static Job everyMinute() {
        return Job.of("work").id(JOB).every(MINUTE).retry(RetryPolicy.none());
    }
}
