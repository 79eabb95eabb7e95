package io.distributedscheduler.engine;

import static io.distributedscheduler.test.simulation.SimulatedRuntime.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distributedscheduler.JobExistsException;
import io.distributedscheduler.JobRunningException;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.event.SchedulerEvent.RunStopped;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Jobs are stopped and removed, and nodes shut down, while code runs. */
class EndingTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");

    @Test
    void stoppingOnOneNodeInterruptsTheRunOnAnother() {
        Member runs = node("a", taking(Duration.ofHours(1)));
        Member stops = node(
                "b",
                nothing(),
                builder -> builder.settings(settings("b").concurrency(0).base()));
        runs.scheduler().schedule(Job.of("work").id(JOB));
        simulation.run(SOON);
        Instant stopped = now();

        assertThat(stops.scheduler().stop(JOB, "enough").endingOn()).containsExactly("a");
        simulation.run(SOON);

        Run run = stops.scheduler().runs(JOB).get(0);
        assertThat(run.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(Duration.between(stopped, run.finished())).isLessThan(Duration.ofMillis(10));
        assertThat(find(stops, "job").state()).isEqualTo(JobState.STOPPED);
        assertThat(events(RunStopped.class)).hasSize(1);
    }

    @Test
    void withoutSignalsTheRunHearsOfItWithTheNextBeat() {
        Member node = node("a", taking(Duration.ofHours(1)));
        node.hearsNothing();
        node.scheduler().schedule(Job.of("work").id(JOB));
        simulation.run(BEAT.multipliedBy(2));

        node.scheduler().stop(JOB);
        simulation.run(BEAT.plusMillis(50));

        assertThat(node.scheduler().runs(JOB)).hasSize(1);
    }

    @Test
    void codeThatReturnsAlthoughItWasStoppedHasSucceeded() {
        Member node = node("a", context -> {
            try {
                sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                return "saved";
            }
            return "done";
        });
        node.scheduler().schedule(Job.of("work").id(JOB).every(Duration.ofHours(1)));
        simulation.run(SOON);

        node.scheduler().stop(JOB);
        simulation.run(SOON);

        assertThat(node.scheduler().runs(JOB)).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(run.result(String.class)).contains("saved");
        });
        assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);
    }

    @Test
    void stoppingWithPatienceCompletesWhenNothingOfItRuns() {
        Member node = node("a", takingDeaf(Duration.ofSeconds(5)));
        node.scheduler().schedule(Job.of("work").id(JOB).every(Duration.ofHours(1)));
        simulation.run(SOON);

        CompletableFuture<Void> rests = node.scheduler().stop(JOB, Duration.ofMinutes(1));
        simulation.run(Duration.ofSeconds(4));
        assertThat(rests).isNotDone();
        assertThatThrownBy(() -> node.scheduler().start(JOB))
                .isInstanceOf(JobRunningException.class)
                .hasMessageContaining("a");
        simulation.run(Duration.ofSeconds(3));
        assertThat(rests).isCompleted();
    }

    @Test
    void stoppingWithoutEnoughPatienceSaysSo() {
        Member node = node("a", takingDeaf(Duration.ofMinutes(5)));
        node.scheduler().schedule(Job.of("work").id(JOB));
        simulation.run(SOON);

        CompletableFuture<Void> rests = node.scheduler().stop(JOB, Duration.ofSeconds(3));
        simulation.run(Duration.ofSeconds(5));

        assertThat(rests).isCompletedExceptionally();
    }

    @Test
    void theIdOfARemovedJobIsFreeWhenItsRunHasEnded() {
        Member node = node("a", takingDeaf(Duration.ofSeconds(5)));
        node.scheduler().schedule(Job.of("work").id(JOB));
        simulation.run(SOON);

        assertThat(node.scheduler().remove(JOB)).isTrue();
        assertThat(node.scheduler().exists(JOB)).isFalse();
        assertThatThrownBy(() -> node.scheduler().schedule(Job.of("work").id(JOB)))
                .isInstanceOf(JobRunningException.class);
        simulation.run(Duration.ofSeconds(6));

        node.scheduler().schedule(Job.of("work").id(JOB));
        assertThatThrownBy(() -> node.scheduler().schedule(Job.of("work").id(JOB)))
                .isInstanceOf(JobExistsException.class);
    }

    @Test
    void whatIsNotThereIsUnknown() {
        Member node = node("a", nothing());

        assertThatThrownBy(() -> node.scheduler().stop(JOB)).isInstanceOf(UnknownJobException.class);
        assertThatThrownBy(() -> node.scheduler().start(JOB)).isInstanceOf(UnknownJobException.class);
        assertThatThrownBy(() -> node.scheduler().modify(JOB, job -> job)).isInstanceOf(UnknownJobException.class);
        assertThat(node.scheduler().remove(JOB)).isFalse();
    }

    @Test
    void aReasonThatIsNotOneShortLineIsRefused() {
        Member node = node("a", nothing());
        node.scheduler().schedule(Job.of("work").id(JOB).in(Duration.ofHours(1)));

        for (String reason : List.of("two\nlines", "\u001b[31mred", "x".repeat(1_025), "x".repeat(50_000_000))) {
            assertThatThrownBy(() -> node.scheduler().stop(JOB, reason))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The reason of a stop ");
        }

        assertThat(find(node, "job").state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void theReasonOfAFailureIsShownOnOneLine() {
        Member node = node("a", context -> {
            throw new IllegalStateException("red \u001b[31m\u0000 and\nmore");
        });

        node.scheduler().schedule(Job.of("work").id(JOB).retry(RetryPolicy.none()));
        simulation.run(SOON);

        assertThat(find(node, "job").note().orElseThrow().reason()).isEqualTo("IllegalStateException: red  [31m  and");
    }

    @Test
    void stoppingAllAndRemovingAllReachEveryJob() {
        Member node = node("a", nothing());
        for (int i = 0; i < 1_200; i++) {
            node.scheduler()
                    .schedule(Job.of("work")
                            .id("job-" + i)
                            .every(Duration.ofHours(1))
                            .from(now().plusSeconds(600)));
        }

        assertThat(node.scheduler().stopAll()).isEqualTo(1_200);
        assertThat(find(node, "job-7").state()).isEqualTo(JobState.STOPPED);
        assertThat(node.scheduler().removeAll()).isEqualTo(1_200);
        assertThat(node.scheduler().exists(JobId.of("job-7"))).isFalse();
    }

    // ---- shut down

    @Test
    void aNodeThatStopsWaitsForItsRunsAndLeaves() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        JobId id = node.scheduler().schedule(Job.of("work"));
        simulation.run(SOON);
        Instant begun = now();

        node.scheduler().stop();

        assertThat(node.scheduler().isRunning()).isFalse();
        assertThat(Duration.between(begun, now())).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        assertThat(node.scheduler().runs(id)).extracting(Run::outcome).containsExactly(Outcome.SUCCEEDED);
        assertThat(cluster.store().nodes(0)).isEmpty();
        simulation.run(Duration.ofSeconds(1));
        assertThat(node.liveLoops()).isZero();
    }

    @Test
    void aNodeThatStopsClaimsNothingMore() {
        Member node = node("a", taking(Duration.ofSeconds(5)));
        node.scheduler().schedule(Job.of("work"));
        node.scheduler().schedule(Job.of("work").id("later").in(Duration.ofSeconds(2)));
        simulation.run(SOON);

        node.scheduler().stop();
        simulation.run(Duration.ofMinutes(1));

        assertThat(entries).hasSize(1);
        assertThat(find(node, "later").state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void runsThatLastTooLongAreInterruptedAndHandedBack() {
        Member stops = node(
                "a",
                taking(Duration.ofHours(1)),
                builder -> builder.settings(
                        settings("a").shutdown(Duration.ofSeconds(3)).base()));
        stops.scheduler().schedule(Job.of("work").id(JOB).retry(RetryPolicy.attempts(1)));
        simulation.run(SOON);
        node("b", context -> {
            throw new IllegalStateException("broken");
        });
        Instant begun = now();

        stops.scheduler().stop();
        simulation.run(Duration.ofSeconds(1));

        assertThat(entries).extracting(Entry::node).containsExactly("a", "b");
        assertThat(Duration.between(begun, entries.get(1).at()))
                .isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_100));
    }

    @Test
    void whatWasHandedBackUsesUpNoAttempt() {
        Member stops = node(
                "a",
                taking(Duration.ofHours(1)),
                builder ->
                        builder.settings(settings("a").shutdown(Duration.ZERO).base()));
        stops.scheduler()
                .schedule(Job.of("work")
                        .id(JOB)
                        .retry(RetryPolicy.attempts(2).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))));
        simulation.run(SOON);
        Member other = node("b", context -> {
            throw new IllegalStateException("broken");
        });
        stops.scheduler().stop();
        simulation.run(Duration.ofMinutes(1));

        assertThat(entries).extracting(Entry::attempt).containsExactly(1, 2, 3);
        assertThat(find(other, "job").state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void whatWasHandedBackUsesUpNoAttemptAlsoWhereNoRunsAreKept() {
        Member first = shutsDownAtOnce("a");
        first.scheduler()
                .schedule(Job.of("work")
                        .id(JOB)
                        .retry(RetryPolicy.attempts(2).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))));
        simulation.run(SOON);
        Member second = shutsDownAtOnce("b");
        first.scheduler().stop();
        simulation.run(Duration.ofSeconds(1));
        Member other = node(
                "c",
                context -> {
                    throw new IllegalStateException("broken");
                },
                builder ->
                        builder.settings(settings("c").retention(Retention.NONE).base()));
        second.scheduler().stop();
        simulation.run(Duration.ofMinutes(1));

        assertThat(entries).extracting(Entry::attempt).containsExactly(1, 2, 3, 4);
        assertThat(find(other, "job").state()).isEqualTo(JobState.FAILED);
        assertThat(other.scheduler().runs(JOB)).isEmpty();
    }

    private Member shutsDownAtOnce(String name) {
        return node(
                name,
                taking(Duration.ofHours(1)),
                builder -> builder.settings(settings(name)
                        .shutdown(Duration.ZERO)
                        .retention(Retention.NONE)
                        .base()));
    }

    @Test
    void aRunThatIgnoresItsInterruptKeepsItsClaimUntilItEnds() {
        Member stops = node(
                "a",
                takingDeaf(Duration.ofMinutes(2)),
                builder -> builder.settings(
                        settings("a").shutdown(Duration.ofSeconds(1)).base()));
        stops.scheduler().schedule(Job.of("work").id(JOB));
        simulation.run(SOON);
        node("b", nothing());
        Instant begun = now();

        stops.scheduler().stop();
        assertThat(Duration.between(begun, now())).isLessThan(Duration.ofSeconds(8));
        simulation.run(Duration.ofSeconds(100));
        assertThat(entries).hasSize(1);

        simulation.run(Duration.ofSeconds(20));
        assertThat(stops.scheduler().runs(JOB)).extracting(Run::outcome).containsExactly(Outcome.SUCCEEDED);
        simulation.run(Duration.ofSeconds(2));
        assertThat(cluster.store().nodes(0)).hasSize(1);
        assertThat(stops.liveLoops()).isZero();
    }

    @Test
    void aSchedulerCanBeStartedAgain() {
        Member node = node("a", nothing());
        node.scheduler().stop();
        node.scheduler().schedule(Job.of("work"));
        simulation.run(Duration.ofMinutes(1));
        assertThat(entries).isEmpty();

        node.scheduler().start();
        simulation.run(SOON);

        assertThat(entries).hasSize(1);
    }

    @Test
    void startedAgainItDoesNotRunWhatStillRunsHere() {
        Member node = node(
                "a",
                takingDeaf(Duration.ofMinutes(2)),
                builder -> builder.settings(settings("a")
                        .shutdown(Duration.ZERO)
                        .timeout(Duration.ofSeconds(20))
                        .base()));
        node.scheduler()
                .schedule(Job.of("work")
                        .id(JOB)
                        .retry(RetryPolicy.attempts(5).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))));
        simulation.run(SOON);
        node.scheduler().stop();

        node.scheduler().start();
        simulation.run(Duration.ofSeconds(100));
        assertThat(node.scheduler().runs(JOB)).isEmpty();
        simulation.run(Duration.ofSeconds(60));

        assertThat(entries).hasSize(1);
        assertThat(node.scheduler().runs(JOB)).extracting(Run::outcome).containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void stoppingDoesNotWaitForAStoreThatIsAway() {
        Member node = node("a", nothing());
        node.store().goesAway();
        Instant begun = now();

        node.scheduler().stop();

        assertThat(Duration.between(begun, now())).isLessThan(Duration.ofSeconds(5));
        simulation.run(Duration.ofSeconds(1));
        assertThat(node.liveLoops()).isZero();
    }

    @Test
    void aClaimWhoseReplyWasLostIsHandedBackWhenTheNodeStops() {
        Member node = node("a", nothing());
        node.store().losesReplyOf(List.of("claim")::contains);
        node.scheduler().schedule(Job.of("work").id(JOB));
        simulation.run(Duration.ofMillis(20));
        assertThat(find(node, "job").state()).isEqualTo(JobState.RUNNING);

        node.scheduler().stop();

        assertThat(find(node, "job").state()).isEqualTo(JobState.SCHEDULED);
        assertThat(cluster.store().nodes(0)).isEmpty();
    }

    @Test
    void anEndThatTheStoreRefusesHoldsUpNoOther() {
        Member node = node("a", taking(Duration.ofMillis(50)));
        node.store().refusesEndsOf(JobId.of("bad")::equals);
        node.scheduler().schedule(Job.of("work").id("bad"));
        node.scheduler().schedule(Job.of("work").id("good").every(Duration.ofSeconds(1)));
        for (int i = 0; i < 10; i++) {
            node.scheduler().schedule(Job.of("work").id("good-" + i));
        }

        simulation.run(Duration.ofSeconds(30));
        assertThat(entries)
                .filteredOn(entry -> entry.job().equals(JobId.of("good")))
                .hasSizeBetween(28, 31);
        for (int i = 0; i < 10; i++) {
            assertThat(node.scheduler().exists(JobId.of("good-" + i))).isFalse();
        }
        assertThat(find(node, "bad").state()).isEqualTo(JobState.RUNNING);

        node.store().comesBack();
        simulation.run(Duration.ofSeconds(1));
        assertThat(node.scheduler().exists(JobId.of("bad"))).isFalse();
        assertThat(entries)
                .filteredOn(entry -> entry.job().equals(JobId.of("bad")))
                .hasSize(1);
    }
}
