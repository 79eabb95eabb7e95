package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code complete} promises. */
abstract class CompletingContract extends StoreContract {

    private static final Instant NEXT = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant CHANGED_NEXT = Instant.parse("2031-01-01T00:00:00Z");
    private static final Retention NOTHING_KEPT = Retention.NONE;

    // ---- what follows: every combination of what happened meanwhile, what shall follow, and how the attempt ended

    /** What happened to the job while it ran. */
    enum Meanwhile {
        NOTHING,
        STOPPED,
        CHANGED,
        CHANGED_TWICE,
        STOPPED_AND_CHANGED,
        CHANGED_AND_STOPPED,
        STOPPED_CHANGED_AND_REVIVED,
        STOPPED_REVIVED_AND_STOPPED,
        REMOVED,
        STOPPED_AND_REMOVED,
        CHANGED_AND_REMOVED;

        boolean gone() {
            return name().endsWith("REMOVED");
        }

        boolean stopped() {
            return this == STOPPED
                    || this == STOPPED_AND_CHANGED
                    || this == CHANGED_AND_STOPPED
                    || this == STOPPED_REVIVED_AND_STOPPED;
        }

        boolean changed() {
            return name().contains("CHANGED") || this == STOPPED_REVIVED_AND_STOPPED;
        }
    }

    static final Map<String, After> AFTERS = Map.of(
            "retry", new After.Retry(MINUTE),
            "next", new After.Next(new Due.At(NEXT)),
            "waiting", new After.Next(WAITING),
            "finished", new After.Finished(),
            "failed", new After.Failed("gave up"));

    static Stream<Arguments> combinations() {
        return Stream.of(Meanwhile.values())
                .flatMap(meanwhile -> AFTERS.keySet().stream()
                        .sorted()
                        .flatMap(after ->
                                Stream.of(Outcome.values()).map(outcome -> Arguments.of(meanwhile, after, outcome))));
    }

    @ParameterizedTest(name = "{0}, then {1} after {2}")
    @MethodSource("combinations")
    void whatFollowsIsTheFirstThatFits(Meanwhile meanwhile, String after, Outcome outcome) {
        Claim claim = running(onKeyword("pick"), A);
        happens(meanwhile);
        boolean nothing = meanwhile == Meanwhile.NOTHING;
        boolean finished = after.equals("finished") && !meanwhile.changed();
        boolean retried = nothing && after.equals("retry");

        CompleteAnswer answer = complete(
                A,
                ending(
                        claim,
                        outcome,
                        Objects.requireNonNull(AFTERS.get(after)),
                        new Counts(1, 2, 3, 4),
                        NOTHING_KEPT));

        assertThat(answer).isEqualTo(new CompleteAnswer(true, !retried, now()));
        if (meanwhile.gone() || finished) {
            assertThat(store.find(id("pick"))).isEmpty();
            assertThat(facts().keySet()).noneMatch(fact -> fact.contains("pick"));
            assertThat(schedule(oneTime("pick"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Created(now()));
            return;
        }
        JobRecord job = find("pick");
        assertThat(facts()).doesNotContainKey("next/pick");
        assertThat(job.running()).isEmpty();
        if (meanwhile.stopped()) {
            assertThat(job.state()).isEqualTo(JobState.STOPPED);
            assertThat(job.due()).isEmpty();
        } else if (meanwhile.changed()) {
            assertThat(job.state()).isEqualTo(JobState.SCHEDULED);
            assertThat(job.due()).contains(CHANGED_NEXT);
            assertThat(job.attempt()).isEqualTo(1);
        } else {
            assertThat(job.state()).isEqualTo(stateAfter(after));
            assertThat(job.due()).isEqualTo(dueAfter(after, claim));
            assertThat(job.notBefore()).isEqualTo(retried ? Optional.of(in(MINUTE)) : dueAfter(after, claim));
            assertThat(job.attempt()).isEqualTo(attemptAfter(after));
        }
        boolean failed = outcome == Outcome.FAILED || outcome == Outcome.TIMED_OUT;
        assertThat(job.counts().failedInARow()).isEqualTo(failed && !retried ? 1 : 0);
        assertThat(job.counts().failedInARow(0))
                .isEqualTo(retried ? Counts.NONE : nothing ? new Counts(1, 2, 3, 4) : new Counts(1, 0, 0, 0));
    }

    private void happens(Meanwhile meanwhile) {
        switch (meanwhile) {
            case NOTHING -> {}
            case STOPPED -> stop("pick");
            case CHANGED -> changeTo(CHANGED_NEXT);
            case CHANGED_TWICE -> {
                changeTo(NEXT);
                changeTo(CHANGED_NEXT);
            }
            case STOPPED_AND_CHANGED -> {
                stop("pick");
                changeTo(CHANGED_NEXT);
            }
            case CHANGED_AND_STOPPED -> {
                changeTo(CHANGED_NEXT);
                stop("pick");
            }
            case STOPPED_CHANGED_AND_REVIVED -> {
                stop("pick");
                revive();
            }
            case STOPPED_REVIVED_AND_STOPPED -> {
                stop("pick");
                revive();
                stop("pick");
            }
            case REMOVED -> remove("pick", NOTHING_KEPT);
            case STOPPED_AND_REMOVED -> {
                stop("pick");
                remove("pick", NOTHING_KEPT);
            }
            case CHANGED_AND_REMOVED -> {
                changeTo(CHANGED_NEXT);
                remove("pick", NOTHING_KEPT);
            }
        }
    }

    private void changeTo(Instant next) {
        modify(onKeyword("pick"), UNCHANGED, new Due.At(next));
    }

    private void revive() {
        modify(reviving(change(onKeyword("pick"), UNCHANGED, new Due.At(CHANGED_NEXT))));
    }

    private static JobState stateAfter(String after) {
        return switch (after) {
            case "waiting" -> JobState.WAITING;
            case "failed" -> JobState.FAILED;
            default -> JobState.SCHEDULED;
        };
    }

    private static Optional<Instant> dueAfter(String after, Claim claim) {
        return switch (after) {
            case "retry" -> Optional.of(claim.due());
            case "next" -> Optional.of(NEXT);
            default -> Optional.empty();
        };
    }

    private static int attemptAfter(String after) {
        return switch (after) {
            case "retry" -> 2;
            case "next" -> 1;
            default -> 0;
        };
    }

    private Completion ending(Claim claim, Outcome outcome, After after, Counts counts, Retention retention) {
        return new Completion(ref(claim), now(), outcome, "", after, counts, retention);
    }

    // ---- who may complete

    @Test
    void anAttemptEndsOnce() {
        Claim claim = running(repeating("sync"), A);
        succeedAndGoOn(A, claim, new Due.In(MINUTE));
        var before = facts();

        CompleteAnswer again = succeedAndGoOn(A, claim, new Due.In(SECOND));

        assertThat(again).isEqualTo(new CompleteAnswer(false, false, now()));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void anotherTokenHoldsNothing() {
        Claim claim = running(repeating("sync"), A);
        var before = facts();

        for (long token : new long[] {0, claim.token() - 1, claim.token() + 1, Long.MAX_VALUE}) {
            Completion other = new Completion(
                    new ClaimRef(claim.handle(), token),
                    now(),
                    Outcome.SUCCEEDED,
                    "",
                    new After.Finished(),
                    ONE_RUN,
                    KEPT);
            assertThat(complete(A, other).accepted()).isFalse();
        }
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void anotherNodeHoldsNothing() {
        join(B);
        Claim claim = running(repeating("sync"), A);
        var before = facts();

        assertThat(finish(B, claim).accepted()).isFalse();
        assertThat(finish(new NodeId("node-a", "2"), claim).accepted()).isFalse();
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aZombieCannotCompleteWhatAnotherNodeHasClaimed() {
        Claim lost = running(repeating("sync"), A);
        lose(A);
        join(B);
        Claim current = claimOne(B);
        var before = facts();

        assertThat(finish(A, lost).accepted()).isFalse();
        assertThat(finish(B, lost).accepted()).isFalse();
        assertThat(facts()).isEqualTo(before);
        assertThat(finish(B, current).accepted()).isTrue();
    }

    @Test
    void aZombieCannotCompleteWhatItWillLose() {
        Claim first = running(repeating("first"), A);
        Claim second = running(repeating("second"), A);
        store.recover(0, A, leaseEnd(A), 1);
        var before = facts();

        assertThat(finish(A, first).accepted()).isFalse();
        assertThat(finish(A, second).accepted()).isFalse();
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aNodeThatCameBackUnderANewEpochCannotCompleteWhatItHadBefore() {
        Claim lost = running(repeating("sync"), A);
        lose(A);
        NodeId again = new NodeId(A.name(), "2");
        join(again);
        Claim current = claimOne(again);

        assertThat(finish(again, lost).accepted()).isFalse();
        assertThat(finish(again, current).accepted()).isTrue();
    }

    @Test
    void aNodeMayCompleteAfterItsLeaseAsLongAsNobodyDeclaredItDead() {
        Claim claim = running(oneTime("invoice"), A);
        advance(LEASE.multipliedBy(100));

        assertThat(finish(A, claim).accepted()).isTrue();
    }

    @Test
    void completionsOfACallAreTakenInOrder() {
        Claim one = running(repeating("one"), A);
        Claim two = running(oneTime("two"), A);
        Claim three = running(oneTime("three"), A);

        List<CompleteAnswer> answers = store.complete(
                call(),
                0,
                A,
                List.of(
                        ending(three, Outcome.FAILED, new After.Retry(SECOND)),
                        ending(one, Outcome.SUCCEEDED, new After.Next(AT_ONCE)),
                        ending(one, Outcome.FAILED, new After.Finished()),
                        ending(two, Outcome.SUCCEEDED, new After.Finished())));

        assertThat(answers)
                .containsExactly(
                        new CompleteAnswer(true, false, now()),
                        new CompleteAnswer(true, true, now()),
                        new CompleteAnswer(false, false, now()),
                        new CompleteAnswer(true, true, now()));
        assertThat(runs("one")).extracting(RunRecord::outcome).containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void hundredsOfAttemptsEndInOneCall() {
        join(A);
        store.schedule(
                call(),
                IntStream.range(0, 500)
                        .mapToObj(i -> new NewJob(oneTime("job-" + i), AT_ONCE))
                        .toList());
        List<Claim> claims = claim(claiming(A, 500, WORK)).claims();

        List<CompleteAnswer> answers = store.complete(
                call(),
                0,
                A,
                claims.stream()
                        .map(claim -> ending(claim, Outcome.SUCCEEDED, new After.Finished()))
                        .toList());

        assertThat(answers).hasSize(500).allMatch(CompleteAnswer::accepted);
        assertThat(facts().keySet()).noneMatch(fact -> fact.startsWith("job/") || fact.startsWith("running/"));
    }

    // ---- what follows, closer

    @Test
    void aRetryStandsLaterButKeepsItsPlan() {
        Claim claim = running(repeating("sync"), A);
        advance(SECOND);

        failAndRetry(A, claim, MINUTE);

        assertThat(find("sync"))
                .isEqualTo(new JobRecord(
                        repeating("sync"),
                        JobState.SCHEDULED,
                        Optional.of(claim.due()),
                        Optional.of(in(MINUTE)),
                        2,
                        List.of(),
                        Counts.NONE,
                        Optional.empty()));
    }

    @Test
    void aRetryDelayEndsInTheMillisecondInWhichItHasPassedInFull() {
        Claim claim = running(oneTime("invoice"), A);
        advance(MICRO.multipliedBy(700));

        failAndRetry(A, claim, SECOND);

        assertThat(find("invoice").notBefore()).contains(toMillis(in(SECOND)).plusMillis(1));
    }

    @Test
    void aRetryWithoutDelayMayBeClaimedAtOnce() {
        Claim claim = running(oneTime("invoice"), A);
        advance(MICRO.multipliedBy(700));

        failAndRetry(A, claim, Duration.ZERO);

        assertThat(claimOne(A).attempt()).isEqualTo(2);
    }

    @Test
    void attemptsAreNumberedAsLongAsARunIsRetried() {
        Claim first = running(oneTime("invoice"), A);
        Claim claim = first;
        for (int attempt = 2; attempt <= 5; attempt++) {
            failAndRetry(A, claim, Duration.ZERO);
            claim = claimOne(A);
            assertThat(claim.attempt()).isEqualTo(attempt);
            assertThat(claim.run()).isEqualTo(first.run());
        }
    }

    @Test
    void attemptsThatWereHandedBackAreCountedAsLongAsTheRunGoesOn() {
        Claim first = running(onKeyword("pick"), A);
        assertThat(first.handedBack()).isZero();
        complete(A, first, Outcome.STOPPED, After.Retry.ofHandedBack());
        Claim second = claimOne(A);
        assertThat(second.handedBack()).isEqualTo(1);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.losses()).isZero();
        release(A, second);

        Claim again = claimOne(A);
        assertThat(again.handedBack()).isEqualTo(1);
        failAndRetry(A, again, Duration.ZERO);
        Claim third = claimOne(A);
        assertThat(third.handedBack()).isEqualTo(1);
        lose(A);

        join(B);
        Claim fourth = claimOne(B);
        assertThat(fourth.handedBack()).isEqualTo(1);
        assertThat(fourth.losses()).isEqualTo(1);
        complete(B, fourth, Outcome.STOPPED, After.Retry.ofHandedBack());
        Claim fifth = claimOne(B);
        assertThat(fifth.handedBack()).isEqualTo(2);
        assertThat(fifth.run()).isEqualTo(first.run());

        succeedAndGoOn(B, fifth, AT_ONCE);
        assertThat(claimOne(B).handedBack()).isZero();
    }

    @Test
    void theAttemptsOfAFiredRunThatWereHandedBackAreCountedToo() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        promote();
        join(A);
        complete(A, claimOne(A), Outcome.STOPPED, After.Retry.ofHandedBack());

        Claim second = claimOne(A);
        assertThat(second.handedBack()).isEqualTo(1);
        assertThat(second.fire()).isPresent();
        modify(onKeyword("pick"), UNCHANGED, WAITING);
        complete(A, second, Outcome.STOPPED, After.Retry.ofHandedBack());

        assertThat(state("pick")).isEqualTo(JobState.WAITING);
    }

    @Test
    void aFailedJobSaysSinceWhenWhyAndWhichNode() {
        Claim claim = running(oneTime("invoice"), A);
        advance(MICRO.multipliedBy(2_500));

        complete(A, claim, Outcome.FAILED, new After.Failed("no such customer"));

        assertThat(find("invoice").state()).isEqualTo(JobState.FAILED);
        assertThat(find("invoice").note())
                .contains(new JobRecord.Note(toMillis(now()), "no such customer", "node-a#1"));
    }

    @Test
    void whatFollowsMayBeInAQueueWhereItIsTheHead() {
        Claim claim = running(repeating("sync"), A);
        forgetSignals();

        succeedAndGoOn(A, claim, new Due.In(SECOND));

        assertThat(signals()).contains(new Signal.Head(WORK, in(SECOND)));
    }

    @Test
    void whatFollowsAChangeStandsInTheNewQueue() {
        Claim claim = running(repeating("sync"), A);
        modify(inQueue(MAIL, repeating("sync")), UNCHANGED, AT_ONCE);

        succeedAndGoOn(A, claim, new Due.In(MINUTE));

        assertThat(claim(claiming(A, 10, MAIL)).claims())
                .singleElement()
                .satisfies(next -> assertThat(next.job().revision()).isEqualTo(2));
    }

    @Test
    void theNextOccurrenceOfAChangeThatWasDelayedIsCountedFromTheChange() {
        Claim claim = running(repeating("sync"), A);
        modify(repeating("sync"), UNCHANGED, new Due.In(MINUTE));
        Instant next = in(MINUTE);
        advance(SECOND);

        succeedAndGoOn(A, claim, AT_ONCE);

        assertThat(find("sync").due()).contains(next);
    }

    @Test
    void aKeywordJobGoesOnWithTheOldestFireItHasNotConsumed() {
        Claim claim = running(onKeyword("pick"), A);
        advance(SECOND);
        Instant fired = now();
        fire("order-1");
        advance(SECOND);
        fire("order-2");
        advance(SECOND);

        succeedAndGoOn(A, claim, WAITING);

        Claim next = claimOne(A);
        assertThat(next.due()).isEqualTo(fired);
        assertThat(next.notBefore()).isEqualTo(fired);
        assertThat(next.fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
        succeedAndGoOn(A, next, WAITING);
        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 2, "\"order-2\""));
    }

    @Test
    void aRetryOfAFiredRunIsForTheSameFire() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        fire("order-1");
        fire("order-2");
        promote();
        Claim first = claimOne(A);

        failAndRetry(A, first, Duration.ZERO);

        assertThat(claimOne(A).fire()).isEqualTo(first.fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
    }

    @Test
    void aJobWithoutKeywordThatShallWaitNeedsAPerson() {
        Claim claim = running(repeating("sync"), A);

        succeedAndGoOn(A, claim, WAITING);

        assertThat(find("sync").state()).isEqualTo(JobState.FAILED);
        assertThat(find("sync").note())
                .contains(new JobRecord.Note(now(), "waits for a keyword but has none", JobStore.BY_STORE));
    }

    @Test
    void aFinishedKeywordJobIsNotReachedAnyMore() {
        Claim claim = running(onKeyword("pick"), A);
        fire("order-1");

        finish(A, claim);

        assertThat(fire("order-2")).isEqualTo(new FireAnswer.Reached(0, now()));
        assertThat(facts().keySet()).noneMatch(fact -> fact.startsWith("fires/" + ORDER + "/"));
    }

    @Test
    void theFiresOfAJobThatGaveUpAreSkipped() {
        Claim claim = running(onKeyword("pick"), A);
        fire("order-1");
        fire("order-2");

        complete(A, claim, Outcome.FAILED, new After.Failed("gave up"));

        assertThat(counts("pick")).isEqualTo(new Counts(1, 0, 2, 0, 1));
        assertThat(fire("order-3")).isEqualTo(new FireAnswer.Reached(0, now()));
    }

    @Test
    void finishedMeansRemovedAlsoWhenTheJobWasStopped() {
        Claim claim = running(oneTime("invoice"), A);
        stop("invoice");

        finish(A, claim);

        assertThat(store.find(id("invoice"))).isEmpty();
        assertThat(runs("invoice")).hasSize(1);
    }

    // ---- what has waited for the run to end

    @Test
    void whatHasWaitedStandsAtOnceAndKeepsItsPlan() {
        Claim claim = running(repeating("sync"), A);
        Instant planned = now().plusMillis(300);
        advance(SECOND);

        complete(A, claim, Outcome.SUCCEEDED, new After.Queued(planned));

        assertThat(find("sync").due()).contains(planned);
        assertThat(find("sync").notBefore()).contains(Instant.ofEpochMilli(now().toEpochMilli()));
        Claim next = claimOne(A);
        assertThat(next.due()).isEqualTo(planned);
        assertThat(next.notBefore()).isEqualTo(Instant.ofEpochMilli(now().toEpochMilli()));
        assertThat(next.attempt()).isEqualTo(1);
        assertThat(next.run().token()).isEqualTo(next.token());
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
    }

    @Test
    void whatHasWaitedAndIsHandedBackStandsAsItStood() {
        Claim claim = running(repeating("sync"), A);
        Instant planned = now().plusMillis(300);
        advance(SECOND);
        complete(A, claim, Outcome.SUCCEEDED, new After.Queued(planned));
        Instant since = find("sync").notBefore().orElseThrow();
        Claim next = claimOne(A);
        advance(SECOND);

        release(A, next);

        assertThat(find("sync").due()).contains(planned);
        assertThat(find("sync").notBefore()).contains(since);
    }

    @Test
    void whatHasWaitedIsSignalled() {
        Claim claim = running(repeating("sync"), A);
        advance(SECOND);
        forgetSignals();

        complete(A, claim, Outcome.SUCCEEDED, new After.Queued(now().minusMillis(300)));

        assertThat(signals()).contains(new Signal.Head(WORK, Instant.ofEpochMilli(now().toEpochMilli())));
    }

    @Test
    void ofManyFiresOnlyTheLastOnesWait() {
        Claim claim = firedFiveTimes("pick");

        complete(A, claim, Outcome.SUCCEEDED, new After.NextFire(2));

        assertThat(counts("pick")).isEqualTo(new Counts(1, 0, 2, 0));
        assertThat(claimOne(A).fire().orElseThrow().data()).isEqualTo("\"order-4\"");
    }

    @Test
    void ofManyFiresNoneWaits() {
        Claim claim = firedFiveTimes("pick");

        complete(A, claim, Outcome.SUCCEEDED, new After.NextFire(0));

        assertThat(counts("pick")).isEqualTo(new Counts(1, 0, 4, 0));
        assertThat(state("pick")).isEqualTo(JobState.WAITING);
        fire("order-6");
        promote();
        assertThat(claimOne(A).fire().orElseThrow().data()).isEqualTo("\"order-6\"");
    }

    @Test
    void ofFewFiresAllWait() {
        Claim claim = firedFiveTimes("pick");

        complete(A, claim, Outcome.SUCCEEDED, new After.NextFire(4));

        assertThat(counts("pick")).isEqualTo(ONE_RUN);
        assertThat(claimOne(A).fire().orElseThrow().data()).isEqualTo("\"order-2\"");
    }

    @Test
    void whoWaitsForNoKeywordHasNoNextFire() {
        Claim claim = running(repeating("sync"), A);

        complete(A, claim, Outcome.SUCCEEDED, new After.NextFire(1));

        assertThat(state("sync")).isEqualTo(JobState.FAILED);
    }

    private Claim firedFiveTimes(String job) {
        schedule(onKeyword(job), WAITING);
        join(A);
        fire("order-1");
        promote();
        Claim claim = claimOne(A);
        for (int i = 2; i <= 5; i++) {
            fire("order-" + i);
        }
        return claim;
    }

    // ---- counts

    @Test
    void theCountsOfAnOneTimeJobAreNone() {
        Claim claim = running(oneTime("invoice"), A);

        complete(A, ending(claim, Outcome.FAILED, new After.Failed("gave up"), new Counts(1, 1, 1, 1), KEPT));

        assertThat(counts("invoice")).isEqualTo(Counts.NONE);
        assertThat(facts()).doesNotContainKey("counts/invoice");
    }

    @Test
    void aRunCountsWhenItEnds() {
        Claim first = running(repeating("sync"), A);
        failAndRetry(A, first, Duration.ZERO);
        assertThat(counts("sync")).isEqualTo(Counts.NONE);

        succeedAndGoOn(A, claimOne(A), AT_ONCE);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
    }

    @Test
    void whatIsMissedIsRecordedAndIsNoRun() {
        Claim claim = running(repeating("sync"), A);

        complete(A, ending(claim, Outcome.MISSED, new After.Next(AT_ONCE), new Counts(0, 7, 0, 0), KEPT));

        assertThat(runs("sync")).extracting(RunRecord::outcome).containsExactly(Outcome.MISSED);
        assertThat(counts("sync")).isEqualTo(new Counts(0, 7, 0, 0));
        assertThat(claimOne(A).attempt()).isEqualTo(1);
    }

    @Test
    void whatIsMissedIsARunWhereAChangeHasCountedOnThat() {
        Claim claim = running(repeating("sync"), A);
        modify(repeating("sync"), UNCHANGED, new Due.In(MINUTE));

        complete(A, ending(claim, Outcome.MISSED, new After.Next(AT_ONCE), new Counts(0, 7, 0, 0), KEPT));

        assertThat(counts("sync")).isEqualTo(ONE_RUN);
    }

    @Test
    void aOneTimeJobThatIsMissedIsFinishedAndKeepsItsRecord() {
        Claim claim = running(oneTime("invoice"), A);

        complete(A, ending(claim, Outcome.MISSED, new After.Finished(), new Counts(0, 1, 0, 0), KEPT));

        assertThat(store.find(id("invoice"))).isEmpty();
        assertThat(runs("invoice")).extracting(RunRecord::outcome).containsExactly(Outcome.MISSED);
    }

    @Test
    void runsThatFailInARowAreCountedUntilOneSucceeds() {
        Claim claim = running(repeating("sync"), A);
        for (Outcome outcome : List.of(Outcome.FAILED, Outcome.STOPPED, Outcome.TIMED_OUT, Outcome.MISSED)) {
            complete(A, claim, outcome, new After.Next(AT_ONCE));
            claim = claimOne(A);
        }
        assertThat(claim.counts().failedInARow()).isEqualTo(2);
        assertThat(counts("sync").failedInARow()).isEqualTo(2);

        complete(A, claim, Outcome.SUCCEEDED, new After.Next(AT_ONCE));

        assertThat(claimOne(A).counts().failedInARow()).isZero();
    }

    @Test
    void anAttemptThatIsRetriedIsNoFailure() {
        Claim claim = running(repeating("sync"), A);

        failAndRetry(A, claim, Duration.ZERO);

        assertThat(claimOne(A).counts().failedInARow()).isZero();
    }

    @Test
    void whoeverStartsAJobForgetsItsFailures() {
        complete(A, running(repeating("sync"), A), Outcome.FAILED, new After.Stopped("a run failed"));
        assertThat(counts("sync").failedInARow()).isEqualTo(1);

        start("sync", AT_ONCE);

        assertThat(claimOne(A).counts().failedInARow()).isZero();
    }

    @Test
    void aChangeThatLetsAJobGoOnForgetsItsFailures() {
        complete(A, running(repeating("sync"), A), Outcome.FAILED, new After.Stopped("a run failed"));
        modify(reviving(change(repeating("sync"), AT_ONCE, AT_ONCE)));

        assertThat(claimOne(A).counts().failedInARow()).isZero();
    }

    @Test
    void aJobIsStoppedByTheEndOfARun() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        fire("order-1");
        promote();
        Claim claim = claimOne(A);
        fire("order-2");

        complete(A, claim, Outcome.FAILED, new After.Stopped("a run failed"));

        assertThat(state("pick")).isEqualTo(JobState.STOPPED);
        assertThat(find("pick").note())
                .contains(new JobRecord.Note(Instant.ofEpochMilli(now().toEpochMilli()), "a run failed", A.toString()));
        assertThat(counts("pick")).isEqualTo(new Counts(1, 0, 1, 0, 1));
        fire("order-3");
        promote();
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void countsAddUp() {
        Claim claim = running(repeating("sync"), A);
        for (int i = 0; i < 3; i++) {
            complete(A, ending(claim, Outcome.SUCCEEDED, new After.Next(AT_ONCE), new Counts(1, 20, 300, 4_000), KEPT));
            claim = claimOne(A);
        }

        assertThat(counts("sync")).isEqualTo(new Counts(3, 60, 900, 12_000));
    }

    // ---- records

    @Test
    void theOneRunOfAnOneTimeJobIsKeptAsItsResult() {
        Claim claim = running(oneTime("invoice"), A);
        advance(SECOND);
        Instant entered = now().minusMillis(3).plusNanos(1_999);
        Completion completion = new Completion(
                ref(claim), entered, Outcome.SUCCEEDED, "r{\"ok\":\"ja|é\"}", new After.Finished(), Counts.NONE, KEPT);

        complete(A, completion);

        RunRecord run = new RunRecord(
                id("invoice"),
                claim.token(),
                claim.token(),
                WORK,
                Outcome.SUCCEEDED,
                1,
                true,
                claim.due(),
                entered.minusNanos(999),
                now(),
                A,
                1,
                Optional.empty(),
                "r{\"ok\":\"ja|é\"}");
        assertThat(runs("invoice")).containsExactly(run);
        assertThat(facts()).containsKey("result/invoice").doesNotContainKey("runs/invoice/0");
    }

    @Test
    void theAttemptsOfAnOneTimeJobThatWasRetriedAreListed() {
        Claim first = running(oneTime("invoice"), A);
        failAndRetry(A, first, Duration.ZERO);
        advance(SECOND);
        Claim second = claimOne(A);

        finish(A, second);

        assertThat(runs("invoice"))
                .extracting(RunRecord::run, RunRecord::token, RunRecord::attempt, RunRecord::last, RunRecord::outcome)
                .containsExactly(
                        tuple(first.token(), second.token(), 2, true, Outcome.SUCCEEDED),
                        tuple(first.token(), first.token(), 1, false, Outcome.FAILED));
    }

    @Test
    void theRunsOfAFailedJobAreListed() {
        Claim claim = running(oneTime("invoice"), A);

        complete(A, claim, Outcome.TIMED_OUT, new After.Failed("gave up"));

        assertThat(runs("invoice"))
                .singleElement()
                .satisfies(run -> assertThat(run.last()).isTrue());
        assertThat(facts()).containsKey("runs/invoice/0").doesNotContainKey("result/invoice");
    }

    @Test
    void theListOfARepeatingJobIsCutToTheCountNewestFirst() {
        Claim claim = running(repeating("sync"), A);
        List<Long> tokens = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tokens.add(0, claim.token());
            advance(SECOND);
            complete(A, ending(claim, Outcome.SUCCEEDED, new After.Next(AT_ONCE), new Retention(3, MINUTE)));
            claim = claimOne(A);
        }

        assertThat(runs("sync")).extracting(RunRecord::token).containsExactlyElementsOf(tokens.subList(0, 3));
    }

    @Test
    void noListIsLongerThanAHundred() {
        Claim claim = running(repeating("sync"), A);
        for (int i = 0; i < JobStore.MAX_LISTED_RUNS + 5; i++) {
            complete(A, ending(claim, Outcome.SUCCEEDED, new After.Next(AT_ONCE), new Retention(1_000, MINUTE)));
            claim = claimOne(A);
        }

        assertThat(store.runs(id("sync"), 1_000)).hasSize(JobStore.MAX_LISTED_RUNS);
    }

    @Test
    void nothingIsKeptWhereNothingShallBe() {
        Claim once = running(oneTime("invoice"), A);
        Claim often = running(repeating("sync"), A);

        complete(A, ending(once, Outcome.SUCCEEDED, new After.Finished(), NOTHING_KEPT));
        complete(A, ending(often, Outcome.SUCCEEDED, new After.Next(AT_ONCE), NOTHING_KEPT));

        assertThat(runs("invoice")).isEmpty();
        assertThat(runs("sync")).isEmpty();
        assertThat(facts().keySet()).noneMatch(fact -> fact.startsWith("result/") || fact.startsWith("runs/"));
    }

    @Test
    void theListGoesWhenNothingShallBeKeptAnyMore() {
        Claim claim = running(repeating("sync"), A);
        succeedAndGoOn(A, claim, AT_ONCE);

        complete(A, ending(claimOne(A), Outcome.SUCCEEDED, new After.Next(AT_ONCE), NOTHING_KEPT));

        assertThat(runs("sync")).isEmpty();
    }

    @Test
    void theRunOfARemovedJobIsListed() {
        Claim claim = running(oneTime("invoice"), A);
        remove("invoice");

        complete(A, claim, Outcome.STOPPED, new After.Failed("stopped"));

        assertThat(runs("invoice"))
                .singleElement()
                .satisfies(run -> assertThat(run.outcome()).isEqualTo(Outcome.STOPPED));
        assertThat(facts()).containsKey("runs/invoice/0");
    }

    @Test
    void aRecordSaysWhatWasRunNotWhatItBecameMeanwhile() {
        Claim claim = running(onKeyword("pick"), A);
        modify(inQueue(MAIL, onKeyword("pick", "other")), UNCHANGED, AT_ONCE);

        succeedAndGoOn(A, claim, WAITING);

        assertThat(runs("pick")).singleElement().satisfies(run -> {
            assertThat(run.queue()).isEqualTo(WORK);
            assertThat(run.revision()).isEqualTo(1);
            assertThat(run.keyword()).isEmpty();
        });
    }

    @Test
    void aRecordNamesTheKeywordThatFiredIt() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        fire("order-1");
        promote();

        succeedAndGoOn(A, claimOne(A), WAITING);

        assertThat(runs("pick"))
                .singleElement()
                .satisfies(run -> assertThat(run.keyword()).contains(ORDER));
    }

    @Test
    void detailsAreKeptAsTheyAre() {
        Claim claim = running(repeating("sync"), A);
        for (String detail : List.of("", "r", "e{\"type\":\"a|b\\n\"}", "s\u65e5\u672c \ud83d\ude00 | \u0000 \n")) {
            complete(
                    A,
                    new Completion(ref(claim), now(), Outcome.FAILED, detail, new After.Next(AT_ONCE), ONE_RUN, KEPT));
            assertThat(runs("sync").get(0).detail()).isEqualTo(detail);
            claim = claimOne(A);
        }
    }
}
