package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.ModifyAnswer;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code modify} promises. */
abstract class ModifyingContract extends StoreContract {

    // ---- revisions

    @Test
    void aChangeRaisesTheRevision() {
        schedule(repeating("sync"), in(MINUTE));

        assertThat(modify(withBody("new", repeating("sync")), UNCHANGED, AT_ONCE))
                .isEqualTo(new ModifyAnswer.Modified(2, now()));
        assertThat(modify(withBody("newer", repeating("sync")), UNCHANGED, AT_ONCE))
                .isEqualTo(new ModifyAnswer.Modified(3, now()));

        assertThat(find("sync").job()).isEqualTo(withRevision(3, withBody("newer", repeating("sync"))));
    }

    @Test
    void aChangeOfAnotherRevisionIsAConflict() {
        schedule(repeating("sync"), in(MINUTE));
        Modification mine = change(withBody("mine", repeating("sync")), UNCHANGED, AT_ONCE);
        modify(withBody("theirs", repeating("sync")), UNCHANGED, AT_ONCE);
        var before = facts();

        assertThat(modify(mine)).isEqualTo(new ModifyAnswer.Conflict(id("sync")));
        assertThat(modify(new Modification(
                        withRevision(3, repeating("sync")), UNCHANGED, Optional.of(AT_ONCE), Optional.empty(), false)))
                .isEqualTo(new ModifyAnswer.Conflict(id("sync")));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aChangeOfAJobThatIsNotThereIsUnknown() {
        assertThat(modify(repeating("sync"), AT_ONCE, AT_ONCE)).isEqualTo(new ModifyAnswer.Unknown(id("sync")));

        running(repeating("removed"), A);
        remove("removed");
        assertThat(modify(repeating("removed"), AT_ONCE, AT_ONCE)).isEqualTo(new ModifyAnswer.Unknown(id("removed")));
    }

    @Test
    void aChangeMustSayWhereTheJobShallStand() {
        assertThatIllegalArgumentException().isThrownBy(() -> change(repeating("sync"), AT_ONCE, UNCHANGED));
        assertThatIllegalArgumentException().isThrownBy(() -> change(repeating("sync"), WAITING, AT_ONCE));
        assertThatIllegalArgumentException().isThrownBy(() -> change(repeating("sync"), AT_ONCE, WAITING));
        assertThatIllegalArgumentException().isThrownBy(() -> new After.Next(UNCHANGED));
    }

    // ---- of a pending job

    @Test
    void aPendingJobMovesInTimeAndQueue() {
        schedule(repeating("sync"), in(MINUTE));
        join(A);

        modify(inQueue(MAIL, repeating("sync")), AT_ONCE, new Due.In(MINUTE));

        assertThat(claimAll(A)).isEmpty();
        assertThat(claim(claiming(A, 10, MAIL)).claims()).singleElement().satisfies(claim -> {
            assertThat(claim.job().revision()).isEqualTo(2);
            assertThat(claim.due()).isEqualTo(now());
        });
        assertThat(facts()).doesNotContainKey("next/sync");
    }

    @Test
    void aPendingJobStaysWhereItStandsInItsNewQueue() {
        schedule(repeating("sync"), in(MINUTE));
        forgetSignals();

        modify(inQueue(MAIL, repeating("sync")), UNCHANGED, AT_ONCE);

        assertThat(find("sync").due()).contains(in(MINUTE));
        assertThat(facts()).containsKey("due/" + MAIL + "/sync").doesNotContainKey("due/" + WORK + "/sync");
        assertThat(signals()).contains(new Signal.Head(MAIL, in(MINUTE)));
    }

    @Test
    void nothingOfTheOldDefinitionIsClaimedAfterwards() {
        schedule(repeating("sync"), AT_ONCE);
        join(A);

        modify(withBody("new", repeating("sync")), UNCHANGED, AT_ONCE);

        assertThat(claimOne(A).job()).isEqualTo(withRevision(2, withBody("new", repeating("sync"))));
    }

    @Test
    void aPendingRetryThatMovesIsClosed() {
        Claim claim = running(repeating("sync"), A);
        failAndRetry(A, claim, MINUTE);
        advance(SECOND);

        ModifyAnswer answer = modify(withBody("new", inQueue(MAIL, repeating("sync"))), new Due.In(SECOND), AT_ONCE);

        assertThat(answer)
                .isEqualTo(
                        new ModifyAnswer.Modified(2, now(), List.of(runs("sync").get(0))));
        assertThat(runs("sync").get(0))
                .isEqualTo(new RunRecord(
                        id("sync"),
                        claim.token(),
                        claim.token(),
                        WORK,
                        Outcome.STOPPED,
                        2,
                        true,
                        claim.due(),
                        now(),
                        now(),
                        NodeId.NONE,
                        1,
                        Optional.empty(),
                        "sreplaced"));
        assertThat(find("sync").due()).contains(in(SECOND));
        assertThat(find("sync").attempt()).isEqualTo(1);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(facts()).doesNotContainKey("open/sync");
    }

    @Test
    void aPendingRetryThatStaysIsTheFirstAttemptOfANewRunOfTheSameOccurrence() {
        Claim first = running(repeating("sync"), A);
        failAndRetry(A, first, MINUTE);

        ModifyAnswer answer = modify(repeating("sync"), UNCHANGED, AT_ONCE);

        assertThat(answer)
                .isEqualTo(
                        new ModifyAnswer.Modified(2, now(), List.of(runs("sync").get(0))));
        assertThat(runs("sync").get(0).detail()).isEqualTo("sreplaced");
        assertThat(counts("sync")).isEqualTo(Counts.NONE);
        assertThat(find("sync").due()).contains(first.due());
        assertThat(find("sync").notBefore()).contains(in(MINUTE));
        advance(MINUTE);
        Claim second = claimOne(A);
        assertThat(second.attempt()).isEqualTo(1);
        assertThat(second.due()).isEqualTo(first.due());
        assertThat(second.run().token()).isEqualTo(second.token());
        release(A, second);
        assertThat(claimOne(A).due()).isEqualTo(first.due());
    }

    @Test
    void aPendingAttemptAfterALossIsClosedToo() {
        running(repeating("sync"), A);
        lose(A);

        modify(repeating("sync"), AT_ONCE, AT_ONCE);

        assertThat(runs("sync")).extracting(RunRecord::outcome).containsExactly(Outcome.STOPPED, Outcome.LOST);
        join(A);
        assertThat(claimOne(A).losses()).isZero();
    }

    // ---- of a running job

    @Test
    void aRunningJobKeepsItsClaimAndStandsElsewhereAfterwards() {
        Claim claim = running(repeating("sync"), A);

        modify(withBody("new", repeating("sync")), AT_ONCE, new Due.In(MINUTE));

        assertThat(state("sync")).isEqualTo(JobState.RUNNING);
        assertThat(find("sync").due()).contains(claim.due());
        assertThat(facts()).containsEntry("next/sync", "" + in(MINUTE).toEpochMilli());
        assertThat(beat(A).running())
                .singleElement()
                .satisfies(entry -> assertThat(entry.mark()).isEmpty());
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void theLastChangeOfARunningJobWins() {
        Claim claim = running(onKeyword("pick"), A);
        modify(onKeyword("pick"), UNCHANGED, new Due.In(MINUTE));
        modify(onKeyword("pick"), UNCHANGED, WAITING);
        assertThat(facts()).containsEntry("next/pick", "waiting");

        succeedAndGoOn(A, claim, AT_ONCE);

        assertThat(state("pick")).isEqualTo(JobState.WAITING);
    }

    @Test
    void aChangeBySomebodyWhoSawNoClaimIsAConflictWhileOneLives() {
        Claim claim = running(repeating("sync"), A);
        var before = facts();

        assertThat(modify(ofNoClaim(change(withBody("new", repeating("sync")), UNCHANGED, AT_ONCE))))
                .isEqualTo(new ModifyAnswer.Conflict(id("sync")));
        assertThat(facts()).isEqualTo(before);

        succeedAndGoOn(A, claim, new Due.In(MINUTE));
        assertThat(modify(ofNoClaim(change(withBody("new", repeating("sync")), UNCHANGED, AT_ONCE))))
                .isEqualTo(new ModifyAnswer.Modified(2, now()));
        assertThat(find("sync").due()).contains(in(MINUTE));
    }

    @Test
    void theClaimOfAStoppedJobMattersOnlyToAChangeThatRevivesIt() {
        running(repeating("sync"), A);
        stop("sync");

        assertThat(modify(ofNoClaim(change(withBody("new", repeating("sync")), UNCHANGED, AT_ONCE))))
                .isEqualTo(new ModifyAnswer.Modified(2, now()));
        var before = facts();
        assertThat(modify(reviving(ofNoClaim(change(repeating("sync"), UNCHANGED, AT_ONCE)))))
                .isEqualTo(new ModifyAnswer.Conflict(id("sync")));
        assertThat(facts()).isEqualTo(before);
    }

    // ---- of a job that is held

    @Test
    void aStoppedJobStaysStopped() {
        schedule(repeating("sync"), in(MINUTE));
        stop("sync");
        Optional<JobRecord.Note> note = find("sync").note();

        assertThat(modify(withBody("new", repeating("sync")), AT_ONCE, AT_ONCE))
                .isEqualTo(new ModifyAnswer.Modified(2, now()));

        assertThat(state("sync")).isEqualTo(JobState.STOPPED);
        assertThat(find("sync").note()).isEqualTo(note);
        assertThat(find("sync").job().body()).isEqualTo("new");
    }

    @Test
    void aStoppedJobThatStillRunsStaysStopped() {
        Claim claim = running(repeating("sync"), A);
        stop("sync");

        modify(repeating("sync"), AT_ONCE, AT_ONCE);
        assertThat(facts()).doesNotContainKey("next/sync");

        succeedAndGoOn(A, claim, AT_ONCE);
        assertThat(state("sync")).isEqualTo(JobState.STOPPED);
    }

    @Test
    void aFailedJobStaysFailed() {
        complete(A, running(oneTime("invoice"), A), Outcome.FAILED, new After.Failed("gave up"));

        modify(oneTime("invoice"), AT_ONCE, AT_ONCE);

        assertThat(state("invoice")).isEqualTo(JobState.FAILED);
        assertThat(find("invoice").note()).isPresent();
    }

    @Test
    void aHeldJobIsRevived() {
        join(A);
        schedule(repeating("stopped"), in(MINUTE));
        stop("stopped");
        complete(A, running(oneTime("failed"), A), Outcome.FAILED, new After.Failed("gave up"));

        modify(reviving(change(repeating("stopped"), new Due.In(SECOND), AT_ONCE)));
        modify(reviving(change(oneTime("failed"), new Due.In(SECOND), AT_ONCE)));

        assertThat(find("stopped").due()).contains(in(SECOND));
        assertThat(find("stopped").note()).isEmpty();
        assertThat(find("failed").due()).contains(in(SECOND));
        assertThat(find("failed").note()).isEmpty();
        advance(SECOND);
        assertThat(claimAll(A)).hasSize(2).allMatch(claim -> claim.attempt() == 1);
    }

    @Test
    void aHeldJobIsNotRevivedToWhereItStandsAlready() {
        schedule(repeating("sync"), in(MINUTE));
        stop("sync");

        modify(reviving(change(repeating("sync"), UNCHANGED, AT_ONCE)));

        assertThat(state("sync")).isEqualTo(JobState.STOPPED);
    }

    @Test
    void aStoppedJobThatStillRunsIsRevivedToRunAgainAfterwards() {
        Claim claim = running(repeating("sync"), A);
        stop("sync");

        modify(reviving(change(repeating("sync"), UNCHANGED, new Due.In(MINUTE))));

        assertThat(state("sync")).isEqualTo(JobState.RUNNING);
        assertThat(find("sync").note()).isEmpty();
        assertThat(beat(A).running())
                .singleElement()
                .satisfies(entry -> assertThat(entry.mark()).contains(Mark.STOP));
        Instant next = in(MINUTE);
        complete(A, claim, Outcome.STOPPED, new After.Next(AT_ONCE));
        assertThat(find("sync").due()).contains(next);
    }

    @Test
    void revivingAJobThatIsNotHeldChangesItLikeAnyOther() {
        schedule(repeating("sync"), in(MINUTE));

        modify(reviving(change(repeating("sync"), UNCHANGED, AT_ONCE)));

        assertThat(find("sync").due()).contains(in(MINUTE));
        assertThat(find("sync").job().revision()).isEqualTo(2);
    }

    // ---- accounting

    @Test
    void theAccountingHoldsForThePlannedInstantThatWasSeen() {
        schedule(repeating("sync"), in(MINUTE));

        assertThat(modify(accounting(in(MINUTE), new Counts(0, 3, 2, 1), change(repeating("sync"), AT_ONCE, AT_ONCE))))
                .isEqualTo(new ModifyAnswer.Modified(2, now()));

        assertThat(counts("sync")).isEqualTo(new Counts(0, 3, 2, 1));
    }

    @Test
    void theAccountingHoldsForAPendingRetryAndARunningOccurrenceByTheirPlan() {
        Claim claim = running(repeating("sync"), A);
        assertThat(modify(accounting(claim.due(), Counts.NONE, change(repeating("sync"), AT_ONCE, AT_ONCE))))
                .isInstanceOf(ModifyAnswer.Modified.class);
        succeedAndGoOn(A, claim, AT_ONCE);
        Claim second = claimOne(A);
        failAndRetry(A, second, MINUTE);

        assertThat(modify(accounting(in(MINUTE), ONE_RUN, change(repeating("sync"), UNCHANGED, AT_ONCE))))
                .isEqualTo(new ModifyAnswer.Conflict(id("sync")));
        assertThat(modify(accounting(second.due(), Counts.NONE, change(repeating("sync"), UNCHANGED, AT_ONCE))))
                .isInstanceOf(ModifyAnswer.Modified.class);
    }

    @Test
    void aJobThatMovedOnIsAConflict() {
        Claim claim = running(repeating("sync"), A);
        Modification change =
                accounting(claim.due(), new Counts(0, 1, 0, 0), change(repeating("sync"), AT_ONCE, AT_ONCE));
        succeedAndGoOn(A, claim, new Due.In(MINUTE));
        var before = facts();

        assertThat(modify(change)).isEqualTo(new ModifyAnswer.Conflict(id("sync")));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void anOccurrenceThatHasBegunMeanwhileOrNoMoreIsAConflict() {
        schedule(repeating("sync"), now());
        Modification change = change(repeating("sync"), AT_ONCE, AT_ONCE);
        Accounting missed = Accounting.of(find("sync"), new Counts(0, 1, 0, 0));
        join(A);
        Claim claim = claimOne(A);
        Accounting skipped = Accounting.of(find("sync"), Counts.NONE);

        assertThat(modify(accounting(missed, change))).isEqualTo(new ModifyAnswer.Conflict(id("sync")));
        release(A, claim);
        assertThat(modify(accounting(skipped, change))).isEqualTo(new ModifyAnswer.Conflict(id("sync")));
        assertThat(modify(accounting(missed, change))).isInstanceOf(ModifyAnswer.Modified.class);
        assertThat(counts("sync")).isEqualTo(new Counts(0, 1, 0, 0));
    }

    @Test
    void aJobThatStandsNowhereIsAConflictForAnyAccounting() {
        schedule(onKeyword("pick"), WAITING);
        schedule(repeating("sync"), now());
        stop("sync");

        for (StoredJob job : List.of(onKeyword("pick"), repeating("sync"))) {
            assertThat(modify(accounting(now(), Counts.NONE, change(job, AT_ONCE, AT_ONCE))))
                    .isEqualTo(new ModifyAnswer.Conflict(job.id()));
        }
    }

    @Test
    void countsGoOnAsLongAsTheJobRepeats() {
        Claim claim = running(repeating("sync"), A);
        succeedAndGoOn(A, claim, new Due.In(MINUTE));

        modify(repeating("sync"), AT_ONCE, AT_ONCE);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);

        modify(accounting(now(), ONE_RUN, change(oneTime("sync"), AT_ONCE, AT_ONCE)));
        assertThat(counts("sync")).isEqualTo(Counts.NONE);

        modify(accounting(now(), ONE_RUN, change(repeating("sync"), AT_ONCE, AT_ONCE)));
        assertThat(counts("sync")).isEqualTo(Counts.NONE);
    }

    // ---- keywords

    @Test
    void aWaitingJobThatStaysKeepsItsPosition() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");

        modify(withBody("new", onKeyword("pick")), UNCHANGED, WAITING);

        assertThat(state("pick")).isEqualTo(JobState.WAITING);
        promote();
        join(A);
        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
    }

    @Test
    void aWaitingJobThatShallWaitTakesTheFireItHasNotConsumed() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");

        modify(onKeyword("pick"), WAITING, WAITING);

        join(A);
        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
    }

    @Test
    void aWaitingJobMovesToAnInstantAndItsFiresWait() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        join(A);

        modify(onKeyword("pick"), AT_ONCE, WAITING);

        Claim claim = claimOne(A);
        assertThat(claim.fire()).isEmpty();
        succeedAndGoOn(A, claim, WAITING);
        assertThat(claimOne(A).fire()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPendingFireThatWasNotAttemptedStaysPending(boolean unchanged) {
        firedTwiceAndPromoted();

        modify(inQueue(MAIL, onKeyword("pick")), unchanged ? UNCHANGED : WAITING, WAITING);

        assertThat(counts("pick")).isEqualTo(Counts.NONE);
        Claim claim = claim(claiming(A, 10, MAIL)).claims().get(0);
        assertThat(claim.fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
        assertThat(claim.job().revision()).isEqualTo(2);
    }

    @Test
    void aPendingFireOfAJobThatMovesToAnInstantIsSkipped() {
        firedTwiceAndPromoted();

        modify(onKeyword("pick"), AT_ONCE, WAITING);

        assertThat(counts("pick")).isEqualTo(new Counts(0, 0, 1, 0));
        Claim claim = claimOne(A);
        assertThat(claim.fire()).isEmpty();
        succeedAndGoOn(A, claim, WAITING);
        assertThat(claimOne(A).fire())
                .hasValueSatisfying(fire -> assertThat(fire.number()).isEqualTo(2));
    }

    @Test
    void aRetryOfAFireThatStaysIsANewRunForTheSameFire() {
        firedTwiceAndPromoted();
        failAndRetry(A, claimOne(A), Duration.ZERO);

        modify(onKeyword("pick"), UNCHANGED, WAITING);

        assertThat(counts("pick")).isEqualTo(Counts.NONE);
        Claim claim = claimOne(A);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.fire())
                .hasValueSatisfying(fire -> assertThat(fire.number()).isEqualTo(1));
    }

    @Test
    void aRetryOfAFireThatShallWaitIsClosedAndTheNextFireTaken() {
        firedTwiceAndPromoted();
        failAndRetry(A, claimOne(A), Duration.ZERO);

        modify(onKeyword("pick"), WAITING, WAITING);

        assertThat(counts("pick")).isEqualTo(ONE_RUN);
        assertThat(runs("pick").get(0).keyword()).contains(ORDER);
        assertThat(claimOne(A).fire())
                .hasValueSatisfying(fire -> assertThat(fire.number()).isEqualTo(2));
    }

    @Test
    void theFiresOfAKeywordThatChangedAreSkipped() {
        firedTwiceAndPromoted();

        modify(onKeyword("pick", "other"), WAITING, WAITING);

        assertThat(counts("pick")).isEqualTo(new Counts(0, 0, 2, 0));
        assertThat(state("pick")).isEqualTo(JobState.WAITING);
        assertThat(fire(ORDER, "order-3", "")).isEqualTo(new FireAnswer.Reached(0, now()));
        assertThat(fire("other", "other-1", "")).isEqualTo(new FireAnswer.Reached(1, now()));
    }

    @Test
    void aPendingFireOfAKeywordThatChangedLeavesItsInstant() {
        advance(SECOND);
        firedTwiceAndPromoted();
        advance(SECOND);

        modify(onKeyword("pick", "other"), UNCHANGED, WAITING);

        Claim claim = claimOne(A);
        assertThat(claim.fire()).isEmpty();
        assertThat(claim.due()).isEqualTo(now().minus(SECOND));
        assertThat(counts("pick")).isEqualTo(new Counts(0, 0, 2, 0));
    }

    @Test
    void aWaitingJobThatStaysWaitsForItsNewKeyword() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        schedule(onKeyword("other", "other"), WAITING);
        fire("other", "other-1", "");

        modify(onKeyword("pick", "other"), UNCHANGED, WAITING);

        assertThat(state("pick")).isEqualTo(JobState.WAITING);
        assertThat(counts("pick")).isEqualTo(new Counts(0, 0, 1, 0));
        assertThat(fire("other", "other-2", "")).isEqualTo(new FireAnswer.Reached(2, now()));
        assertThat(facts()).containsEntry("waiting/other/pick", "1");
    }

    @Test
    void aWaitingJobThatStaysWithoutAKeywordNeedsAPerson() {
        schedule(onKeyword("pick"), WAITING);

        modify(repeating("pick"), UNCHANGED, AT_ONCE);

        assertThat(state("pick")).isEqualTo(JobState.FAILED);
        assertThat(find("pick").note())
                .contains(new JobRecord.Note(now(), "waits for a keyword but has none", JobStore.BY_STORE));
    }

    @Test
    void aKeywordJobBecomesATimedOneAndBack() {
        schedule(onKeyword("pick"), WAITING);
        modify(repeating("pick"), new Due.In(MINUTE), AT_ONCE);
        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(0, now()));

        modify(onKeyword("pick"), UNCHANGED, AT_ONCE);
        assertThat(find("pick").due()).contains(in(MINUTE));
        assertThat(fire("order-2")).isEqualTo(new FireAnswer.Reached(1, now()));
    }

    @Test
    void theFiresThatWaitForARunningJobAreSkippedWhenItsKeywordChanges() {
        Claim claim = running(onKeyword("pick"), A);
        fire("order-1");
        fire("order-2");

        modify(onKeyword("pick", "other"), UNCHANGED, WAITING);

        assertThat(counts("pick")).isEqualTo(new Counts(0, 0, 2, 0));
        fire("other", "other-1", "");
        succeedAndGoOn(A, claim, AT_ONCE);
        assertThat(claimOne(A).fire()).contains(new Fire("other", 1, ""));
    }

    @Test
    void aRevivedKeywordJobCountsFiresFromNowOn() {
        schedule(onKeyword("pick"), WAITING);
        schedule(onKeyword("pack"), WAITING);
        stop("pick");
        fire("order-1");

        modify(reviving(change(onKeyword("pick"), WAITING, WAITING)));

        assertThat(state("pick")).isEqualTo(JobState.WAITING);
        promote();
        assertThat(state("pick")).isEqualTo(JobState.WAITING);
        assertThat(fire("order-2")).isEqualTo(new FireAnswer.Reached(2, now()));
    }

    @Test
    void aRevivedKeywordJobThatStillRunsCountsFiresFromNowOn() {
        Claim claim = running(onKeyword("pick"), A);
        stop("pick");
        schedule(onKeyword("pack"), WAITING);
        fire("order-1");
        modify(reviving(change(onKeyword("pick"), WAITING, WAITING)));
        fire("order-2");

        succeedAndGoOn(A, claim, WAITING);

        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 2, "\"order-2\""));
    }

    @Test
    void theKeywordOfAHeldJobIsNotJoined() {
        schedule(onKeyword("pick"), WAITING);
        stop("pick");

        modify(onKeyword("pick", "other"), WAITING, WAITING);

        assertThat(fire("other", "other-1", "")).isEqualTo(new FireAnswer.Reached(0, now()));
        assertThat(start("pick", WAITING)).isEqualTo(new StartAnswer.Started(now()));
        assertThat(fire("other", "other-2", "")).isEqualTo(new FireAnswer.Reached(1, now()));
    }

    /** The job {@code pick}, pending for the first of two fires; node A is present. */
    private void firedTwiceAndPromoted() {
        join(A);
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        fire("order-2");
        promote();
    }
}
