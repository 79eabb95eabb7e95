package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A job with a maximum number of runs never has more, whatever is done to it meanwhile, and is finished after the last. */
class RunLimitTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final NodeId CLAIMING = new NodeId("claiming", "1");

    @Test
    void aChangeDuringTheLastRunIsRefused() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        node.scheduler().schedule(everyMinute().maxRuns(1));
        simulation.run(Duration.ofSeconds(2));

        assertUsedUp(1, () -> node.scheduler().modify(JOB, job -> job.payload("new")));
        assertUsedUp(
                1,
                () -> node.scheduler()
                        .modify(JOB, job -> job.every(Duration.ofSeconds(7)).maxRuns(1)));
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(1, node);
    }

    @Test
    void aChangeDuringAnotherRunCountsThat() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        node.scheduler().schedule(everyMinute().maxRuns(3));
        simulation.run(Duration.ofSeconds(2));

        node.scheduler().modify(JOB, job -> job.payload("new"));
        simulation.run(MINUTE);
        node.scheduler().modify(JOB, job -> job.every(Duration.ofSeconds(30)).maxRuns(3));
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(3, node);
    }

    @Test
    void aChangeThatAllowsMoreRunsIsTakenDuringTheLastRun() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        node.scheduler().schedule(everyMinute().maxRuns(1));
        simulation.run(Duration.ofSeconds(2));

        node.scheduler().modify(JOB, job -> job.maxRuns(2));
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(2, node);
    }

    @Test
    void aChangeThatAllowsNoMoreThanItHadIsRefused() {
        Member node = node("a", nothing());
        node.scheduler().schedule(everyMinute());
        simulation.run(MINUTE.multipliedBy(2).plusSeconds(1));

        assertUsedUp(3, () -> node.scheduler().modify(JOB, job -> job.maxRuns(3)));
        node.scheduler().modify(JOB, job -> job.maxRuns(4));
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(4, node);
    }

    @Test
    void aJobThatIsStoppedWhileItsLastRunWaitsForARetryHasHadIt() {
        Member node = node("a", failing());
        node.scheduler().schedule(everyMinute().maxRuns(1).retry(retries()));
        simulation.run(Duration.ofSeconds(2));

        node.scheduler().stop(JOB);
        assertThat(find(node, "job").counts()).isEqualTo(new Counts(1, 0, 0, 0));
        assertUsedUp(1, () -> node.scheduler().start(JOB));
        assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);

        node.scheduler().modify(JOB, job -> job.maxRuns(2).retry(RetryPolicy.none()));
        node.scheduler().start(JOB);
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(2, node);
    }

    @Test
    void aRunThatAChangeTakesItsRetryIsOne() {
        Member node = node("a", failing());
        node.scheduler().schedule(everyMinute().maxRuns(2).retry(retries()));
        simulation.run(Duration.ofSeconds(2));

        node.scheduler()
                .modify(JOB, job -> job.every(Duration.ofSeconds(20)).maxRuns(2).retry(RetryPolicy.none()));
        assertThat(find(node, "job").counts()).isEqualTo(new Counts(1, 0, 0, 0));
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(2, node);
    }

    @Test
    void aRunThatAChangeLetsBeginAnewIsStillTheSameOne() {
        Member node = node("a", failing());
        node.scheduler().schedule(everyMinute().maxRuns(1).retry(retries()));
        simulation.run(Duration.ofSeconds(2));

        node.scheduler().modify(JOB, job -> job.retry(RetryPolicy.none()));
        assertThat(find(node, "job").counts()).isEqualTo(Counts.NONE);
        simulation.run(Duration.ofMinutes(10));

        assertThat(entries).hasSize(2);
        assertThat(node.scheduler().exists(JOB)).isFalse();
    }

    @Test
    void aLastRunThatBeginsWhileTheJobIsChangedStaysTheLast() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        node.scheduler().schedule(everyMinute().maxRuns(1).from(now().plusSeconds(10)));
        simulation.run(Duration.ofSeconds(9));

        node.store().beforeAnswerOf("find", () -> simulation.run(Duration.ofSeconds(2)));
        assertUsedUp(1, () -> node.scheduler().modify(JOB, job -> job.payload("new")));
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(1, node);
    }

    @Test
    void aRunBeforeTheFinishThatBeginsWhileTheJobIsChangedStaysTheLast() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        Instant begin = now().plusSeconds(10);
        node.scheduler().schedule(everyMinute().from(begin).until(begin.plusSeconds(1)));
        simulation.run(Duration.ofSeconds(9));

        node.store().beforeAnswerOf("find", () -> simulation.run(Duration.ofSeconds(3)));
        assertThatThrownBy(() -> node.scheduler().modify(JOB, job -> job.payload("new")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("would never run");
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(1, node);
    }

    @Test
    void aStoppedJobMayBeChangedWhileItsLastRunEnds() {
        Member node = node("a", takingDeaf(Duration.ofSeconds(5)));
        node.scheduler().schedule(everyMinute().maxRuns(1));
        simulation.run(Duration.ofSeconds(2));
        node.scheduler().stop(JOB);

        node.scheduler().modify(JOB, job -> job.payload("new"));
        simulation.run(Duration.ofMinutes(10));

        assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);
        assertUsedUp(1, () -> node.scheduler().start(JOB));
    }

    @Test
    void whatReplacesAJobMayHaveAllItsRuns() {
        Member node = node("a", nothing());
        node.scheduler().schedule(everyMinute().maxRuns(5));
        simulation.run(MINUTE.plusSeconds(1));

        node.scheduler().schedule(everyMinute().maxRuns(3), ConflictPolicy.REPLACE);
        simulation.run(Duration.ofSeconds(1));
        node.scheduler().modify(JOB, job -> job.payload("new"));
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(2 + 3, node);
    }

    @Test
    void theRunDuringWhichAJobIsReplacedCountsForTheOldOne() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        node.scheduler().schedule(everyMinute().maxRuns(1));
        simulation.run(Duration.ofSeconds(2));

        node.scheduler().schedule(everyMinute().maxRuns(1), ConflictPolicy.REPLACE);
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(2, node);
    }

    @Test
    void aRunThatIsHandedBackUnstartedAfterItsJobWasReplacedCountsForTheOldOne() {
        Member other = withClaimed(everyMinute().maxRuns(5));

        other.scheduler().schedule(everyMinute().maxRuns(2), ConflictPolicy.REPLACE);
        handBack();

        assertRunsUntilFinished(2, other);
    }

    @Test
    void aRunThatIsHandedBackUnstartedAfterItsJobWasReplacedAndStoppedCountsForTheOldOne() {
        Member other = withClaimed(everyMinute().maxRuns(5));

        other.scheduler().schedule(everyMinute().maxRuns(2), ConflictPolicy.REPLACE);
        other.scheduler().stop(JOB);
        other.scheduler().modify(JOB, job -> job.payload("new"));
        handBack();
        other.scheduler().start(JOB);

        assertRunsUntilFinished(2, other);
    }

    @Test
    void aOneTimeJobThatIsHandedBackAfterARepeatingOneReplacedItCountsForTheOldOne() {
        Member other = withClaimed(Job.of("work").id(JOB));

        other.scheduler().schedule(everyMinute().maxRuns(2), ConflictPolicy.REPLACE);
        handBack();

        assertRunsUntilFinished(2, other);
    }

    @Test
    void aOneTimeJobThatEndsAfterARepeatingOneReplacedItCountsForTheOldOne() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        node.scheduler().schedule(Job.of("work").id(JOB));
        simulation.run(Duration.ofSeconds(2));

        node.scheduler().schedule(everyMinute().maxRuns(2), ConflictPolicy.REPLACE);
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(1 + 2, node);
    }

    @Test
    void aRunThatIsHandedBackUnstartedWhileItsJobIsReplacedIsNone() {
        Member other = withClaimed(Job.of("work").id(JOB).fixedDelay(MINUTE).maxRuns(5));

        other.store().beforeAnswerOf("find", this::handBack);
        other.scheduler().schedule(everyMinute().maxRuns(2), ConflictPolicy.REPLACE);

        assertThat(find(other, "job").counts()).isEqualTo(Counts.NONE);
        assertRunsUntilFinished(2, other);
    }

    /** A node that cannot run the job, which another one has claimed and not started. */
    private Member withClaimed(Job job) {
        Member other = cluster.member(
                "other", builder -> builder.executor(new ExecutorDefinition("other", String.class, nothing())));
        other.scheduler().start();
        other.scheduler().schedule(job);
        simulation.run(SOON);
        cluster.store().join(new JoinRequest(0, CLAIMING, LEASE, "{}"));
        cluster.store().claim(new ClaimRequest(0, CLAIMING, 1, 1, List.of("work"), Duration.ZERO, 0));
        assertThat(find(other, "job").runningOn()).containsExactly(CLAIMING.name());
        return other;
    }

    private void handBack() {
        List<ClaimRef> claims = cluster.store().beat(new BeatRequest(0, CLAIMING, LEASE, List.of())).running().stream()
                .map(Beat.Entry::claim)
                .toList();
        assertThat(cluster.store().release(0, CLAIMING, claims).held()).isOne();
        cluster.store().leave(0, CLAIMING);
    }

    private void assertRunsUntilFinished(int runs, Member other) {
        node("a", nothing());
        simulation.run(Duration.ofMinutes(10));
        assertFinishedAfter(runs, other);
    }

    @Test
    void aRunThatBeginsWhileAJobIsReplacedCountsForTheOldOne() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        node.scheduler().schedule(everyMinute().maxRuns(1).from(now().plusSeconds(10)));
        simulation.run(Duration.ofSeconds(9));

        node.store().beforeAnswerOf("find", () -> simulation.run(Duration.ofSeconds(2)));
        node.scheduler().schedule(everyMinute().maxRuns(2), ConflictPolicy.REPLACE);
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(1 + 2, node);
    }

    @Test
    void aJobThatFailedWithItsLastRunIsRunAgainWhenAPersonSaysSo() {
        for (String name : List.of("a", "b", "c")) {
            Member victim = node(name, taking(Duration.ofHours(1)));
            if (name.equals("a")) {
                victim.scheduler().schedule(everyMinute().maxRuns(1));
            }
            simulation.runUntil(
                    () -> entries.stream().anyMatch(entry -> entry.node().equals(name)), Duration.ofMinutes(5));
            victim.crash();
        }
        Member node = node("d", nothing());
        simulation.runUntil(() -> find(node, "job").state() == JobState.FAILED, Duration.ofMinutes(5));
        assertThat(find(node, "job").counts()).isEqualTo(new Counts(1, 0, 0, 0));

        node.scheduler().start(JOB);
        simulation.run(Duration.ofMinutes(10));

        assertFinishedAfter(2, node);
    }

    private static Job everyMinute() {
        return Job.of("work").id(JOB).every(MINUTE);
    }

    private static JobRunner<?, ?> failing() {
        return context -> {
            throw new IllegalStateException("broken");
        };
    }

    private static RetryPolicy retries() {
        return RetryPolicy.attempts(5).backoff(Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    private static void assertUsedUp(int runs, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it has had " + runs + " runs");
    }

    private void assertFinishedAfter(int runs, Member node) {
        assertThat(entries.stream().map(Entry::run).distinct()).hasSize(runs);
        assertThat(node.scheduler().exists(JOB)).isFalse();
    }
}
