package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.LimitRecord;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.QueueRecord;
import io.distributedscheduler.store.TrimLimits;
import io.distributedscheduler.store.WaitingLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a store promises of limits: of the jobs that share a key, and of executors. */
abstract class LimitsContract extends StoreContract {

    private static final String ACME = "acme";
    private static final Limit ONE = Limit.atOnce(1);
    private static final Limit TWO = Limit.atOnce(2);
    private static final Limit ONE_A_MINUTE = Limit.rate(1, MINUTE);
    private static final Duration MILLI = Duration.ofMillis(1);

    // ---- so many at once, by key

    @Test
    void ofAKeyNoMoreRunAtOnceThanItsLimitAndTheOthersWaitInOrder() {
        join(A);
        scheduleEach(TWO, "first", "second", "third", "fourth");

        List<Claim> claims = claimAll(A);
        assertThat(claims).extracting(LimitsContract::job).containsExactly("first", "second");
        assertThat(state("third")).isEqualTo(JobState.SCHEDULED);

        finish(A, claims.get(1));
        assertThat(claimAll(A)).extracting(LimitsContract::job).containsExactly("third");
        finish(A, claims.get(0));
        assertThat(claimAll(A)).extracting(LimitsContract::job).containsExactly("fourth");
    }

    @Test
    void itIsOneLimitForAllNodesAndAllQueues() {
        join(A);
        join(B);
        schedule(limitedBy(ACME, TWO, oneTime("first")), AT_ONCE);
        schedule(limitedBy(ACME, TWO, inQueue(MAIL, oneTime("second"))), AT_ONCE);
        schedule(limitedBy(ACME, TWO, oneTime("third")), AT_ONCE);

        assertThat(claim(claiming(A, 1, WORK, MAIL)).claims()).hasSize(1);
        assertThat(claim(claiming(B, 10, WORK, MAIL)).claims()).hasSize(1);
        assertThat(claim(claiming(A, 10, WORK, MAIL)).claims()).isEmpty();
    }

    @Test
    void otherKeysAndJobsWithoutOneAreNotHeldUp() {
        join(A);
        scheduleEach(ONE, "first", "second");
        schedule(limitedBy("emca", ONE, oneTime("other")), AT_ONCE);
        schedule(oneTime("plain"), AT_ONCE);

        assertThat(claimAll(A)).extracting(LimitsContract::job).containsExactlyInAnyOrder("first", "other", "plain");
    }

    @Test
    void whatWaitsCostsNothing() {
        join(A);
        scheduleEach(ONE, "first", "second");
        Claims claims = claim(claiming(A, 10, WORK));
        forgetSignals();

        assertThat(claims.claims()).hasSize(1);
        assertThat(claims.head()).isEmpty();
        assertThat(beat(A).head()).isEmpty();
        scheduleEach(ONE, "third");
        assertThat(signals()).isEmpty();
        assertThat(beat(A).head()).isEmpty();
    }

    @Test
    void whoeverWaitedIsAnnouncedWhenOneHasEnded() {
        join(A);
        scheduleEach(ONE, "first", "second");
        Instant due = toMillis(now());
        Claim claim = claimOne(A);
        advance(SECOND);
        forgetSignals();

        finish(A, claim);

        assertThat(signals()).contains(new Signal.Head(WORK, due));
        assertThat(beat(A).head()).contains(due);
    }

    @Test
    void aRunThatWaitsForItsNextAttemptDoesNotCount() {
        join(A);
        schedule(limitedBy(ACME, ONE, repeating("first")), AT_ONCE);
        scheduleEach(ONE, "second");
        failAndRetry(A, claimOne(A), MINUTE);

        Claim second = claimOne(A);
        advance(MINUTE);
        assertThat(claimAll(A)).isEmpty();
        finish(A, second);

        assertThat(claimOne(A)).satisfies(retried -> {
            assertThat(job(retried)).isEqualTo("first");
            assertThat(retried.attempt()).isEqualTo(2);
        });
    }

    @Test
    void onesThatAreHandedBackLostStoppedOrRemovedLetOthersStart() {
        join(A);
        scheduleEach(ONE, "released", "stays");
        release(A, claimOne(A));
        assertThat(job(claimOne(A))).isEqualTo("released");

        // What was lost is due again now, and so behind those that were due before.
        advance(SECOND);
        lose(A);
        join(B);
        Claim stays = claimOne(B);
        assertThat(job(stays)).isEqualTo("stays");

        stop("stays");
        assertThat(claimAll(B)).isEmpty();
        complete(B, stays, Outcome.STOPPED, new After.Retry(SECOND));
        Claim released = claimOne(B);
        assertThat(job(released)).isEqualTo("released");

        remove("released");
        scheduleEach(ONE, "last");
        assertThat(claimAll(B)).isEmpty();
        complete(B, released, Outcome.STOPPED, new After.Finished());
        assertThat(job(claimOne(B))).isEqualTo("last");
    }

    @Test
    void whatWaitsCanBeStoppedStartedRemovedAndFound() {
        join(A);
        scheduleEach(ONE, "running", "stopped", "removed", "last");
        Instant due = toMillis(now());
        advance(SECOND);
        Claim claim = claimOne(A);

        stop("stopped");
        remove("removed");
        assertThat(find("last").due()).contains(due);
        assertThat(find("last").notBefore()).contains(due);
        finish(A, claim);
        Claim last = claimOne(A);
        assertThat(job(last)).isEqualTo("last");

        start("stopped", AT_ONCE);
        assertThat(claimAll(A)).isEmpty();
        finish(A, last);
        assertThat(job(claimOne(A))).isEqualTo("stopped");
    }

    @Test
    void whatIsRemovedWhenItsTurnHasComeLetsTheNextStart() {
        join(A);
        scheduleEach(ONE, "running", "removed", "last");
        finish(A, claimOne(A));

        remove("removed");

        assertThat(job(claimOne(A))).isEqualTo("last");
    }

    @Test
    void aChangeOfTheKeyOrItsLimitTakesWhatWaitsAlong() {
        join(A);
        scheduleEach(ONE, "running", "moved", "raised", "freed");
        claimOne(A);

        modify(limitedBy("other", ONE, oneTime("moved")), UNCHANGED, AT_ONCE);
        assertThat(job(claimOne(A))).isEqualTo("moved");
        modify(limitedBy(ACME, TWO, oneTime("raised")), UNCHANGED, AT_ONCE);
        assertThat(job(claimOne(A))).isEqualTo("raised");
        modify(oneTime("freed"), UNCHANGED, AT_ONCE);
        assertThat(job(claimOne(A))).isEqualTo("freed");
    }

    @Test
    void aRunIsCountedForTheKeyThatItWasClaimedWith() {
        join(A);
        schedule(limitedBy(ACME, ONE, repeating("changed")), AT_ONCE);
        scheduleEach(ONE, "waits");
        Claim claim = claimOne(A);
        modify(limitedBy("other", ONE, repeating("changed")), AT_ONCE, new Due.In(MINUTE));

        assertThat(claimAll(A)).isEmpty();
        succeedAndGoOn(A, claim, AT_ONCE);

        assertThat(job(claimOne(A))).isEqualTo("waits");
    }

    @Test
    void jobsOfAKeyMayDifferInTheirLimitsAndTheFirstIsNotOvertaken() {
        join(A);
        scheduleEach(TWO, "first", "second");
        scheduleEach(ONE, "alone");
        scheduleEach(TWO, "behind");
        List<Claim> claims = claimAll(A);
        assertThat(claims).hasSize(2);

        finish(A, claims.get(0));
        assertThat(claimAll(A)).isEmpty();
        finish(A, claims.get(1));

        Claim alone = claimOne(A);
        assertThat(job(alone)).isEqualTo("alone");
    }

    @Test
    void oneThatIsTakenOutOfTheSequenceOfItsJobCountsOn() {
        join(A);
        schedule(limitedBy(ACME, TWO, repeating("sync")), AT_ONCE);
        scheduleEach(TWO, "second");
        List<Claim> claims = claimAll(A);
        Claim sync = claims.get(0);

        store.branch(call(), new BranchRequest(0, A, ref(sync), 5, new After.Next(AT_ONCE), new Counts(1, 0, 0, 0)));
        assertThat(claimAll(A)).isEmpty();
        finish(A, claims.get(1));

        assertThat(job(claimOne(A))).isEqualTo("sync");
        schedule(limitedBy(ACME, TWO, oneTime("third")), AT_ONCE);
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void keysAreAnyText() {
        join(A);
        for (String key : List.of("größe 😀 #1|2", "%", "a,b@c", " ")) {
            schedule(limitedBy(key, ONE, oneTime("one of " + key)), AT_ONCE);
            schedule(limitedBy(key, ONE, oneTime("two of " + key)), AT_ONCE);
            assertThat(job(claimOne(A))).isEqualTo("one of " + key);
            assertThat(WaitingLine.of(find("two of " + key).job().queue())).contains(new WaitingLine(WORK, key));
        }
    }

    @Test
    void theLinesOfAQueueGiveInTurn() {
        join(A);
        for (int i = 0; i < 3; i++) {
            schedule(limitedBy("one", Limit.NONE, oneTime("one-" + i)), AT_ONCE);
        }
        for (int i = 0; i < 3; i++) {
            schedule(limitedBy("two", Limit.NONE, oneTime("two-" + i)), AT_ONCE);
        }

        assertThat(claim(claiming(A, 4, WORK)).claims())
                .extracting(LimitsContract::job)
                .containsExactlyInAnyOrder("one-0", "two-0", "one-1", "two-1");
    }

    @Test
    void whatStandsInLinesIsPendingInTheirQueue() {
        join(A);
        scheduleEach(ONE, "first");
        Instant first = toMillis(now());
        scheduleEach(ONE, "second");
        schedule(oneTime("plain"), new Due.In(MINUTE));
        assertThat(store.queues(0)).containsExactly(new QueueRecord(WORK, 3, Optional.of(first)));

        claim(claiming(A, 1, WORK));

        assertThat(store.queues(0)).containsExactly(new QueueRecord(WORK, 2, Optional.of(toMillis(in(MINUTE)))));
    }

    // ---- between the queues of a key

    @Test
    void ofSeveralQueuesItIsTheTurnOfTheOneThatHasWaitedLongest() {
        join(A);
        Claim running = runningWithBacklogs();

        finish(A, running);

        assertThat(claim(claiming(A, 10, MAIL)).claims()).isEmpty();
        assertThat(job(claimOne(A))).isEqualTo("work-1");
    }

    @Test
    void aQueueThatNobodyClaimsFromHoldsTheOthersUpForASecond() {
        join(A);
        Claim running = runningWithBacklogs();
        forgetSignals();
        finish(A, running);
        Instant turn = toMillis(now());
        assertThat(signals()).contains(new Signal.Head(MAIL, turn.plusMillis(LimitRecord.TURN_MS)));

        advance(Duration.ofMillis(LimitRecord.TURN_MS));
        Claim mail = claim(claiming(A, 10, MAIL)).claims().get(0);
        finish(A, mail);

        // It has been asked in vain, and is not waited for again so soon.
        assertThat(claim(claiming(A, 10, MAIL)).claims()).hasSize(1);
    }

    @Test
    void aTurnThatWasNotTakenIsOfferedAgainLater() {
        join(A);
        Claim running = runningWithBacklogs();
        finish(A, running);
        advance(Duration.ofMillis(LimitRecord.TURN_AGAIN_MS));
        Claim mail = claim(claiming(A, 10, MAIL)).claims().get(0);

        finish(A, mail);

        assertThat(claim(claiming(A, 10, MAIL)).claims()).isEmpty();
        assertThat(job(claimOne(A))).isEqualTo("work-1");
    }

    /** One of the key runs; in each of two queues two wait, of which the first in {@link #WORK} has waited longest. */
    private Claim runningWithBacklogs() {
        schedule(limitedBy(ACME, ONE, oneTime("running")), AT_ONCE);
        Claim running = claimOne(A);
        for (int i = 1; i <= 2; i++) {
            advance(MILLI);
            schedule(limitedBy(ACME, ONE, oneTime("work-" + i)), AT_ONCE);
            advance(MILLI);
            schedule(limitedBy(ACME, ONE, inQueue(MAIL, oneTime("mail-" + i))), AT_ONCE);
        }
        advance(SECOND);
        return running;
    }

    // ---- so many starts in a window, by key

    @Test
    void noMoreStartInAWindowThanTheRateAllows() {
        join(A);
        Limit rate = Limit.rate(2, MINUTE);
        scheduleEach(rate, "first", "second", "third", "fourth");
        Instant begin = toMillis(now());
        finish(A, claim(claiming(A, 1, WORK)).claims().get(0));
        advance(SECOND);
        Claims second = claim(claiming(A, 10, WORK));

        assertThat(second.claims()).extracting(LimitsContract::job).containsExactly("second");
        assertThat(second.head()).contains(begin.plus(MINUTE));
        finish(A, second.claims().get(0));

        advance(MINUTE.minus(SECOND).minusMillis(1));
        assertThat(claimAll(A)).isEmpty();
        advance(MILLI);
        Claims third = claim(claiming(A, 10, WORK));
        assertThat(third.claims()).extracting(LimitsContract::job).containsExactly("third");
        assertThat(third.head()).contains(begin.plus(MINUTE).plus(SECOND));
    }

    @Test
    void oneThatTheRateLetsStartSoonIsGivenAheadAndNotToBeStartedBefore() {
        join(A);
        scheduleEach(ONE_A_MINUTE, "first", "second");
        Instant due = toMillis(now());
        advance(SECOND);
        Instant begin = toMillis(now());
        finish(A, claimOne(A));
        advance(MINUTE.minusMillis(5));

        Claim second = claim(ahead(claiming(A, 10, WORK))).claims().get(0);

        assertThat(second.due()).isEqualTo(due);
        assertThat(second.notBefore()).isEqualTo(begin.plus(MINUTE));
        release(A, second);
        assertThat(find("second").due()).contains(due);
        assertThat(job(claim(ahead(claiming(A, 10, WORK))).claims().get(0))).isEqualTo("second");
    }

    @Test
    void oneThatWasHandedBackHasNotStarted() {
        join(A);
        scheduleEach(ONE_A_MINUTE, "first", "second");

        release(A, claimOne(A));

        assertThat(job(claimOne(A))).isEqualTo("first");
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void eachAttemptIsAStart() {
        join(A);
        schedule(limitedBy(ACME, ONE_A_MINUTE, repeating("sync")), AT_ONCE);
        failAndRetry(A, claimOne(A), SECOND);
        advance(SECOND);

        assertThat(claimAll(A)).isEmpty();

        advance(MINUTE);
        assertThat(claimOne(A).attempt()).isEqualTo(2);
    }

    @Test
    void aRateAndSoManyAtOnceHoldBoth() {
        join(A);
        Limit both = ONE.andRate(2, MINUTE);
        scheduleEach(both, "first", "second", "third");

        Claim first = claimOne(A);
        finish(A, first);
        Claim second = claimOne(A);
        finish(A, second);
        assertThat(claimAll(A)).isEmpty();
        advance(MINUTE);

        assertThat(job(claimOne(A))).isEqualTo("third");
    }

    @Test
    void manyStartsAreRememberedInLittleRoom() {
        join(A);
        Limit rate = Limit.rate(150, MINUTE);
        int given = 0;
        for (int i = 0; i < 150; i++) {
            schedule(limitedBy(ACME, rate, oneTime("job-" + i)), AT_ONCE);
            given += claimAll(A).size();
            advance(Duration.ofMillis(100));
        }
        schedule(limitedBy(ACME, rate, oneTime("last")), AT_ONCE);

        assertThat(given).isEqualTo(150);
        assertThat(claimAll(A)).isEmpty();
        assertThat(limit("#" + ACME).log()).hasSizeLessThan(102);
        // Not before the first of them count no more, and at most a hundredth of the window later.
        advance(MINUTE.minusSeconds(15).minusMillis(1));
        assertThat(claimAll(A)).isEmpty();
        advance(Duration.ofMillis(601));
        assertThat(job(claimOne(A))).isEqualTo("last");
    }

    @Test
    void startsThatCountNoMoreAreForgotten() {
        join(A);
        scheduleEach(ONE_A_MINUTE, "first");
        finish(A, claimOne(A));
        assertThat(facts()).containsKey("limits/#" + ACME);

        trim();
        assertThat(facts()).containsKey("limits/#" + ACME);
        advance(MINUTE);
        trim();

        assertThat(facts()).doesNotContainKey("limits/#" + ACME);
    }

    // ---- executors

    @Test
    void ofAnExecutorNoMoreRunAtOnceThanItsNodesSay() {
        join(A);
        join(B);
        schedule(oneTime("first"), AT_ONCE);
        schedule(oneTime("second"), AT_ONCE);
        schedule(limitedBy(ACME, ONE, oneTime("third")), AT_ONCE);
        schedule(inQueue(MAIL, oneTime("other")), AT_ONCE);

        Claims claims = claim(limited(TWO, claiming(A, 10, WORK)));
        assertThat(claims.claims()).hasSize(2);
        assertThat(claims.head()).isEmpty();
        assertThat(claim(limited(TWO, claiming(B, 10, WORK, MAIL))).claims())
                .extracting(LimitsContract::job)
                .containsExactly("other");

        finish(A, claims.claims().get(0));
        assertThat(claim(limited(TWO, claiming(B, 10, WORK))).claims()).hasSize(1);
    }

    @Test
    void anExecutorThatIsFullCostsNothingUntilOneEnds() {
        join(A);
        schedule(oneTime("first"), AT_ONCE);
        schedule(oneTime("second"), AT_ONCE);
        Instant due = toMillis(now());
        Claim first = claim(limited(ONE, claiming(A, 10, WORK))).claims().get(0);
        advance(SECOND);
        forgetSignals();

        assertThat(beat(A, ONE)).isEmpty();
        schedule(oneTime("third"), AT_ONCE);
        assertThat(signals()).isEmpty();

        finish(A, first);
        assertThat(signals()).contains(new Signal.Head(WORK, due));
        assertThat(beat(A, ONE)).contains(due);
    }

    @Test
    void allQueuesOfAnExecutorShareItsLimit() {
        join(A);
        schedule(oneTime("first"), AT_ONCE);
        schedule(inQueue(WORK + "~moon", oneTime("second")), AT_ONCE);

        assertThat(claim(limited(ONE, claiming(A, 10, WORK, WORK + "~moon"))).claims())
                .hasSize(1);
        assertThat(claim(limited(ONE, claiming(A, 10, WORK, WORK + "~moon"))).claims())
                .isEmpty();
    }

    @Test
    void aLimitThatIsRaisedOrTakenBackHoldsFromTheNextBeatOn() {
        join(A);
        for (int i = 0; i < 4; i++) {
            schedule(oneTime("job-" + i), AT_ONCE);
        }
        claim(limited(ONE, claiming(A, 10, WORK)));

        assertThat(beat(A, TWO)).isPresent();
        assertThat(claim(limited(TWO, claiming(A, 10, WORK))).claims()).hasSize(1);
        assertThat(beat(A, TWO)).isEmpty();
        assertThat(beat(A, Limit.NONE)).isPresent();
        assertThat(claimAll(A)).hasSize(2);
    }

    @Test
    void theStartsOfAnExecutorAreLimitedToo() {
        join(A);
        schedule(oneTime("first"), AT_ONCE);
        schedule(oneTime("second"), AT_ONCE);
        Instant begin = toMillis(now());

        Claims claims = claim(limited(ONE_A_MINUTE, claiming(A, 10, WORK)));
        assertThat(claims.claims()).hasSize(1);
        assertThat(claims.head()).contains(begin.plus(MINUTE));
        finish(A, claims.claims().get(0));
        assertThat(claim(limited(ONE_A_MINUTE, claiming(A, 10, WORK))).claims()).isEmpty();

        advance(MINUTE);
        assertThat(claim(limited(ONE_A_MINUTE, claiming(A, 10, WORK))).claims()).hasSize(1);
    }

    @Test
    void runsThatAreLostOrHandedBackLetOthersOfTheExecutorStart() {
        join(A);
        schedule(oneTime("first"), AT_ONCE);
        schedule(oneTime("second"), AT_ONCE);
        release(A, claim(limited(ONE, claiming(A, 10, WORK))).claims().get(0));
        assertThat(claim(limited(ONE, claiming(A, 10, WORK))).claims()).hasSize(1);

        lose(A);
        join(B);

        assertThat(claim(limited(ONE, claiming(B, 10, WORK))).claims()).hasSize(1);
        assertThat(claim(limited(ONE, claiming(B, 10, WORK))).claims()).isEmpty();
    }

    @Test
    void aNodeIsGivenNoMoreOfAnExecutorThanItHasRoomFor() {
        join(A);
        for (int i = 0; i < 3; i++) {
            schedule(oneTime("job-" + i), AT_ONCE);
            schedule(limitedBy(ACME, Limit.NONE, oneTime("line-" + i)), AT_ONCE);
            schedule(inQueue(MAIL, oneTime("mail-" + i)), AT_ONCE);
        }
        ClaimRequest request = claiming(A, 100, WORK, MAIL);

        Claims claims = claim(new ClaimRequest(
                0, A, request.number(), 100, request.queues(), Duration.ZERO, Map.of(), Map.of(WORK, 2), 0));

        assertThat(claims.claims())
                .extracting(claim -> claim.job().executor())
                .containsExactlyInAnyOrder(WORK, WORK, MAIL, MAIL, MAIL);
        assertThat(claims.head()).contains(toMillis(now()));
    }

    // ----

    private void scheduleEach(Limit limit, String... jobs) {
        for (String job : jobs) {
            advance(MILLI);
            schedule(limitedBy(ACME, limit, oneTime(job)), AT_ONCE);
        }
    }

    private static String job(Claim claim) {
        return claim.job().id().value();
    }

    private LimitRecord limit(String name) {
        return LimitRecord.parse(facts().getOrDefault("limits/" + name, ""));
    }

    private static ClaimRequest limited(Limit limit, ClaimRequest request) {
        return new ClaimRequest(
                request.partition(),
                request.node(),
                request.number(),
                request.limit(),
                request.queues(),
                request.ahead(),
                Map.of(WORK, limit),
                Map.of(),
                request.seenToken());
    }

    private static ClaimRequest ahead(ClaimRequest request) {
        return new ClaimRequest(
                request.partition(),
                request.node(),
                request.number(),
                request.limit(),
                request.queues(),
                Duration.ofMillis(5),
                request.seenToken());
    }

    private Optional<Instant> beat(NodeId node, Limit limit) {
        Map<String, Limit> limits = limit.isNone() ? Map.of() : Map.of(WORK, limit);
        return store.beat(new BeatRequest(0, node, LEASE, List.of(WORK), limits))
                .head();
    }

    private void trim() {
        store.trim(0, new TrimLimits(1_000, MINUTE), 100);
    }
}
