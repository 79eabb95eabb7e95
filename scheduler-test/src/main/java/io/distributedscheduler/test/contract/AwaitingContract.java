package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.AwaitAnswer;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.TrimLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code await} promises. */
abstract class AwaitingContract extends StoreContract {

    private static final After GO_ON = new After.Next(new Due.In(Duration.ZERO));

    @Test
    void nobodyWaitsForAJobThatIsNotThere() {
        assertThat(await("sync")).isEqualTo(new AwaitAnswer.Unknown());
        assertThat(await("sync", now())).isEqualTo(new AwaitAnswer.Unknown());
    }

    @Test
    void aRunThatHasNotEndedIsPendingSinceTheFirstCall() {
        schedule(oneTime("invoice"), in(MINUTE));
        Instant since = now();

        assertThat(await("invoice")).isEqualTo(new AwaitAnswer.Pending(since));
        advance(SECOND);
        assertThat(await("invoice", since)).isEqualTo(new AwaitAnswer.Pending(since));
    }

    @Test
    void theEndOfARunIsSignalledAndAnswered() {
        Claim claim = running(repeating("sync"), A);
        Instant since = awaiting("sync");
        advance(SECOND);
        forgetSignals();

        succeedAndGoOn(A, claim, AT_ONCE);

        assertThat(signals()).contains(new Signal.Ended(id("sync")));
        assertThat(await("sync", since))
                .isEqualTo(new AwaitAnswer.Ended(runs("sync").get(0)));
    }

    @Test
    void anEndInTheSameInstantCounts() {
        Claim claim = running(repeating("sync"), A);
        Instant since = awaiting("sync");

        succeedAndGoOn(A, claim, AT_ONCE);

        assertThat(await("sync", since)).isInstanceOf(AwaitAnswer.Ended.class);
    }

    @Test
    void anAttemptThatIsFollowedByAnotherIsNotTheEnd() {
        Claim claim = running(repeating("sync"), A);
        Instant since = awaiting("sync");
        forgetSignals();

        failAndRetry(A, claim, Duration.ZERO);

        assertThat(signals()).doesNotContain(new Signal.Ended(id("sync")));
        assertThat(await("sync", since)).isEqualTo(new AwaitAnswer.Pending(since));
        complete(A, claimOne(A), Outcome.FAILED, GO_ON);
        assertThat(await("sync", since))
                .isEqualTo(new AwaitAnswer.Ended(runs("sync").get(0)));
    }

    @Test
    void runsThatEndedBeforeDoNotCount() {
        Claim claim = running(repeating("sync"), A);
        succeedAndGoOn(A, claim, AT_ONCE);
        advance(SECOND);

        assertThat(await("sync")).isEqualTo(new AwaitAnswer.Pending(now()));
        assertThat(await("sync", now())).isEqualTo(new AwaitAnswer.Pending(now()));
    }

    @Test
    void theFirstRunThatEndedCounts() {
        Claim claim = running(repeating("sync"), A);
        Instant since = awaiting("sync");
        for (int i = 0; i < 3; i++) {
            advance(SECOND);
            succeedAndGoOn(A, claim, AT_ONCE);
            claim = claimOne(A);
        }

        assertThat(await("sync", since))
                .isEqualTo(new AwaitAnswer.Ended(runs("sync").get(2)));
    }

    @Test
    void theKeptResultOfAFinishedJobCountsAtTheFirstCall() {
        finish(A, running(oneTime("invoice"), A));
        advance(MINUTE);

        assertThat(await("invoice"))
                .isEqualTo(new AwaitAnswer.Ended(runs("invoice").get(0)));
        assertThat(await("invoice", now())).isEqualTo(new AwaitAnswer.Unknown());
    }

    @Test
    void theLastKeptRunOfAJobThatIsGoneCountsAtTheFirstCall() {
        Claim first = running(oneTime("invoice"), A);
        failAndRetry(A, first, Duration.ZERO);
        finish(A, claimOne(A));
        advance(SECOND);
        Claim claim = running(repeating("sync"), A);
        succeedAndGoOn(A, claim, AT_ONCE);
        Claim second = claimOne(A);
        advance(SECOND);
        failAndRetry(A, second, MINUTE);
        stop("sync");
        remove("sync");

        assertThat(await("invoice"))
                .isEqualTo(new AwaitAnswer.Ended(runs("invoice").get(0)));
        assertThat(await("sync")).isEqualTo(new AwaitAnswer.Ended(runs("sync").get(0)));
        assertThat(runs("sync").get(0).outcome()).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void theResultOfAnEarlierJobOfTheSameIdDoesNotCount() {
        finish(A, running(oneTime("invoice"), A));
        schedule(oneTime("invoice"), in(MINUTE));
        advance(SECOND);

        assertThat(await("invoice")).isEqualTo(new AwaitAnswer.Pending(now()));
    }

    // ---- ends of other kinds

    @Test
    void aJobThatGivesUpEndsItsRun() {
        Claim claim = running(oneTime("invoice"), A);
        Instant since = awaiting("invoice");

        complete(A, claim, Outcome.FAILED, new After.Failed("gave up"));

        assertThat(await("invoice", since))
                .isEqualTo(new AwaitAnswer.Ended(runs("invoice").get(0)));
    }

    @Test
    void whatIsMissedHasEnded() {
        Claim claim = running(repeating("sync"), A);
        Instant since = awaiting("sync");

        complete(A, claim, Outcome.MISSED, GO_ON);

        assertThat(await("sync", since))
                .isEqualTo(new AwaitAnswer.Ended(runs("sync").get(0)));
    }

    @Test
    void aStopThatClosesARunEndsIt() {
        failAndRetry(A, running(repeating("sync"), A), MINUTE);
        Instant since = awaiting("sync");
        forgetSignals();

        stop("sync");

        assertThat(signals()).contains(new Signal.Ended(id("sync")));
        assertThat(await("sync", since))
                .isEqualTo(new AwaitAnswer.Ended(runs("sync").get(0)));
    }

    @Test
    void aChangeThatClosesARunEndsIt() {
        failAndRetry(A, running(repeating("sync"), A), MINUTE);
        Instant since = awaiting("sync");

        modify(repeating("sync"), UNCHANGED, AT_ONCE);

        assertThat(await("sync", since))
                .isEqualTo(new AwaitAnswer.Ended(runs("sync").get(0)));
    }

    @Test
    void aLossEndsARunOnlyIfItIsTheLast() {
        schedule(repeating("sync"), AT_ONCE);
        Instant since = awaiting("sync");
        for (int i = 0; i < JobStore.MAX_LOSSES; i++) {
            assertThat(await("sync", since)).isEqualTo(new AwaitAnswer.Pending(since));
            join(A);
            claimOne(A);
            forgetSignals();
            lose(A);
        }

        assertThat(signals()).contains(new Signal.Ended(id("sync")));
        assertThat(await("sync", since))
                .isEqualTo(new AwaitAnswer.Ended(runs("sync").get(0)));
    }

    @Test
    void aRemovalIsSignalledAndTheJobUnknown() {
        schedule(repeating("sync"), in(MINUTE));
        Instant since = awaiting("sync");
        forgetSignals();

        remove("sync");

        assertThat(signals()).contains(new Signal.Ended(id("sync")));
        assertThat(await("sync", since)).isEqualTo(new AwaitAnswer.Unknown());
    }

    @Test
    void aRemovalThatClosesARunEndsIt() {
        failAndRetry(A, running(repeating("sync"), A), MINUTE);
        Instant since = awaiting("sync");

        remove("sync", Retention.NONE);

        assertThat(await("sync", since))
                .isInstanceOfSatisfying(
                        AwaitAnswer.Ended.class,
                        ended -> assertThat(ended.run().outcome()).isEqualTo(Outcome.STOPPED));
    }

    // ---- how long it can be answered

    @Test
    void anAwaitedRunIsKeptForAMinuteWhereNothingIsKept() {
        Claim once = running(oneTime("invoice"), A);
        Claim often = running(repeating("sync"), A);
        Instant since = awaiting("invoice");
        awaiting("sync");

        complete(A, ending(once, Outcome.SUCCEEDED, new After.Finished(), Retention.NONE));
        complete(A, ending(often, Outcome.SUCCEEDED, GO_ON, Retention.NONE));
        advance(JobStore.AWAITED_KEPT.minusMillis(1));
        trim();

        assertThat(await("invoice", since)).isInstanceOf(AwaitAnswer.Ended.class);
        assertThat(await("sync", since)).isInstanceOf(AwaitAnswer.Ended.class);

        advance(Duration.ofMillis(1));
        trim();
        assertThat(await("invoice", since)).isEqualTo(new AwaitAnswer.Unknown());
        assertThat(runs("sync")).isEmpty();
    }

    @Test
    void anAwaitedRunIsKeptForAMinuteWhereLessIsKept() {
        Claim claim = running(oneTime("invoice"), A);
        Instant since = awaiting("invoice");

        complete(A, ending(claim, Outcome.SUCCEEDED, new After.Finished(), new Retention(1, SECOND)));
        advance(JobStore.AWAITED_KEPT.minusMillis(1));
        trim();

        assertThat(await("invoice", since)).isInstanceOf(AwaitAnswer.Ended.class);
    }

    @Test
    void aLaterRunDoesNotTakeAwayWhatIsAwaitedOfAnEarlierOne() {
        Claim claim = running(repeating("sync"), A);
        Instant since = awaiting("sync");
        complete(A, ending(claim, Outcome.SUCCEEDED, GO_ON, Retention.NONE));

        complete(A, ending(claimOne(A), Outcome.SUCCEEDED, GO_ON, Retention.NONE));

        assertThat(await("sync", since))
                .isEqualTo(new AwaitAnswer.Ended(runs("sync").get(0)));
        assertThat(runs("sync").get(0).token()).isEqualTo(claim.token());
    }

    @Test
    void aRunThatNobodyAwaitsAnyMoreIsNotKept() {
        Claim claim = running(oneTime("invoice"), A);
        store.await(new AwaitRequest(id("invoice"), B, SECOND, Optional.empty()));
        advance(SECOND);

        complete(A, ending(claim, Outcome.SUCCEEDED, new After.Finished(), Retention.NONE));

        assertThat(runs("invoice")).isEmpty();
    }

    @Test
    void anEndIsForWhoeverWaits() {
        Claim claim = running(oneTime("invoice"), A);
        store.await(new AwaitRequest(id("invoice"), A, SECOND, Optional.empty()));
        store.await(new AwaitRequest(id("invoice"), B, MINUTE, Optional.empty()));
        advance(SECOND.multipliedBy(2));

        complete(A, ending(claim, Outcome.SUCCEEDED, new After.Finished(), Retention.NONE));

        assertThat(runs("invoice")).hasSize(1);
    }

    @Test
    void askingAgainHoldsTheRegistration() {
        Claim claim = running(oneTime("invoice"), A);
        Instant since = now();
        for (int i = 0; i < 3; i++) {
            store.await(new AwaitRequest(id("invoice"), B, SECOND, i == 0 ? Optional.empty() : Optional.of(since)));
            advance(SECOND.minusMillis(1));
        }

        complete(A, ending(claim, Outcome.SUCCEEDED, new After.Finished(), Retention.NONE));

        assertThat(runs("invoice")).hasSize(1);
    }

    @Test
    void anEndEndsTheRegistration() {
        Claim claim = running(repeating("sync"), A);
        awaiting("sync");
        succeedAndGoOn(A, claim, AT_ONCE);
        Claim next = claimOne(A);

        complete(A, ending(next, Outcome.SUCCEEDED, GO_ON, Retention.NONE));

        assertThat(runs("sync")).isEmpty();
    }

    // ---- words

    private AwaitAnswer await(String job) {
        return store.await(new AwaitRequest(id(job), B, MINUTE, Optional.empty()));
    }

    private AwaitAnswer await(String job, Instant since) {
        return store.await(new AwaitRequest(id(job), B, MINUTE, Optional.of(since)));
    }

    /** Node B waits for a run of the job; answers since when. */
    private Instant awaiting(String job) {
        AwaitAnswer answer = await(job);
        assertThat(answer).isInstanceOf(AwaitAnswer.Pending.class);
        return ((AwaitAnswer.Pending) answer).since();
    }

    private void trim() {
        store.trim(0, new TrimLimits(1_000, Duration.ofDays(7)), 1_000);
    }
}
