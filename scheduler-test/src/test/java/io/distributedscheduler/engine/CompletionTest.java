package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.TooManyWaitsException;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Futures of runs, from any node. */
class CompletionTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");

    @Test
    void theRunOfAnotherNodeCompletesTheFutureAtOnce() {
        Member asks = node(
                "a",
                nothing(),
                builder -> builder.settings(settings("a").concurrency(0).base()));
        node("b", context -> simulation.later(Duration.ofSeconds(5), "result"));
        asks.scheduler().schedule(Job.of("work").id(JOB));

        CompletableFuture<Run> completion = asks.scheduler().completion(JOB);
        simulation.run(Duration.ofSeconds(4));
        assertThat(completion).isNotDone();
        simulation.run(Duration.ofMillis(1_020));

        assertThat(completion).isCompleted();
        assertThat(completion.join().result(String.class)).contains("result");
        assertThat(completion.join().node()).isEqualTo("b");
    }

    @Test
    void withoutSignalsItCompletesABeatLater() {
        Member asks = node(
                "a",
                nothing(),
                builder -> builder.settings(settings("a").concurrency(0).base()));
        asks.hearsNothing();
        node("b", context -> simulation.later(Duration.ofSeconds(5), "result"));
        asks.scheduler().schedule(Job.of("work").id(JOB));

        CompletableFuture<Run> completion = asks.scheduler().completion(JOB);
        simulation.run(Duration.ofSeconds(5).plus(BEAT).plus(SOON));

        assertThat(completion).isCompleted();
    }

    @Test
    void theResultOfAFinishedJobIsThere() {
        Member node = node("a", context -> "result");
        node.scheduler().schedule(Job.of("work").id(JOB));
        simulation.run(SOON);

        assertThat(node.scheduler().completion(JOB)).isCompleted();
    }

    @Test
    void onlyTheLastAttemptOfARunCompletesIt() {
        Member node = node("a", context -> {
            throw new IllegalStateException("broken");
        });
        node.scheduler()
                .schedule(Job.of("work")
                        .id(JOB)
                        .retry(RetryPolicy.attempts(2)
                                .backoff(Duration.ofSeconds(5), Duration.ofSeconds(5))
                                .jitter(0)));
        CompletableFuture<Run> completion = node.scheduler().completion(JOB);

        simulation.run(Duration.ofSeconds(4));
        assertThat(completion).isNotDone();
        simulation.run(Duration.ofSeconds(2));

        assertThat(completion.join().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(completion.join().attempt()).isEqualTo(2);
    }

    @Test
    void ofARepeatingJobItIsTheNextRunThatEnds() {
        Member node = node("a", nothing());
        node.scheduler().schedule(Job.of("work").id(JOB).every(Duration.ofSeconds(10)));
        simulation.run(Duration.ofSeconds(5));

        CompletableFuture<Run> completion = node.scheduler().completion(JOB);
        simulation.run(Duration.ofSeconds(4));
        assertThat(completion).isNotDone();
        simulation.run(Duration.ofSeconds(2));

        assertThat(completion.join().due()).isEqualTo(entries.get(1).due());
    }

    @Test
    void ofAnUnknownJobItFails() {
        Member node = node("a", nothing());

        assertThat(node.scheduler().completion(JOB))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(UnknownJobException.class);
    }

    @Test
    void whenTheJobIsRemovedItFails() {
        Member node = node("a", nothing());
        node.scheduler().schedule(Job.of("work").id(JOB).in(Duration.ofHours(1)));
        CompletableFuture<Run> completion = node.scheduler().completion(JOB);

        node.scheduler().remove(JOB);
        simulation.run(BEAT.plus(SOON));

        assertThat(completion).isCompletedExceptionally();
    }

    @Test
    void itExpires() {
        Member node = node(
                "a",
                nothing(),
                builder -> builder.settings(
                        settings("a").completionExpiry(Duration.ofMinutes(1)).base()));
        node.scheduler().schedule(Job.of("work").id(JOB).in(Duration.ofHours(1)));

        CompletableFuture<Run> completion = node.scheduler().completion(JOB);
        simulation.run(Duration.ofSeconds(62));

        assertThat(completion)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void itGetsTheRunOfAnExecutorThatKeepsNone() {
        Member node = node(
                "a",
                context -> simulation.later(Duration.ofSeconds(5), "result"),
                builder ->
                        builder.settings(settings("a").retention(Retention.NONE).base()));
        node.hearsNothing();
        node.scheduler().schedule(Job.of("work").id(JOB));

        CompletableFuture<Run> completion = node.scheduler().completion(JOB);
        simulation.run(Duration.ofSeconds(10));

        assertThat(completion.join().result(String.class)).contains("result");
    }

    @Test
    void anOutageDelaysIt() {
        Member asks = node(
                "a",
                nothing(),
                builder -> builder.settings(settings("a").concurrency(0).base()));
        node("b", nothing());
        asks.scheduler().schedule(Job.of("work").id(JOB).in(Duration.ofSeconds(10)));
        CompletableFuture<Run> completion = asks.scheduler().completion(JOB);
        asks.store().goesAway();

        simulation.run(Duration.ofSeconds(30));
        assertThat(completion).isNotDone();
        asks.store().comesBack();
        simulation.run(BEAT.plus(SOON));

        assertThat(completion).isCompleted();
    }

    @Test
    void manyWaitWithoutAskingAllTheTime() {
        Member node = node("a", nothing());
        List<CompletableFuture<Run>> completions = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            JobId id = node.scheduler().schedule(Job.of("work").in(Duration.ofSeconds(60)));
            completions.add(node.scheduler().completion(id));
        }
        int before = node.store().calls("await");
        simulation.run(Duration.ofSeconds(40));
        assertThat(node.store().calls("await") - before).isLessThan(40 * 700);

        simulation.run(Duration.ofSeconds(40));
        assertThat(completions).allMatch(CompletableFuture::isDone);
    }

    @Test
    void aSignalIsHeededAtOnceWhileManyAreLookedAtSinceSignalsMayHaveBeenMissed() {
        Member asks = node("a", nothing());
        waitOften(asks, 20_000);
        JobId id = asks.scheduler().schedule(Job.of("work").id("one").in(Duration.ofMillis(500)));
        CompletableFuture<Run> completion = asks.scheduler().completion(id);
        asks.missesSignals();

        simulation.run(Duration.ofMillis(500).plus(SOON));

        assertThat(completion).isCompleted();
    }

    @Test
    void howeverManyWaitTheirRegistrationsAreRenewedInTime() {
        Member asks = node("a", nothing());
        asks.store().takes(Duration.ofNanos(500), Duration.ofNanos(500));
        waitOften(asks, Waits.MOST - 1);
        JobId id = asks.scheduler().schedule(Job.of("work").id("one").in(Duration.ofSeconds(430)));
        CompletableFuture<Run> completion = asks.scheduler().completion(id);

        simulation.run(Duration.ofSeconds(430).plus(SOON));

        assertThat(completion).isCompleted();
    }

    @Test
    void soManyMayWaitAndOneThatIsCancelledMakesRoom() {
        Member node = node("a", nothing());
        List<CompletableFuture<Run>> waiting = waitOften(node, Waits.MOST);

        assertThat(node.scheduler().completion(JOB))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(TooManyWaitsException.class);
        assertThat(node.scheduler().stop(JOB, Duration.ofSeconds(1))).isCompleted();
        waiting.get(0).cancel(true);
        assertThat(node.scheduler().completion(JOB)).isNotDone();
    }

    @Test
    void itFailsWhenTheRunCannotBeRead() {
        Member node = node("a", nothing());
        node.scheduler().schedule(Job.of("work").id(JOB).in(Duration.ofSeconds(2)));
        CompletableFuture<Run> completion = node.scheduler().completion(JOB);
        node.store().cannotRead("await"::equals);

        simulation.run(Duration.ofSeconds(4));

        assertThat(completion)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
    }

    private List<CompletableFuture<Run>> waitOften(Member node, int times) {
        node.scheduler().schedule(Job.of("work").id(JOB).in(Duration.ofHours(20)));
        List<CompletableFuture<Run>> waiting = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            waiting.add(node.scheduler().completion(JOB));
        }
        return waiting;
    }

    @Test
    void itFailsWhenTheSchedulerStops() {
        Member node = node("a", nothing());
        node.scheduler().schedule(Job.of("work").id(JOB).in(Duration.ofHours(1)));
        CompletableFuture<Run> completion = node.scheduler().completion(JOB);

        node.scheduler().stop();
        simulation.run(SOON);

        assertThat(completion).isCompletedExceptionally();
        assertThat(node.liveLoops()).isZero();
    }

    @Test
    void itWorksWithoutANodeThatRuns() {
        Member asks = unstarted("a", nothing(), builder -> {});
        node("b", nothing());
        asks.scheduler().schedule(Job.of("work").id(JOB).in(Duration.ofSeconds(3)));

        CompletableFuture<Run> completion = asks.scheduler().completion(JOB);
        simulation.run(Duration.ofSeconds(5));

        assertThat(completion).isCompleted();
    }
}
