package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.AwaitAnswer;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.ReleaseAnswer;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code release} promises. */
abstract class ReleasingContract extends StoreContract {

    @Test
    void aReleasedJobStandsWhereItStood() {
        schedule(repeating("sync"), now());
        join(A);
        var before = facts();
        advance(SECOND);
        Claim claim = claimOne(A);

        assertThat(release(A, claim)).isEqualTo(1);

        assertThat(without("meta/token", facts())).isEqualTo(before);
        assertThat(runs("sync")).isEmpty();
    }

    @Test
    void aReleasedRetryStandsWhereItStoodAsTheSameAttemptOfTheSameRun() {
        Claim first = running(oneTime("invoice"), A);
        failAndRetry(A, first, SECOND);
        advance(SECOND);
        Claim second = claimOne(A);
        advance(SECOND);

        release(A, second);

        assertThat(find("invoice").due()).contains(first.due());
        assertThat(find("invoice").notBefore()).contains(second.notBefore());
        Claim again = claimOne(A);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.run()).isEqualTo(first.run());
        assertThat(again.token()).isGreaterThan(second.token());
    }

    @Test
    void aFirstAttemptThatWasReleasedIsNamedByItsNextClaim() {
        Claim released = running(oneTime("invoice"), A);
        release(A, released);

        Claim claim = claimOne(A);

        assertThat(claim.run().token()).isEqualTo(claim.token()).isGreaterThan(released.token());
        assertThat(claim.attempt()).isEqualTo(1);
    }

    @Test
    void aReleasedAttemptKeepsItsLosses() {
        running(oneTime("invoice"), A);
        lose(A);
        join(B);
        Claim second = claimOne(B);

        release(B, second);

        assertThat(claimOne(B).losses()).isEqualTo(1);
    }

    @Test
    void aReleasedJobKeepsItsFire() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        fire("order-1");
        promote();
        Claim claim = claimOne(A);
        fire("order-2");

        release(A, claim);

        assertThat(claimOne(A).fire()).isEqualTo(claim.fire());
    }

    @Test
    void whatIsReleasedEndsOnce() {
        Claim claim = running(repeating("sync"), A);
        release(A, claim);
        var before = facts();

        assertThat(release(A, claim)).isZero();
        assertThat(finish(A, claim).accepted()).isFalse();
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void onlyWhatTheNodeHoldsIsReleased() {
        join(B);
        Claim claim = running(repeating("sync"), A);
        var before = facts();

        assertThat(release(B, claim)).isZero();
        assertThat(store.release(0, A, List.of(new ClaimRef(claim.handle(), claim.token() + 1))))
                .isEqualTo(new ReleaseAnswer(now(), 0, List.of()));
        assertThat(store.release(0, A, List.of())).isEqualTo(new ReleaseAnswer(now(), 0, List.of()));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aDeadNodeCannotRelease() {
        Claim first = running(repeating("first"), A);
        Claim second = running(repeating("second"), A);
        store.recover(0, A, leaseEnd(A), 1);
        var before = facts();

        assertThat(release(A, first, second)).isZero();
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void manyAreReleasedAtOnceAndThoseThatWereHeldAreCounted() {
        Claim one = running(repeating("one"), A);
        Claim two = running(repeating("two"), A);
        Claim three = running(repeating("three"), A);
        finish(A, two);

        assertThat(release(A, one, two, three, one)).isEqualTo(2);
        assertThat(claimAll(A)).hasSize(2);
    }

    @Test
    void aReleasedJobIsSignalled() {
        Claim claim = running(repeating("sync"), A);
        forgetSignals();

        release(A, claim);

        assertThat(signals()).contains(new Signal.Head(WORK, claim.due()));
    }

    @Test
    void hundredsAreReleasedInOneCall() {
        join(A);
        IntStream.range(0, 500).forEach(i -> schedule(oneTime("job-" + i), AT_ONCE));
        List<Claim> claims = claim(claiming(A, 500, WORK)).claims();

        assertThat(release(A, claims.toArray(Claim[]::new))).isEqualTo(500);

        assertThat(beat(A).running()).isEmpty();
        assertThat(claim(claiming(A, 500, WORK)).claims()).hasSize(500);
    }

    @Test
    void aNodeMayReleaseAfterItsLeaseAsLongAsNobodyDeclaredItDead() {
        Claim claim = running(repeating("sync"), A);
        advance(LEASE.multipliedBy(10));

        assertThat(release(A, claim)).isEqualTo(1);
    }

    @Test
    void aNodeThatIsGoneCannotRelease() {
        Claim claim = running(repeating("sync"), A);
        lose(A);
        join(B);
        claimOne(B);
        var before = facts();

        assertThat(release(A, claim)).isZero();
        assertThat(release(B, claim)).isZero();
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aReleasedJobMayBeGivenToAnotherNode() {
        Claim claim = running(repeating("sync"), A);
        release(A, claim);
        join(B);

        assertThat(claimOne(B).attempt()).isEqualTo(1);
    }

    @Test
    void aReleasedRetryIsSignalledWhereItStood() {
        Claim first = running(oneTime("invoice"), A);
        failAndRetry(A, first, SECOND);
        advance(SECOND);
        Instant retry = now();
        Claim second = claimOne(A);
        advance(SECOND);
        forgetSignals();

        release(A, second);

        assertThat(signals()).contains(new Signal.Head(WORK, retry));
    }

    @Test
    void whatWasClaimedAheadStandsWhereItStood() {
        schedule(repeating("sync"), in(Duration.ofMillis(5)));
        join(A);
        Claim claim = claim(new ClaimRequest(0, A, 1, 10, List.of(WORK), Duration.ofMillis(5), 0))
                .claims()
                .get(0);

        release(A, claim);

        assertThat(find("sync").due()).contains(in(Duration.ofMillis(5)));
        assertThat(find("sync").notBefore()).contains(in(Duration.ofMillis(5)));
    }

    // ---- of a job that was changed meanwhile

    @Test
    void aReleasedJobThatWasStoppedStaysSoAndHasMissedItsOccurrence() {
        Claim claim = running(repeating("sync"), A);
        stop("sync");

        assertThat(handBack(A, claim)).isEqualTo(new ReleaseAnswer(now(), 1, List.of()));

        assertThat(state("sync")).isEqualTo(JobState.STOPPED);
        assertThat(counts("sync")).isEqualTo(new Counts(0, 1, 0, 0));
        assertThat(runs("sync")).isEmpty();
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void aReleasedRetryOfAStoppedJobClosesItsRun() {
        Claim first = running(repeating("sync"), A);
        failAndRetry(A, first, Duration.ZERO);
        Claim second = claimOne(A);
        stop("sync");
        advance(SECOND);

        ReleaseAnswer answer = handBack(A, second);

        assertThat(answer).isEqualTo(new ReleaseAnswer(now(), 1, runs("sync").subList(0, 1)));
        assertThat(state("sync")).isEqualTo(JobState.STOPPED);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(runs("sync").get(0))
                .isEqualTo(new RunRecord(
                        id("sync"),
                        first.token(),
                        first.token(),
                        WORK,
                        Outcome.STOPPED,
                        2,
                        true,
                        first.due(),
                        now(),
                        now(),
                        NodeId.NONE,
                        1,
                        Optional.empty(),
                        "smaintenance"));
    }

    @Test
    void aReleasedJobThatWasChangedStandsWhereTheChangeSays() {
        Claim claim = running(repeating("sync"), A);
        modify(inQueue(MAIL, repeating("sync")), UNCHANGED, new Due.In(MINUTE));
        Instant next = in(MINUTE);
        advance(SECOND);

        release(A, claim);

        assertThat(find("sync").due()).contains(next);
        assertThat(find("sync").job().queue()).isEqualTo(MAIL);
        assertThat(facts()).doesNotContainKey("next/sync");
    }

    @Test
    void aReleasedOccurrenceOfAJobThatWasChangedIsARunAsTheChangeSawIt() {
        Claim claim = running(repeating("sync"), A);
        modify(repeating("sync"), UNCHANGED, new Due.In(MINUTE));
        advance(SECOND);

        ReleaseAnswer answer = handBack(A, claim);

        assertThat(answer.closed()).isEqualTo(runs("sync"));
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(runs("sync"))
                .containsExactly(new RunRecord(
                        id("sync"),
                        claim.token(),
                        claim.token(),
                        WORK,
                        Outcome.STOPPED,
                        1,
                        true,
                        claim.due(),
                        now(),
                        now(),
                        NodeId.NONE,
                        1,
                        Optional.empty(),
                        "sreplaced"));
    }

    @Test
    void aReleasedOccurrenceOfAJobThatWasChangedAndStoppedIsARunAsTheChangeSawIt() {
        Claim claim = running(repeating("sync"), A);
        modify(repeating("sync"), UNCHANGED, new Due.In(MINUTE));
        stop("sync");

        release(A, claim);

        assertThat(state("sync")).isEqualTo(JobState.STOPPED);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(runs("sync")).extracting(RunRecord::detail).containsExactly("smaintenance");
    }

    @Test
    void aReleasedOneTimeJobThatRepeatsByThenHasHadARun() {
        Claim claim = running(oneTime("invoice"), A);
        modify(repeating("invoice"), UNCHANGED, AT_ONCE);

        release(A, claim);

        assertThat(counts("invoice")).isEqualTo(ONE_RUN);
    }

    @Test
    void aReleasedRetryOfAChangedJobClosesItsRun() {
        Claim first = running(repeating("sync"), A);
        failAndRetry(A, first, Duration.ZERO);
        Claim second = claimOne(A);
        modify(repeating("sync"), UNCHANGED, new Due.In(MINUTE));

        ReleaseAnswer answer = handBack(A, second);

        assertThat(answer.closed()).isEqualTo(runs("sync").subList(0, 1));
        assertThat(find("sync").attempt()).isEqualTo(1);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(runs("sync").get(0).detail()).isEqualTo("sreplaced");
        assertThat(runs("sync").get(0).revision()).isEqualTo(1);
    }

    @Test
    void aReleasedJobThatWasStoppedAndRevivedStandsWhereTheChangeSays() {
        Claim claim = running(repeating("sync"), A);
        stop("sync");
        modify(reviving(change(repeating("sync"), UNCHANGED, new Due.In(MINUTE))));

        release(A, claim);

        assertThat(find("sync").state()).isEqualTo(JobState.SCHEDULED);
        assertThat(find("sync").due()).contains(in(MINUTE));
    }

    @Test
    void aReleasedJobThatWasRemovedIsForgotten() {
        Claim claim = running(repeating("sync"), A);
        remove("sync");

        assertThat(release(A, claim)).isEqualTo(1);

        assertThat(schedule(repeating("sync"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Created(now()));
        assertThat(counts("sync")).isEqualTo(Counts.NONE);
    }

    @Test
    void aReleasedOneTimeJobCountsNothing() {
        Claim claim = running(oneTime("invoice"), A);
        modify(oneTime("invoice"), UNCHANGED, AT_ONCE);

        release(A, claim);

        assertThat(claimOne(A).job().revision()).isEqualTo(2);
        assertThat(facts()).doesNotContainKey("counts/invoice");
    }

    @Test
    void aReleasedRetryOfARemovedJobLeavesNoRecord() {
        Claim first = running(repeating("sync"), A);
        failAndRetry(A, first, Duration.ZERO);
        Claim second = claimOne(A);
        remove("sync");

        assertThat(handBack(A, second)).isEqualTo(new ReleaseAnswer(now(), 1, List.of()));

        assertThat(runs("sync")).extracting(RunRecord::outcome).containsExactly(Outcome.FAILED);
        assertThat(facts()).doesNotContainKey("ending/sync");
    }

    @Test
    void aReleasedFireOfAStoppedJobIsMissed() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        fire("order-2");
        promote();
        join(A);
        Claim claim = claimOne(A);
        stop("pick");

        release(A, claim);

        assertThat(counts("pick")).isEqualTo(new Counts(0, 1, 1, 0));
    }

    @Test
    void aReleasedAttemptThatLostItsNodeBeforeClosesItsRun() {
        Claim first = running(repeating("sync"), A);
        lose(A);
        join(B);
        Claim second = claimOne(B);
        stop("sync");

        release(B, second);

        assertThat(runs("sync")).extracting(RunRecord::outcome).containsExactly(Outcome.STOPPED, Outcome.LOST);
        assertThat(runs("sync")).extracting(RunRecord::run).containsOnly(first.token());
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
    }

    @Test
    void theRunThatAReleaseClosesHasEndedForWhoeverAwaitsIt() {
        failAndRetry(A, running(repeating("sync"), A), Duration.ZERO);
        Claim second = claimOne(A);
        store.await(new AwaitRequest(id("sync"), B, MINUTE, Optional.empty()));
        stop("sync");
        forgetSignals();

        release(A, second);

        assertThat(signals()).contains(new Signal.Ended(id("sync")));
    }

    @Test
    void aReleasedOccurrenceThatWasNotBegunHasNotEndedForWhoeverAwaitsIt() {
        Claim claim = running(repeating("sync"), A);
        AwaitAnswer since = store.await(new AwaitRequest(id("sync"), B, MINUTE, Optional.empty()));
        stop("sync");
        forgetSignals();

        release(A, claim);

        assertThat(signals()).isEmpty();
        assertThat(store.await(new AwaitRequest(id("sync"), B, MINUTE, Optional.of(now()))))
                .isEqualTo(since);
    }

    private static Map<String, String> without(String fact, Map<String, String> facts) {
        Map<String, String> rest = new TreeMap<>(facts);
        rest.remove(fact);
        return rest;
    }
}
