package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.SchedulerEvent.RunMissed;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What becomes of occurrences that come late, since all nodes were away: what their job says. */
class MisfireTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Instant begin =
            now().plusSeconds(60).truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);

    @Test
    void oneRunStandsForAllThatWereMissedUnlessSaidOtherwise() {
        Member node = backAfter(Duration.ofSeconds(330), everyMinute());

        assertThat(dues()).containsExactly(minute(0), minute(1), minute(6));
        assertThat(counts(node)).isEqualTo(new Counts(3, 0, 0, 4));
    }

    @Test
    void whoSkipsRunsNoneThatIsTooLate() {
        Member node = backAfter(Duration.ofSeconds(330), everyMinute().misfire(Misfire.skip(Duration.ofSeconds(10))));

        assertThat(dues()).containsExactly(minute(0), minute(6));
        assertThat(counts(node)).isEqualTo(new Counts(2, 5, 0, 0));
        Run missed = node.scheduler().runs(JOB).get(1);
        assertThat(missed.outcome()).isEqualTo(Outcome.MISSED);
        assertThat(missed.due()).isEqualTo(minute(1));
        assertThat(missed.error().orElseThrow().message()).contains("missed 5").contains("Skip[threshold=PT10S]");
        assertThat(events(RunMissed.class))
                .singleElement()
                .satisfies(event -> assertThat(event.run().due()).isEqualTo(minute(1)));
    }

    @Test
    void whoSkipsRunsTheLastOneIfThatIsNotTooLate() {
        Member node = backAfter(Duration.ofSeconds(330), everyMinute().misfire(Misfire.skip(Duration.ofSeconds(45))));

        assertThat(dues()).containsExactly(minute(0), minute(5), minute(6));
        assertThat(counts(node)).isEqualTo(new Counts(3, 4, 0, 0));
    }

    @Test
    void whoSkipsRunsOneForAllThatAreNotTooLate() {
        Member node = backAfter(Duration.ofSeconds(330), everyMinute().misfire(Misfire.skip(Duration.ofSeconds(95))));

        assertThat(dues()).containsExactly(minute(0), minute(4), minute(6));
        assertThat(counts(node)).isEqualTo(new Counts(3, 3, 0, 1));
    }

    @Test
    void whoCatchesUpRunsAllOneAfterTheOther() {
        Member node = backAfter(Duration.ofSeconds(330), everyMinute().misfire(Misfire.catchUp(Duration.ofHours(1))));

        assertThat(dues()).containsExactlyElementsOf(minutes(0, 6));
        assertThat(counts(node)).isEqualTo(new Counts(7, 0, 0, 0));
        assertThat(node.scheduler().runs(JOB)).extracting(Run::outcome).containsOnly(Outcome.SUCCEEDED);
    }

    @Test
    void whoCatchesUpMissesWhatIsOlderThanTheWindow() {
        Member node =
                backAfter(Duration.ofSeconds(330), everyMinute().misfire(Misfire.catchUp(Duration.ofSeconds(155))));

        assertThat(dues()).containsExactly(minute(0), minute(3), minute(4), minute(5), minute(6));
        assertThat(counts(node)).isEqualTo(new Counts(5, 2, 0, 0));
    }

    @Test
    void whoCatchesUpRunsAlsoTicksThatComeWhileARunLasts() {
        Member node = node("a", taking(Duration.ofSeconds(90)));
        node.scheduler()
                .schedule(everyMinute()
                        .misfire(Misfire.catchUp(Duration.ofHours(1)))
                        .maxRuns(5));
        simulation.run(Duration.ofMinutes(20));

        assertThat(dues()).containsExactlyElementsOf(minutes(0, 4));
        assertThat(node.scheduler().exists(JOB)).isFalse();
    }

    @Test
    void noMoreThanTheLastThousandAreCaughtUp() {
        Member node = backAfter(
                Duration.ofMinutes(3_000).plusSeconds(30),
                Job.of("work")
                        .id(JOB)
                        .cron("0 * * * * *", ZoneOffset.UTC)
                        .from(begin)
                        .misfire(Misfire.catchUp(Duration.ofDays(30))));

        assertThat(dues())
                .hasSize(1 + Misfire.MOST_CAUGHT_UP + 1)
                .contains(minute(2_001))
                .doesNotContain(minute(2_000));
        assertThat(counts(node)).isEqualTo(new Counts(1_002, 2_000, 0, 0));
    }

    @Test
    void aOneTimeJobThatIsTooLateIsFinishedUnrun() {
        Member node = backAfter(
                Duration.ofSeconds(330),
                Job.of("work").id(JOB).at(begin.plusSeconds(90)).misfire(Misfire.skip()));

        assertThat(entries).isEmpty();
        assertThat(node.scheduler().exists(JOB)).isFalse();
        assertThat(node.scheduler().runs(JOB)).extracting(Run::outcome).containsExactly(Outcome.MISSED);
    }

    @Test
    void aFireThatIsTooLateIsMissedAndThoseAfterItAreNot() {
        Member node = node("a", nothing());
        node.scheduler().schedule(Job.of("work").id(JOB).onKeyword("order").misfire(Misfire.skip(MINUTE)));
        node.scheduler().stop();
        Member caller = cluster.member("caller", builder -> {});
        caller.scheduler().fire("order", "early");
        simulation.run(Duration.ofMinutes(2));
        caller.scheduler().fire("order", "late");
        Member other = node("b", nothing());
        simulation.run(Duration.ofSeconds(3));

        assertThat(entries).hasSize(1);
        assertThat(counts(other)).isEqualTo(new Counts(1, 1, 0, 0));
        assertThat(find(other, "job").state()).isEqualTo(JobState.WAITING);
    }

    @Test
    void aFixedDelayGoesOnAfterWhatWasTooLate() {
        Member node = node("a", nothing());
        node.scheduler().schedule(Job.of("work").id(JOB).fixedDelay(MINUTE).misfire(Misfire.skip(MINUTE)));
        simulation.run(Duration.ofSeconds(30));
        node.scheduler().stop();
        simulation.run(Duration.ofMinutes(10));
        Member other = node("b", nothing());
        simulation.run(Duration.ofSeconds(70));

        assertThat(entries).hasSize(2);
        assertThat(counts(other)).isEqualTo(new Counts(2, 1, 0, 0));
    }

    @Test
    void aRetryIsNeverTooLate() {
        Member node = node("a", context -> {
            throw new IllegalStateException("broken");
        });
        node.scheduler()
                .schedule(Job.of("work")
                        .id(JOB)
                        .misfire(Misfire.skip(Duration.ofSeconds(1)))
                        .retry(RetryPolicy.attempts(2).backoff(MINUTE, MINUTE).jitter(0)));
        simulation.run(Duration.ofMinutes(2));

        assertThat(entries).extracting(Entry::attempt).containsExactly(1, 2);
    }

    @Test
    void aTriggerThatEndsWhileNobodyIsThereEndsTheJob() {
        Member node = backAfter(
                Duration.ofSeconds(330),
                everyMinute().until(begin.plusSeconds(150)).misfire(Misfire.skip(Duration.ofSeconds(1))));

        assertThat(dues()).containsExactly(minute(0));
        assertThat(node.scheduler().exists(JOB)).isFalse();
        assertThat(node.scheduler().runs(JOB))
                .extracting(Run::outcome)
                .containsExactly(Outcome.MISSED, Outcome.SUCCEEDED);
    }

    /** The job is run at its first instant; then no node is there until so long after that. A minute later we look. */
    private Member backAfter(Duration away, Job job) {
        Member node = node("a", nothing());
        node.scheduler().schedule(job);
        simulation.run(Duration.between(now(), begin.plusSeconds(1)));
        node.scheduler().stop();
        simulation.run(Duration.between(now(), begin.plus(away)));
        Member other = node("b", nothing());
        simulation.run(Duration.ofSeconds(45));
        return other;
    }

    private Job everyMinute() {
        return Job.of("work").id(JOB).every(MINUTE).from(begin);
    }

    private List<Instant> dues() {
        return entries.stream().map(Entry::due).toList();
    }

    private Instant minute(long number) {
        return begin.plus(MINUTE.multipliedBy(number));
    }

    private List<Instant> minutes(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(this::minute).toList();
    }

    private Counts counts(Member node) {
        return find(node, "job").counts();
    }
}
