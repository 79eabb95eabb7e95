package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several runs of a job at once, as many as it allows, whatever becomes of them. */
class AllowTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Instant begin = now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    private final List<Integer> atOnce = new ArrayList<>();
    private int running;

    // ---- ticks

    @Test
    void eachTickStartsInTimeWhileOthersRun() {
        Member node = node("a", taking(3_500));
        node.scheduler().schedule(everySecond().overlap(Overlap.allow(5)));
        simulation.run(Duration.between(now(), begin.plusMillis(7_200)));

        assertThat(ticks()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(entries)
                .allSatisfy(entry -> assertThat(entry.at())
                        .isBetween(entry.due(), entry.due().plusMillis(5)));
        assertThat(atOnce).containsExactly(1, 2, 3, 4, 4, 4, 4, 4);
        assertThat(find(node, "job").counts()).isEqualTo(new Counts(7, 0, 0, 0));
        assertThat(node.scheduler().find(JOB).orElseThrow().state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void noMoreRunThanItAllowsAndFurtherTicksAreSkipped() {
        Member node = node("a", taking(4_500));
        node.scheduler().schedule(everySecond().overlap(Overlap.allow(2)));
        simulation.run(Duration.between(now(), begin.plusMillis(12_300)));

        assertThat(atOnce).contains(2).doesNotContain(3);
        Counts counts = find(node, "job").counts();
        // The last one runs, or is to come, and is not counted yet.
        assertThat(counts.runs() + counts.skipped()).isBetween(11L, 12L);
        assertThat(counts.runs()).isBetween((long) entries.size() - 1, (long) entries.size());
        assertThat(counts.missed() + counts.coalesced()).isZero();
    }

    @Test
    void theyRunOnAllNodesTogether() {
        List<Member> nodes = Stream.of("a", "b", "c")
                .map(name -> node(
                        name,
                        taking(10_500),
                        builder ->
                                builder.settings(settings(name).concurrency(2).base())))
                .toList();
        simulation.run(BEAT.multipliedBy(2));
        nodes.get(0).scheduler().schedule(everySecond().overlap(Overlap.allow(4)));
        simulation.run(Duration.between(now(), begin.plusMillis(9_500)));

        assertThat(ticks()).containsExactly(0, 1, 2, 3);
        assertThat(entries.stream().map(Entry::node).distinct()).hasSizeGreaterThan(1);
        assertThat(nodes.get(1).scheduler().find(JOB).orElseThrow().runningOn()).hasSizeGreaterThan(1);
    }

    @Test
    void aRunThatIsNotOvertakenCostsNothing() {
        Member node = node("a", taking(300));
        node.scheduler().schedule(everySecond().overlap(Overlap.allow(2)));
        simulation.run(Duration.between(now(), begin.plusMillis(5_500)));

        assertThat(ticks()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(cluster.store().audit(0).state().keySet()).noneMatch(fact -> fact.startsWith("branches"));
    }

    @Test
    void aRetryRunsBesideOthersToo() {
        Member node = node("a", context -> {
            if (context.due().equals(begin) && context.attempt() == 1) {
                SimulatedRuntime.sleep(Duration.ofMillis(1_500));
                throw new IllegalStateException("broken");
            }
            SimulatedRuntime.sleep(Duration.ofMillis(800));
            return null;
        });
        node.scheduler()
                .schedule(everySecond()
                        .overlap(Overlap.allow(3))
                        .retry(RetryPolicy.attempts(3).backoff(SECOND, SECOND).jitter(0)));
        simulation.run(Duration.between(now(), begin.plusMillis(4_900)));

        assertThat(ticks()).containsExactly(0, 1, 2, 0, 3, 4);
        assertThat(entries.get(3)).satisfies(retry -> {
            assertThat(retry.attempt()).isEqualTo(2);
            assertThat(retry.run()).isEqualTo(entries.get(0).run());
        });
        assertThat(find(node, "job").counts()).isEqualTo(new Counts(5, 0, 0, 0));
    }

    @Test
    void aJobWithSoManyRunsHasNoMore() {
        Member node = node("a", taking(5_500));
        node.scheduler().schedule(everySecond().maxRuns(3).overlap(Overlap.allow(9)));
        simulation.run(Duration.between(now(), begin.plusMillis(4_500)));

        assertThat(ticks()).containsExactly(0, 1, 2);
        simulation.run(Duration.ofSeconds(20));
        assertThat(ticks()).containsExactly(0, 1, 2);
        assertThat(node.scheduler().find(JOB)).isEmpty();
        assertThat(node.scheduler().runs(JOB))
                .hasSize(3)
                .allSatisfy(run -> assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED));
    }

    @Test
    void whatIsCaughtUpRunsAtOnceToo() {
        Member first = node("a", taking(10));
        first.scheduler()
                .schedule(everySecond().misfire(Misfire.catchUp(MINUTE)).overlap(Overlap.allow(3)));
        simulation.run(Duration.between(now(), begin.minusMillis(500)));
        first.crash();
        simulation.run(Duration.ofSeconds(20));
        entries.clear();
        Member second = node("b", taking(5_000));
        simulation.run(Duration.ofSeconds(2));

        assertThat(atOnce).contains(3).doesNotContain(4);
        assertThat(second.scheduler().find(JOB).orElseThrow().counts().missed()).isZero();
    }

    // ---- what goes wrong

    @Test
    void allAreTakenOverWhenTheirNodeDies() {
        Member dying = node("a", taking(60_000));
        dying.scheduler().schedule(everySecond().overlap(Overlap.allow(3)));
        simulation.run(Duration.between(now(), begin.plusMillis(2_500)));
        assertThat(ticks()).containsExactly(0, 1, 2);
        Member other = node("b", taking(100));
        dying.crash();
        simulation.run(LEASE.plusSeconds(3));

        assertThat(entries.stream().filter(entry -> entry.attempt() == 2).map(Entry::due))
                .containsExactlyInAnyOrder(begin, begin.plusSeconds(1), begin.plusSeconds(2));
        assertThat(other.scheduler().runs(JOB).stream().filter(run -> run.outcome() == Outcome.LOST))
                .hasSize(3);
    }

    @Test
    void allAreToldToEndWhenTheJobIsStopped() {
        Member node = node("a", taking(60_000));
        node.scheduler().schedule(everySecond().overlap(Overlap.allow(3)));
        simulation.run(Duration.between(now(), begin.plusMillis(2_500)));

        assertThat(node.scheduler().stop(JOB, "enough").endingOn()).containsExactly("a");
        simulation.run(SECOND);

        assertThat(node.scheduler().runs(JOB))
                .hasSize(3)
                .allSatisfy(run -> assertThat(run.outcome()).isEqualTo(Outcome.STOPPED));
        assertThat(node.scheduler().find(JOB).orElseThrow().state()).isEqualTo(JobState.STOPPED);
        assertThat(node.scheduler().start(JOB).started()).isTrue();
    }

    @Test
    void aNodeThatLeavesHandsAllBack() {
        Member leaving = node("a", taking(60_000));
        leaving.scheduler().schedule(everySecond().overlap(Overlap.allow(2)));
        simulation.run(Duration.between(now(), begin.plusMillis(1_500)));
        node("b", taking(100));
        leaving.scheduler().stop();
        simulation.run(Duration.ofSeconds(45));

        assertThat(entries.stream().filter(entry -> entry.attempt() == 2).map(Entry::due))
                .containsExactlyInAnyOrder(begin, begin.plusSeconds(1));
    }

    @Test
    void failuresOfRunsBesideEachOtherAreInARow() {
        Member node = node("a", context -> {
            SimulatedRuntime.sleep(Duration.ofMillis(2_500));
            throw new IllegalStateException("broken");
        });
        node.scheduler()
                .schedule(everySecond()
                        .overlap(Overlap.allow(3))
                        .retry(RetryPolicy.none())
                        .stopAfterFailures(3));
        simulation.run(Duration.between(now(), begin.plusSeconds(20)));

        assertThat(node.scheduler().find(JOB).orElseThrow()).satisfies(job -> {
            assertThat(job.state()).isEqualTo(JobState.STOPPED);
            assertThat(job.note().orElseThrow().reason()).contains("3 runs in a row failed");
        });
        assertThat(entries).hasSizeBetween(3, 6);
    }

    @Test
    void whileTheStoreIsAwayNothingIsLost() {
        Member node = node("a", taking(4_500));
        node.scheduler().schedule(everySecond().overlap(Overlap.allow(9)));
        simulation.run(Duration.between(now(), begin.plusMillis(500)));
        node.store().goesAway();
        simulation.run(Duration.ofSeconds(2));
        node.store().comesBack();
        simulation.run(Duration.ofSeconds(10));

        Counts counts = find(node, "job").counts();
        assertThat(counts.missed()).isZero();
        assertThat(counts.runs() + counts.skipped() + counts.coalesced()).isGreaterThan(10);
        assertThat(entries.stream().map(Entry::due).distinct()).hasSize(entries.size());
    }

    // ---- fires

    @Test
    void firesRunBesideEachOther() {
        Member node = node("a", taking(1_000));
        node.scheduler().schedule(onOrder().overlap(Overlap.allow(3)));
        for (int i = 1; i <= 3; i++) {
            node.scheduler().fire("order", "fire " + i);
            simulation.run(SOON);
        }

        assertThat(atOnce).containsExactly(1, 2, 3);
    }

    @Test
    void furtherFiresWaitAndRunAsOthersEnd() {
        Member node = node("a", context -> {
            // The second is long: the others go on without it.
            boolean isLong = context.fireData().orElseThrow().as(String.class).equals("fire 2");
            return taking(isLong ? 20_000 : 1_000).run(context);
        });
        node.scheduler().schedule(onOrder().overlap(Overlap.allow(2)));
        for (int i = 1; i <= 6; i++) {
            node.scheduler().fire("order", "fire " + i);
        }
        simulation.run(Duration.ofSeconds(8));

        assertThat(entries).hasSize(6);
        assertThat(atOnce).contains(2).doesNotContain(3);
        simulation.run(MINUTE);
        List<Run> runs = node.scheduler().runs(JOB);
        assertThat(runs).hasSize(6).allSatisfy(run -> assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED));
        assertThat(find(node, "job").counts()).isEqualTo(new Counts(6, 0, 0, 0));
    }

    @Test
    void firesRunBesideEachOtherOnAllNodes() {
        List<Member> nodes = Stream.of("a", "b", "c", "d")
                .map(name -> node(
                        name,
                        taking(30_000),
                        builder ->
                                builder.settings(settings(name).concurrency(1).base())))
                .toList();
        simulation.run(BEAT.multipliedBy(2));
        nodes.get(0).scheduler().schedule(onOrder().overlap(Overlap.allow(4)));
        for (int i = 1; i <= 4; i++) {
            nodes.get(i - 1).scheduler().fire("order", "fire " + i);
        }
        simulation.run(BEAT.multipliedBy(2));

        assertThat(entries.stream().map(Entry::node)).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    // ---- words

    private JobRunner<Object, String> taking(long millis) {
        return context -> {
            atOnce.add(++running);
            try {
                SimulatedRuntime.sleep(Duration.ofMillis(millis));
            } finally {
                running--;
            }
            return null;
        };
    }

    private Job everySecond() {
        return Job.of("work").id(JOB).every(SECOND).from(begin);
    }

    private static Job onOrder() {
        return Job.of("work").id(JOB).onKeyword("order");
    }

    private List<Integer> ticks() {
        return entries.stream()
                .map(entry -> (int) Duration.between(begin, entry.due()).toSeconds())
                .toList();
    }
}
