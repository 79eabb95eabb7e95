package io.distributedscheduler.engine;

import static io.distributedscheduler.test.simulation.SimulatedRuntime.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.distributedscheduler.event.SchedulerEvent.NodeReady;
import io.distributedscheduler.event.SchedulerEvent.RunFailed;
import io.distributedscheduler.event.SchedulerEvent.RunRetried;
import io.distributedscheduler.event.SchedulerEvent.RunStarted;
import io.distributedscheduler.event.SchedulerEvent.RunSucceeded;
import io.distributedscheduler.event.SchedulerEvent.RunTimedOut;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.retry.DoNotRetryException;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One node: a job is run when it is due, and what its code did is written. */
class RunningTest extends ClusterTest {

    @Test
    void aJobThatIsDueNowRunsAtOnce() {
        Member node = node("a", nothing());
        Instant scheduled = now();

        JobId id = node.scheduler().schedule(Job.of("work"));
        simulation.run(SOON);

        assertThat(entries)
                .singleElement()
                .satisfies(entry -> assertThat(entry.at()).isCloseTo(scheduled, within(5, ChronoUnit.MILLIS)));
        assertThat(node.scheduler().exists(id)).isFalse();
        assertThat(node.scheduler().runs(id)).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(run.last()).isTrue();
            assertThat(run.attempt()).isEqualTo(1);
            assertThat(run.node()).isEqualTo("a");
        });
    }

    @Test
    void aRunStartsNeverEarlyAndHardlyLate() {
        Member node = node("a", nothing());
        Instant due = now().plusSeconds(3600).truncatedTo(ChronoUnit.MILLIS);

        node.scheduler().schedule(Job.of("work").at(due));
        simulation.run(Duration.ofHours(2));

        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.at()).isAfterOrEqualTo(due);
            assertThat(entry.at()).isCloseTo(due, within(300, ChronoUnit.MICROS));
            assertThat(entry.due()).isEqualTo(due);
        });
    }

    @Test
    void neitherTheWallClockNorASlowStoreMakeARunEarly() {
        Member node = node("a", nothing());
        node.wallClockIsOffBy(Duration.ofHours(1));
        node.store().takes(Duration.ofMillis(1), Duration.ofMillis(40));
        Instant due = now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

        node.scheduler().schedule(Job.of("work").at(due));
        simulation.run(Duration.ofSeconds(30));
        node.wallClockIsOffBy(Duration.ofHours(-1));
        simulation.run(Duration.ofMinutes(2));

        assertThat(entries)
                .singleElement()
                // In virtual time other calls of the slow store may be in the way.
                .satisfies(entry -> assertThat(entry.at()).isBetween(due, due.plusMillis(250)));
    }

    @Test
    void aRunStartsOnTimeAfterTheStoreClockHasStepped() {
        Member node = node("a", nothing());
        Instant due = now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS);
        node.scheduler().schedule(Job.of("work").at(due));

        simulation.stepStoreClock(Duration.ofSeconds(-30));
        simulation.run(Duration.ofSeconds(100));
        simulation.stepStoreClock(Duration.ofSeconds(90));
        simulation.run(Duration.ofMinutes(10));

        assertThat(entries)
                .singleElement()
                .satisfies(entry -> assertThat(entry.at()).isBetween(due, due.plusMillis(1)));
    }

    @Test
    void userCodeSeesItsPayloadAndItsRun() {
        List<Object> seen = new ArrayList<>();
        Member node = node("a", (JobRunner<String, String>) context -> {
            seen.add(context.payload());
            seen.add(context.hasPayload());
            seen.add(context.holdsClaim());
            seen.add(context.stopRequested());
            return context.payload().toUpperCase();
        });

        JobId id = node.scheduler().schedule(Job.of("work").payload("ada"));
        simulation.run(SOON);

        assertThat(seen).containsExactly("ada", true, true, false);
        assertThat(node.scheduler().runs(id).get(0).result(String.class)).contains("ADA");
        assertThat(events).hasExactlyElementsOfTypes(NodeReady.class, RunStarted.class, RunSucceeded.class);
    }

    @Test
    void aRunThatFailsIsRetriedByItsPolicyAndGivesUpAfterItsLastAttempt() {
        Member node = node("a", failing());
        RetryPolicy policy = RetryPolicy.attempts(3)
                .backoff(Duration.ofSeconds(2), Duration.ofMinutes(1))
                .multiplier(5)
                .jitter(0);

        JobId id = node.scheduler().schedule(Job.of("work").retry(policy));
        simulation.run(Duration.ofMinutes(5));

        assertThat(entries).extracting(Entry::attempt).containsExactly(1, 2, 3);
        assertThat(Duration.between(entries.get(0).at(), entries.get(1).at()))
                .isCloseTo(Duration.ofSeconds(2), Duration.ofMillis(10));
        assertThat(Duration.between(entries.get(1).at(), entries.get(2).at()))
                .isCloseTo(Duration.ofSeconds(10), Duration.ofMillis(10));
        assertThat(entries).extracting(Entry::run).containsOnly(entries.get(0).run());
        assertThat(find(node, id.value()).state()).isEqualTo(JobState.FAILED);
        assertThat(find(node, id.value()).note().orElseThrow().reason()).contains("IllegalStateException: broken");
        assertThat(node.scheduler().runs(id)).extracting(Run::last).containsExactly(true, false, false);
        assertThat(events(RunRetried.class)).hasSize(2);
        assertThat(events(RunFailed.class)).hasSize(1);
    }

    @Test
    void whatSaysSoIsNotRetried() {
        Member node = node("a", context -> {
            throw new DoNotRetryException("pointless");
        });

        JobId id = node.scheduler().schedule(Job.of("work"));
        simulation.run(Duration.ofMinutes(5));

        assertThat(entries).hasSize(1);
        assertThat(find(node, id.value()).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void aFailedJobRunsAgainWhenItIsStarted() {
        List<Boolean> fails = new ArrayList<>(List.of(true));
        Member node = node("a", context -> {
            if (fails.get(0)) {
                throw new IllegalStateException("broken");
            }
            return null;
        });
        JobId id = node.scheduler().schedule(Job.of("work").retry(RetryPolicy.none()));
        simulation.run(SOON);
        fails.set(0, false);

        assertThat(node.scheduler().start(id).started()).isTrue();
        simulation.run(SOON);

        assertThat(entries).hasSize(2);
        assertThat(entries.get(1).run()).isNotEqualTo(entries.get(0).run());
        assertThat(node.scheduler().exists(id)).isFalse();
    }

    @Test
    void anErrorOfUserCodeIsAFailureLikeAnyOther() {
        Member node = node("a", context -> {
            throw new StackOverflowError();
        });

        JobId id = node.scheduler().schedule(Job.of("work").retry(RetryPolicy.none()));
        JobId next = node.scheduler().schedule(Job.of("work").retry(RetryPolicy.none()));
        simulation.run(SOON);

        assertThat(node.scheduler().runs(id).get(0).error().orElseThrow().type())
                .contains("StackOverflowError");
        assertThat(node.scheduler().runs(next)).hasSize(1);
    }

    @Test
    void aPayloadThatCannotBeReadFailsItsJobAtOnceAndNoOther() {
        Member node = node(
                "a",
                nothing(),
                builder -> builder.executor(
                        new ExecutorDefinition("number", Integer.class, noting((JobRunner<Integer, Void>) context -> {
                            context.payload();
                            return null;
                        }))));

        JobId bad = node.scheduler().schedule(Job.of("number").payload("not a number"));
        JobId good = node.scheduler().schedule(Job.of("number").payload(7));
        simulation.run(Duration.ofMinutes(5));

        assertThat(find(node, bad.value()).state()).isEqualTo(JobState.FAILED);
        assertThat(node.scheduler().runs(bad))
                .singleElement()
                .satisfies(
                        run -> assertThat(run.error().orElseThrow().message()).contains(bad.value(), "Integer"));
        assertThat(node.scheduler().runs(good))
                .singleElement()
                .extracting(Run::outcome)
                .isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aResultThatIsTooLargeFailsTheRunAndIsNotTriedAgain() {
        Member node = node("a", context -> "x".repeat(20_000));

        JobId id = node.scheduler().schedule(Job.of("work"));
        simulation.run(Duration.ofMinutes(5));

        assertThat(entries).hasSize(1);
        assertThat(node.scheduler().runs(id).get(0).error().orElseThrow().message())
                .contains("result");
    }

    @Test
    void aStageCompletesItsRunWhenItCompletes() {
        Member node = node("a", context -> simulation.later(Duration.ofSeconds(30), "done"));

        JobId id = node.scheduler().schedule(Job.of("work"));
        simulation.run(Duration.ofSeconds(29));
        assertThat(find(node, id.value()).state()).isEqualTo(JobState.RUNNING);
        simulation.run(Duration.ofSeconds(2));

        assertThat(node.scheduler().runs(id)).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(run.result(String.class)).contains("done");
        });
    }

    @Test
    void aStageHoldsItsSlot() {
        Member node = node(
                "a",
                context -> simulation.later(Duration.ofSeconds(10), null),
                builder -> builder.settings(settings("a").concurrency(2).base()));

        for (int i = 0; i < 5; i++) {
            node.scheduler().schedule(Job.of("work"));
        }
        simulation.run(Duration.ofSeconds(5));
        assertThat(entries).hasSize(2);
        simulation.run(Duration.ofSeconds(10));
        assertThat(entries).hasSize(4);
    }

    @Test
    void codeThatTakesTooLongIsInterruptedAndTimesOut() {
        List<JobContext<?>> contexts = new ArrayList<>();
        Member node = node("a", context -> {
            contexts.add(context);
            sleep(Duration.ofHours(1));
            return null;
        });

        JobId id = node.scheduler()
                .schedule(Job.of("work").timeout(Duration.ofSeconds(5)).retry(RetryPolicy.none()));
        simulation.run(Duration.ofSeconds(6));

        assertThat(contexts.get(0).stopRequested()).isTrue();
        assertThat(find(node, id.value()).state()).isEqualTo(JobState.FAILED);
        assertThat(node.scheduler().runs(id)).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT);
            assertThat(Duration.between(run.started(), run.finished()))
                    .isCloseTo(Duration.ofSeconds(5), Duration.ofMillis(20));
        });
        assertThat(events(RunTimedOut.class)).hasSize(1);
    }

    @Test
    void theEndOfCodeThatIgnoresItsTimeoutIsWrittenWithoutIt() {
        Member node = node(
                "a",
                takingDeaf(Duration.ofMinutes(10)),
                builder -> builder.settings(settings("a")
                        .concurrency(1)
                        .timeout(Duration.ofSeconds(5))
                        .base()));

        JobId id = node.scheduler().schedule(Job.of("work").retry(RetryPolicy.none()));
        simulation.run(Duration.ofSeconds(6));
        assertThat(node.scheduler().runs(id))
                .singleElement()
                .extracting(Run::outcome)
                .isEqualTo(Outcome.TIMED_OUT);

        // Its slot is replaced, once; then the node claims nothing more until the code ends.
        node.scheduler().schedule(Job.of("work").retry(RetryPolicy.none()));
        simulation.run(Duration.ofSeconds(10));
        assertThat(entries).hasSize(2);
        JobId third = node.scheduler().schedule(Job.of("work").retry(RetryPolicy.none()));
        simulation.run(Duration.ofMinutes(5));
        assertThat(entries).hasSize(2);
        simulation.run(Duration.ofMinutes(6));
        assertThat(entries).hasSize(3);
        assertThat(entries.get(2).job()).isEqualTo(third);
    }

    @Test
    void theClaimOfCodeThatIgnoresItsTimeoutIsHandedBackWhenItsEndCannotBeWorkedOut() {
        List<Boolean> deaf = new ArrayList<>();
        Member node = node("a", context -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("so that the store is asked before the run is given up");
            }
            SimulatedRuntime.sleepDeaf(Duration.ofMinutes(1));
            deaf.add(true);
            return null;
        });
        RetryPolicy policy = RetryPolicy.attempts(2).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));
        JobId id = node.scheduler()
                .schedule(Job.of("work").timeout(Duration.ofSeconds(5)).retry(policy));
        simulation.run(Duration.ofSeconds(3));
        node.store().cannotRead("runs"::equals);

        simulation.run(Duration.ofSeconds(10));

        assertThat(deaf).isEmpty();
        assertThat(cluster.store().find(id).orElseThrow().running()).isEmpty();
    }

    @Test
    void anAttemptThatIsRetriedLogsOneLineAndARunThatGivesUpItsStack() {
        RetryPolicy policy = RetryPolicy.attempts(2).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));
        Member node = node("a", failing());
        try (Logged logged = new Logged()) {
            node.scheduler().schedule(Job.of("work").retry(policy));
            simulation.run(Duration.ofSeconds(5));

            assertThat(logged.lines("INFO"))
                    .singleElement()
                    .asString()
                    .contains("FAILED with IllegalStateException: broken; again in")
                    .doesNotContain("\n");
            assertThat(logged.lines("ERROR")).singleElement().asString().endsWith("\njava.lang.IllegalStateException");
        }
    }

    @Test
    void codeOfAnEarlierAttemptThatStillRunsKeepsTheNextFromBeingStartedHere() {
        Member node = node("a", takingDeaf(Duration.ofMinutes(1)));
        RetryPolicy policy = RetryPolicy.attempts(2).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));

        node.scheduler().schedule(Job.of("work").timeout(Duration.ofSeconds(5)).retry(policy));
        simulation.run(Duration.ofSeconds(50));
        assertThat(entries).hasSize(1);
        assertThat(node.store().calls("claim")).isLessThan(2_000);

        // Others are not held up by it.
        node.scheduler().schedule(Job.of("work").id("other"));
        simulation.run(Duration.ofMillis(200));
        assertThat(entries).hasSize(2);

        simulation.run(Duration.ofSeconds(20));
        assertThat(entries).hasSize(3);
        assertThat(entries.get(2).attempt()).isEqualTo(2);
    }

    @Test
    void anotherNodeMayRunTheNextAttemptOfCodeThatDoesNotEnd() {
        Member first = node("a", takingDeaf(Duration.ofMinutes(1)));
        RetryPolicy policy = RetryPolicy.attempts(2).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));
        first.scheduler().schedule(Job.of("work").timeout(Duration.ofSeconds(5)).retry(policy));
        simulation.run(Duration.ofSeconds(1));

        node("b", nothing());
        simulation.run(Duration.ofSeconds(20));

        assertThat(entries).extracting(Entry::node).containsExactly("a", "b");
    }

    @Test
    void noMoreRunThanThereAreSlotsAndTheRestIsNotClaimed() {
        Member node = node(
                "a",
                taking(Duration.ofSeconds(10)),
                builder -> builder.settings(settings("a").concurrency(3).base()));

        for (int i = 0; i < 20; i++) {
            node.scheduler().schedule(Job.of("work"));
        }
        simulation.run(Duration.ofSeconds(5));

        assertThat(entries).hasSize(3);
        assertThat(cluster.store().nodes(0))
                .singleElement()
                .satisfies(record -> assertThat(record.running()).isEqualTo(3));
        simulation.run(Duration.ofSeconds(100));
        assertThat(entries).hasSize(20);
    }

    @Test
    void whatIsClaimedAheadButCannotStartIsHandedBack() {
        List<Boolean> slow = new ArrayList<>(List.of(false));
        Member busy = node(
                "a",
                context -> {
                    if (slow.get(0)) {
                        sleep(Duration.ofSeconds(30));
                    }
                    return null;
                },
                builder -> builder.settings(settings("a").concurrency(2).base()));
        for (int i = 0; i < 2_000; i++) {
            busy.scheduler().schedule(Job.of("work"));
        }
        simulation.runUntil(() -> entries.size() > 500, Duration.ofSeconds(10));
        slow.set(0, true);
        simulation.run(Duration.ofSeconds(1));

        assertThat(cluster.store().nodes(0))
                .singleElement()
                .satisfies(record -> assertThat(record.running()).isEqualTo(2));
    }

    private static JobRunner<?, ?> failing() {
        return context -> {
            throw new IllegalStateException("broken");
        };
    }
}
