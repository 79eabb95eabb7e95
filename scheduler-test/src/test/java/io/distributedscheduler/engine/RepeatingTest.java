package io.distributedscheduler.engine;

import static io.distributedscheduler.test.simulation.SimulatedRuntime.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.JobRunningException;
import io.distributedscheduler.StartResult;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.trigger.EveryTrigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Jobs that repeat: every tick of the trigger is run, or counted as missed, skipped or coalesced; none is lost and none
 * counts twice.
 */
class RepeatingTest extends ClusterTest {

    private final Instant begin = now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

    @Test
    void everyTickIsRunOnTimeWithoutDrift() {
        Member node = node("a", taking(Duration.ofMillis(300)));

        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        simulation.run(Duration.ofSeconds(160));

        List<Instant> ticks = ticks(begin, Duration.ofSeconds(1), now());
        assertThat(entries).extracting(Entry::due).containsExactlyElementsOf(ticks);
        assertThat(entries)
                .allSatisfy(entry -> assertThat(entry.at())
                        .isBetween(entry.due(), entry.due().plusMillis(1)));
        assertConserved(node, ticks.size());
    }

    @Test
    void ticksThatComeWhileARunLastsAreSkipped() {
        Member node = node("a", taking(Duration.ofMillis(3500)));

        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        simulation.run(Duration.between(now(), begin.plusMillis(15_900)));

        assertThat(entries).extracting(Entry::due).containsExactly(begin, tick(4), tick(8), tick(12));
        assertThat(counts(node)).isEqualTo(new Counts(4, 0, 12, 0));
        assertConserved(node, 16);
    }

    @Test
    void ticksThatComeWhileNoNodeIsThereRunOnceAndTheRestIsCoalesced() {
        Member node = node("a", taking(Duration.ofMillis(100)));
        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        simulation.run(Duration.between(now(), begin.plusMillis(5_500)));
        node.scheduler().stop();

        simulation.run(Duration.ofSeconds(100));
        Member other = node("b", taking(Duration.ofMillis(100)));
        simulation.run(Duration.ofMillis(200));

        assertThat(entries).hasSize(7);
        assertThat(entries.get(6).due()).isEqualTo(tick(6));
        Counts counts = counts(other);
        assertThat(counts.runs()).isEqualTo(7);
        assertThat(counts.skipped()).isZero();
        assertConserved(other, ticks(begin, Duration.ofSeconds(1), now()).size());
    }

    @Test
    void ticksAreCountedHoweverManyThereWere() {
        Member node = node("a", nothing());
        node.scheduler().schedule(every(Duration.ofMillis(100)).from(begin));
        simulation.run(Duration.between(now(), begin.plusMillis(50)));
        node.scheduler().stop();

        simulation.run(Duration.ofDays(400));
        Member other = node("b", nothing());
        simulation.run(Duration.ofMillis(20));

        assertConserved(other, Duration.between(begin, now()).toMillis() / 100 + 1);
    }

    @Test
    void changesWhileARunIsClaimedAheadOfItsInstantLoseNoTick() {
        Member node = node("a", nothing());
        node.scheduler().schedule(every(Duration.ofSeconds(60)).from(begin));
        simulation.runUntil(() -> find(node, "job").state() == JobState.RUNNING, Duration.ofMinutes(2));
        assertThat(now()).isBefore(begin);

        node.scheduler().modify(JobId.of("job"), job -> job.every(Duration.ofSeconds(1)));
        node.scheduler().modify(JobId.of("job"), job -> job.payload("other"));
        Instant anchor = ((EveryTrigger) find(node, "job").job().orElseThrow().trigger()).anchor();
        simulation.run(Duration.ofMillis(9_500));

        assertThat(anchor).isBefore(begin);
        assertConserved(node, 1 + ticks(anchor, Duration.ofSeconds(1), now()).size());
    }

    @Test
    void aRetryKeepsItsPlanAndSkipsTicksMeanwhile() {
        Member node = node("a", context -> {
            if (context.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
            return null;
        });

        node.scheduler()
                .schedule(every(Duration.ofSeconds(1))
                        .from(begin)
                        .retry(RetryPolicy.attempts(3)
                                .backoff(Duration.ofMillis(1200), Duration.ofMillis(1200))
                                .jitter(0)));
        simulation.run(Duration.between(now(), begin.plusMillis(8_900)));

        assertThat(entries)
                .extracting(Entry::due)
                .containsExactly(begin, begin, begin, tick(3), tick(3), tick(3), tick(6), tick(6), tick(6));
        assertThat(counts(node)).isEqualTo(new Counts(3, 0, 6, 0));
        assertConserved(node, 9);
    }

    @Test
    void aRunThatFailedForGoodDoesNotEndTheSchedule() {
        Member node = node("a", context -> {
            throw new IllegalStateException("broken");
        });

        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin).retry(RetryPolicy.none()));
        simulation.run(Duration.between(now(), begin.plusMillis(9_500)));

        assertThat(entries).hasSize(10);
        assertThat(find(node, "job").state()).isEqualTo(JobState.SCHEDULED);
        assertConserved(node, 10);
    }

    @Test
    void cronTicksAreConservedToo() {
        Member node = node("a", taking(Duration.ofMinutes(25)));

        node.scheduler().schedule(Job.of("work").id("job").cron("0 0/10 * * * *", ZoneOffset.UTC));
        simulation.run(Duration.ofHours(5));
        node.scheduler().stop();
        simulation.run(Duration.ofHours(7));
        Member other = node("b", nothing());
        simulation.run(Duration.ofMinutes(1));

        assertConserved(other, 12 * 6);
    }

    @Test
    void aFixedDelayCountsFromTheEndOfTheRun() {
        Member node = node("a", taking(Duration.ofSeconds(7)));

        node.scheduler().schedule(Job.of("work").id("job").fixedDelay(Duration.ofSeconds(5)));
        simulation.run(Duration.ofSeconds(61));

        assertThat(entries).hasSize(6);
        for (int i = 1; i < entries.size(); i++) {
            assertThat(Duration.between(entries.get(i - 1).at(), entries.get(i).at()))
                    .isBetween(Duration.ofSeconds(12), Duration.ofMillis(12_010));
        }
        assertThat(counts(node)).isEqualTo(new Counts(5, 0, 0, 0));
    }

    @Test
    void aJobIsFinishedAfterItsLastRun() {
        Member node = node("a", nothing());

        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin).maxRuns(3));
        simulation.run(Duration.ofMinutes(5));

        assertThat(entries).hasSize(3);
        assertThat(node.scheduler().exists(JobId.of("job"))).isFalse();
        assertThat(node.scheduler().runs(JobId.of("job"))).hasSize(3);
    }

    @Test
    void retriesDoNotCountAsRuns() {
        Member node = node("a", context -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("first");
            }
            return null;
        });

        node.scheduler()
                .schedule(every(Duration.ofSeconds(10))
                        .from(begin)
                        .maxRuns(2)
                        .retry(RetryPolicy.attempts(2).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))));
        simulation.run(Duration.ofMinutes(5));

        assertThat(entries).extracting(Entry::attempt).containsExactly(1, 2, 1, 2);
    }

    @Test
    void aJobIsFinishedWhenItsTimeIsOver() {
        Member node = node("a", nothing());

        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin).until(begin.plusSeconds(3)));
        simulation.run(Duration.ofMinutes(5));

        assertThat(entries).extracting(Entry::due).containsExactly(begin, tick(1), tick(2));
        assertThat(node.scheduler().exists(JobId.of("job"))).isFalse();
    }

    @Test
    void whatIsNeverDueIsRefused() {
        Member node = node("a", nothing());

        assertThatThrownBy(() -> node.scheduler()
                        .schedule(every(Duration.ofSeconds(1))
                                .from(now().minusSeconds(10))
                                .until(now().minusSeconds(5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("would never run");
    }

    @Test
    void aTriggerThatThrowsFailsItsJobOnly() {
        Member node = node("a", nothing(), builder -> builder.triggers(OwnTriggers.types()));

        node.scheduler().schedule(Job.of("work").id("job").trigger(new OwnTriggers.Broken(begin.toEpochMilli())));
        node.scheduler().schedule(Job.of("work").id("good").every(Duration.ofSeconds(10)));
        simulation.run(Duration.ofSeconds(305));

        assertThat(find(node, "job").state()).isEqualTo(JobState.FAILED);
        assertThat(find(node, "good").state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void aTriggerOfAUsersOwnRunsOnlyWhereItIsKnown() {
        node("a", nothing());
        Member knows = node("b", nothing(), builder -> builder.triggers(OwnTriggers.types()));

        knows.scheduler().schedule(Job.of("work").id("job").trigger(new OwnTriggers.Doubling(begin.toEpochMilli())));
        simulation.run(Duration.ofMinutes(10));

        assertThat(entries).isNotEmpty().extracting(Entry::node).containsOnly("b");
        assertConserved(knows, entries.size());
    }

    // ---- changes

    @Test
    void aChangeOfARunThatIsClaimedAheadDoesNotRunItsTickAgain() {
        Member node = node("a", nothing());
        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        simulation.run(Duration.between(now(), tick(1).minusMillis(1)));
        assertThat(node.scheduler().find(JobId.of("job")).orElseThrow().state()).isEqualTo(JobState.RUNNING);

        node.scheduler().modify(JobId.of("job"), job -> job.payload("new"));
        simulation.run(Duration.between(now(), begin.plusMillis(3_500)));

        assertThat(entries).extracting(Entry::due).containsExactly(begin, tick(1), tick(2), tick(3));
        assertConserved(node, 4);
    }

    @Test
    void aChangeOfThePayloadMovesNothing() {
        Member node = node("a", nothing());
        node.scheduler().schedule(every(Duration.ofSeconds(10)).from(begin));
        simulation.run(Duration.between(now(), begin.plusSeconds(15)));

        Job changed = node.scheduler().modify(JobId.of("job"), job -> job.payload("new"));
        simulation.run(Duration.ofSeconds(10));

        assertThat(changed.revision()).isEqualTo(2);
        assertThat(entries).extracting(Entry::due).containsExactly(begin, tick(10), tick(20));
        assertConserved(node, 3);
    }

    @Test
    void ticksBeforeAChangeThatDroppedNothingAreDroppedByALaterOne() {
        Member caller = unstarted("caller", nothing(), builder -> {});
        caller.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        simulation.run(Duration.between(now(), begin.plusMillis(1_500)));
        caller.scheduler().modify(JobId.of("job"), job -> job.payload("new"));
        simulation.run(Duration.between(now(), begin.plusMillis(2_500)));
        Member node = node("a", taking(Duration.ofSeconds(3)));
        simulation.run(Duration.between(now(), begin.plusMillis(4_500)));

        caller.scheduler()
                .modify(JobId.of("job"), job -> job.every(Duration.ofSeconds(5)).from(begin.plusSeconds(100)));
        simulation.run(Duration.between(now(), begin.plusSeconds(6)));

        assertThat(entries).extracting(Entry::due).containsExactly(begin);
        assertConserved(node, 5);
    }

    @Test
    void ticksThatAChangeDropsAreMissed() {
        Member node = node("a", nothing());
        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        simulation.run(Duration.between(now(), begin.plusMillis(2_500)));
        node.scheduler().stop();
        simulation.run(Duration.ofSeconds(10));

        node.scheduler()
                .modify(JobId.of("job"), job -> job.every(Duration.ofSeconds(5)).from(begin.plusSeconds(100)));

        assertThat(counts(node)).isEqualTo(new Counts(3, 10, 0, 0));
    }

    @Test
    void aChangeDuringARunTakesEffectWhenThatHasEnded() {
        Member node = node("a", taking(Duration.ofMillis(3_400)));
        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        simulation.run(Duration.between(now(), begin.plusMillis(2_500)));

        // Ticks so far: 0 runs, 1 and 2 are skipped. Then two changes during the same run.
        node.scheduler()
                .modify(
                        JobId.of("job"),
                        job -> job.trigger(new EveryTrigger(Duration.ofMillis(250), begin.plusMillis(2_600))));
        simulation.run(Duration.ofMillis(300));
        // 2600 has passed.
        node.scheduler()
                .modify(
                        JobId.of("job"),
                        job -> job.trigger(new EveryTrigger(Duration.ofSeconds(2), begin.plusMillis(3_000))));
        simulation.run(Duration.between(now(), begin.plusMillis(3_900)));

        // 3000 is late by 400 ms.
        assertThat(entries).extracting(Entry::due).containsExactly(begin, begin.plusMillis(3_000));
        simulation.run(Duration.between(now(), begin.plusMillis(6_990)));
        // 5000 came while that lasted; the run for 7000 has not begun.
        assertThat(counts(node)).isEqualTo(new Counts(2, 0, 4, 0));
    }

    @Test
    void aStopAccountsForWhatIsOverdueAndTicksWhileStoppedDoNotCount() {
        Member node = node("a", nothing());
        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        simulation.run(Duration.between(now(), begin.plusMillis(2_500)));
        node.scheduler().stop();
        simulation.run(Duration.ofSeconds(5));

        node.scheduler().stop(JobId.of("job"), "enough");
        simulation.run(Duration.ofSeconds(100));
        assertThat(counts(node)).isEqualTo(new Counts(3, 5, 0, 0));
        assertThat(find(node, "job").note().orElseThrow().reason()).isEqualTo("enough");

        node.scheduler().start(JobId.of("job"));
        node.scheduler().start();
        simulation.run(Duration.ofSeconds(3));
        assertThat(counts(node).total()).isEqualTo(8 + entries.size() - 3);
        assertThat(entries).hasSize(6);
    }

    @Test
    void aStopDuringARunAccountsOnce() {
        Member node = node("a", context -> {
            sleep(Duration.ofMillis(2_700));
            return null;
        });
        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        simulation.run(Duration.between(now(), begin.plusMillis(2_500)));

        assertThat(node.scheduler().stop(JobId.of("job")).endingOn()).containsExactly("a");
        simulation.run(Duration.ofSeconds(10));

        assertThat(counts(node)).isEqualTo(new Counts(1, 0, 2, 0));
        assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);
    }

    @Test
    void aJobWhoseRunEndsWhileItIsStartedIsNotRunAtOnce() {
        Member node = node("a", takingDeaf(Duration.ofSeconds(5)));
        node.scheduler().schedule(every(Duration.ofHours(24)).from(begin));
        simulation.run(Duration.between(now(), begin.plusSeconds(1)));
        node.scheduler().stop(JobId.of("job"));

        node.store().beforeAnswerOf("find", () -> simulation.run(Duration.ofSeconds(8)));
        assertThatThrownBy(() -> node.scheduler().start(JobId.of("job"))).isInstanceOf(JobRunningException.class);
        assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);

        assertThat(node.scheduler().start(JobId.of("job")).started()).isTrue();
        assertThat(find(node, "job").due()).contains(begin.plus(Duration.ofHours(24)));
    }

    @Test
    void aJobThatIsStoppedWhileItIsStartedStaysStopped() {
        Member node = node("a", nothing());
        node.scheduler().schedule(every(Duration.ofHours(24)).from(begin));

        node.store().beforeAnswerOf("find", () -> node.scheduler().stop(JobId.of("job")));
        assertThat(node.scheduler().start(JobId.of("job"))).isEqualTo(new StartResult(false, JobState.SCHEDULED));

        assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);
    }

    @Test
    void replacingTakesEffectWhateverStateTheJobIsIn() {
        Member node = node("a", nothing());
        node.scheduler().schedule(every(Duration.ofSeconds(1)).from(begin));
        node.scheduler().stop(JobId.of("job"));

        node.scheduler().schedule(Job.of("work").id("job").payload("once"), ConflictPolicy.REPLACE);
        simulation.run(SOON);

        assertThat(entries).hasSize(1);
        assertThat(node.scheduler().exists(JobId.of("job"))).isFalse();
    }

    @Test
    void anIntervalThatIsSaidAgainIsNoChange() {
        Member node = node("a", nothing());
        node.scheduler().schedule(every(Duration.ofMinutes(1)));
        simulation.run(Duration.ofSeconds(30));
        Optional<Instant> due = find(node, "job").due();

        node.scheduler().modify(JobId.of("job"), job -> job.every(Duration.ofMinutes(1)));

        assertThat(find(node, "job").due()).isEqualTo(due);
    }

    private static Job every(Duration interval) {
        return Job.of("work").id("job").every(interval);
    }

    private Instant tick(int seconds) {
        return begin.plusSeconds(seconds);
    }

    private static List<Instant> ticks(Instant first, Duration interval, Instant until) {
        List<Instant> ticks = new ArrayList<>();
        for (Instant tick = first; !tick.isAfter(until); tick = tick.plus(interval)) {
            ticks.add(tick);
        }
        return ticks;
    }

    private Counts counts(Member node) {
        return find(node, "job").counts();
    }

    private void assertConserved(Member node, long ticks) {
        var job = find(node, "job");
        long open = job.state() == JobState.RUNNING ? 1 : 0;
        assertThat(job.counts().total() + open)
                .as("counts %s of %s ticks, %s", job.counts(), ticks, job.state())
                .isEqualTo(ticks);
    }
}
