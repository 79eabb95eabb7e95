package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of ticks and fires that come while a run of their job lasts: what the job says. */
class OverlapTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Instant begin = now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    private int runs;

    // ---- ticks

    @Test
    void theyAreSkippedUnlessSaidOtherwise() {
        Member node = firstTaking(3_500, everySecond());

        assertThat(ticks()).containsExactly(0, 4, 5, 6, 7);
        assertThat(counts(node)).isEqualTo(new Counts(5, 0, 3, 0));
    }

    @Test
    void theLastOneWaits() {
        Member node = firstTaking(3_500, everySecond().overlap(Overlap.queueOne()));

        assertThat(ticks()).containsExactly(0, 3, 4, 5, 6, 7);
        assertThat(entries.get(1).at()).isBetween(begin.plusMillis(3_500), begin.plusMillis(3_510));
        assertThat(counts(node)).isEqualTo(new Counts(6, 0, 2, 0));
    }

    @Test
    void allWaitAndRunOneAfterTheOther() {
        Member node = firstTaking(3_500, everySecond().overlap(Overlap.queue()));

        assertThat(ticks()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(entries.get(3).at()).isBefore(tick(4));
        assertThat(counts(node)).isEqualTo(new Counts(8, 0, 0, 0));
    }

    @Test
    void theRunIsToldToEndAndTheNewOneBegins() {
        Member node = firstTaking(3_500, everySecond().overlap(Overlap.cancel()));

        assertThat(ticks()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(entries.get(1).at()).isBetween(tick(1), tick(1).plusMillis(20));
        List<Run> newestFirst = node.scheduler().runs(JOB);
        Run cancelled = newestFirst.get(newestFirst.size() - 1);
        assertThat(cancelled.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(cancelled.error().orElseThrow().message()).isEqualTo("the next occurrence has come");
        assertThat(counts(node)).isEqualTo(new Counts(8, 0, 0, 0));
    }

    @Test
    void codeThatDoesNotListenIsWaitedFor() {
        Member node = node("a", context -> {
            if (runs++ == 0) {
                SimulatedRuntime.sleepDeaf(Duration.ofMillis(3_500));
            }
            return null;
        });
        node.scheduler().schedule(everySecond().overlap(Overlap.cancel()));
        simulation.run(Duration.between(now(), begin.plusMillis(7_500)));

        assertThat(ticks()).containsExactly(0, 3, 4, 5, 6, 7);
        assertThat(counts(node)).isEqualTo(new Counts(6, 0, 2, 0));
    }

    @Test
    void codeThatDoesNotListenIsWaitedForNoLongerThanItsTimeout() {
        Member node = node("a", context -> {
            if (runs++ == 0) {
                SimulatedRuntime.sleepDeaf(Duration.ofMillis(5_500));
            }
            return null;
        });
        node.scheduler().schedule(everySecond().overlap(Overlap.cancel()).timeout(Duration.ofSeconds(2)));
        simulation.run(Duration.between(now(), begin.plusMillis(7_500)));

        List<Run> newestFirst = node.scheduler().runs(JOB);
        assertThat(newestFirst.get(newestFirst.size() - 1).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void aRetryThatWouldComeAfterTheNextTickIsNotMade() {
        Member node = node("a", context -> {
            if (context.due().equals(begin)) {
                throw new IllegalStateException("broken");
            }
            return null;
        });
        node.scheduler()
                .schedule(everySecond()
                        .overlap(Overlap.cancel())
                        .retry(RetryPolicy.attempts(9)
                                .backoff(Duration.ofMillis(400), Duration.ofMillis(400))
                                .multiplier(1)
                                .jitter(0)));
        simulation.run(Duration.between(now(), begin.plusMillis(1_500)));

        assertThat(ticks()).containsExactly(0, 0, 0, 1);
        assertThat(node.scheduler().runs(JOB).get(1).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void noMoreThanAThousandTicksWait() {
        Member node = firstTaking(1_200_500, everySecond().overlap(Overlap.queue()));

        assertThat(ticks()).startsWith(0, 201, 202).contains(1_200);
        assertThat(counts(node).skipped()).isEqualTo(200);
    }

    @Test
    void whatHasWaitedIsNotLate() {
        Member node = firstTaking(
                3_500, everySecond().overlap(Overlap.queue()).misfire(Misfire.skip(Duration.ofMillis(100))));

        assertThat(ticks()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(counts(node)).isEqualTo(new Counts(8, 0, 0, 0));
    }

    @Test
    void whatComesLateTakesAllThatWaitWithIt() {
        Member node = node("a", takingDeaf(Duration.ofMillis(3_500)));
        node.scheduler().schedule(everySecond().overlap(Overlap.queue()));
        simulation.run(Duration.between(now(), begin.plusMillis(3_200)));
        node.scheduler().stop();
        simulation.run(Duration.ofSeconds(100));
        Member other = node("b", nothing());
        simulation.run(Duration.ofMillis(500));

        assertThat(ticks()).startsWith(0, 1).doesNotContain(2, 3, 50);
        assertThat(counts(other).coalesced()).isGreaterThan(95);
        assertThat(counts(other).skipped()).isZero();
    }

    // ---- fires

    @Test
    void allFiresWaitUnlessSaidOtherwise() {
        Member node = fourFiresDuringARun(onOrder());

        assertThat(entries).hasSize(5);
        assertThat(counts(node)).isEqualTo(new Counts(5, 0, 0, 0));
    }

    @Test
    void theLastFireWaits() {
        Member node = fourFiresDuringARun(onOrder().overlap(Overlap.queueOne()));

        assertThat(entries).hasSize(2);
        assertThat(counts(node)).isEqualTo(new Counts(2, 0, 3, 0));
        assertThat(node.scheduler().runs(JOB).get(0).result(String.class)).contains("fire 4");
    }

    @Test
    void noFireWaits() {
        Member node = fourFiresDuringARun(onOrder().overlap(Overlap.skip()));

        assertThat(entries).hasSize(1);
        assertThat(counts(node)).isEqualTo(new Counts(1, 0, 4, 0));
        assertThat(find(node, "job").state()).isEqualTo(JobState.WAITING);
        node.scheduler().fire("order", "again");
        simulation.run(SOON);
        assertThat(entries).hasSize(2);
    }

    @Test
    void theNextFireEndsTheRunAndTheLastOneIsRun() {
        Member node = fourFiresDuringARun(onOrder().overlap(Overlap.cancel()));

        assertThat(entries).hasSize(2);
        assertThat(Duration.between(entries.get(0).at(), entries.get(1).at())).isLessThan(SECOND);
        assertThat(counts(node)).isEqualTo(new Counts(2, 0, 3, 0));
        Run last = node.scheduler().runs(JOB).get(0);
        assertThat(last.result(String.class)).contains("fire 4");
        Run cancelled = node.scheduler().runs(JOB).get(1);
        assertThat(cancelled.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(cancelled.error().orElseThrow().message()).isEqualTo("the next occurrence has come");
    }

    @Test
    void aFireEndsTheRunOnWhicheverNodeItIs() {
        List<Member> nodes = Stream.of("a", "b", "c", "d")
                .map(name -> node(
                        name,
                        taking(MINUTE),
                        builder ->
                                builder.settings(settings(name).concurrency(2).base())))
                .toList();
        // Until all know of each other, and only two of them look at a fire.
        simulation.run(BEAT.multipliedBy(2));
        for (int i = 0; i < 8; i++) {
            nodes.get(0)
                    .scheduler()
                    .schedule(Job.of("work").id("job-" + i).onKeyword("order").overlap(Overlap.cancel()));
        }
        nodes.get(1).scheduler().fire("order", "1");
        simulation.run(SECOND);
        assertThat(entries).hasSize(8);

        nodes.get(2).scheduler().fire("order", "2");
        simulation.run(SOON);
        assertThat(entries).hasSize(16);
    }

    @Test
    void aFireWhoseSignalIsLostEndsTheRunWithTheNextBeat() {
        Member node = node("a", taking(MINUTE));
        node.scheduler().schedule(onOrder().overlap(Overlap.cancel()));
        node.scheduler().fire("order", "1");
        simulation.run(SOON);
        Member other = node("b", nothing());
        node.hearsNothing();
        other.scheduler().fire("order", "2");
        simulation.run(BEAT.plus(SOON));

        assertThat(entries).hasSize(2);
    }

    @Test
    void aRetryThatComesAfterTheNextFireEndsAtOnce() {
        Member node = node("a", context -> {
            if (context.attempt() == 1
                    && context.fireData().orElseThrow().as(String.class).equals("1")) {
                throw new IllegalStateException("broken");
            }
            SimulatedRuntime.sleep(SECOND);
            return null;
        });
        node.scheduler()
                .schedule(onOrder()
                        .overlap(Overlap.cancel())
                        .retry(RetryPolicy.attempts(3).backoff(SECOND, SECOND).jitter(0)));
        node.scheduler().fire("order", "1");
        simulation.run(SOON);
        node.scheduler().fire("order", "2");
        simulation.run(SECOND.plus(SOON));

        assertThat(entries).hasSize(3);
        assertThat(entries.get(2).attempt()).isEqualTo(1);
        assertThat(node.scheduler().runs(JOB).get(0).outcome()).isEqualTo(Outcome.STOPPED);
    }

    private Member fourFiresDuringARun(Job job) {
        Member node = node("a", context -> {
            SimulatedRuntime.sleep(SECOND);
            return context.fireData().orElseThrow().as(String.class);
        });
        node.scheduler().schedule(job);
        node.scheduler().fire("order", "fire 0");
        simulation.run(SOON);
        for (int i = 1; i <= 4; i++) {
            node.scheduler().fire("order", "fire " + i);
        }
        simulation.run(Duration.ofSeconds(10));
        return node;
    }

    /** The first run takes so many milliseconds, the others none; seven seconds and a half after that began we look. */
    private Member firstTaking(long millis, Job job) {
        Member node = node("a", context -> {
            if (runs++ == 0) {
                SimulatedRuntime.sleep(Duration.ofMillis(millis));
            }
            return null;
        });
        node.scheduler().schedule(job);
        simulation.run(Duration.between(now(), begin.plusMillis(Math.max(7_500, millis + 500))));
        return node;
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

    private Instant tick(int number) {
        return begin.plusSeconds(number);
    }

    private Counts counts(Member node) {
        return find(node, "job").counts();
    }
}
