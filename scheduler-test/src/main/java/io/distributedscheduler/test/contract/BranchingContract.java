package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BranchAnswer;
import io.distributedscheduler.store.BranchAnswer.Result;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a store promises of occurrences that are taken out of the sequence of their job, so that several run at once. */
abstract class BranchingContract extends StoreContract {

    private static final After NEXT = new After.Next(AT_ONCE);

    // ---- branch

    @Test
    void theNextOccurrenceRunsBesideOneThatIsOut() {
        Claim first = running(repeating("sync"), A);

        assertThat(branch(A, first)).isEqualTo(new BranchAnswer(Result.BRANCHED, now()));

        assertThat(find("sync")).satisfies(job -> {
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
            assertThat(job.running()).isEmpty();
            assertThat(job.branches()).containsExactly(A);
            assertThat(job.notBefore()).contains(toMillis(now()));
            assertThat(job.hasBegun()).isFalse();
            assertThat(job.counts()).isEqualTo(ONE_RUN);
        });
        join(B);
        Claim second = claimOne(B);
        assertThat(second.handle()).isEqualTo(Handle.next(id("sync")));
        assertThat(second.counts()).isEqualTo(ONE_RUN);
        assertThat(find("sync").nodes()).containsExactly(B, A);
        assertThat(beat(A).running())
                .containsExactly(new Beat.Entry(
                        new ClaimRef(new Handle(id("sync"), first.token()), first.token()), 1, Optional.empty()));
    }

    @Test
    void whatFollowsSaysWhereTheNextOneStandsAndWhatIsCounted() {
        Claim claim = running(repeating("sync"), A);

        branch(A, claim, 1, new After.Next(new Due.In(MINUTE)), new Counts(1, 2, 3, 4));

        assertThat(find("sync").due()).contains(toMillis(in(MINUTE)));
        assertThat(counts("sync")).isEqualTo(new Counts(1, 2, 3, 4));
    }

    @Test
    void theHeadThatItLowersIsTold() {
        Claim claim = running(repeating("sync"), A);
        forgetSignals();

        branch(A, claim);

        assertThat(signals()).containsExactly(new Signal.Head(WORK, toMillis(now())));
    }

    @Test
    void noMoreAreOutThanMayBe() {
        Claim first = running(repeating("sync"), A);
        branch(A, first, 2, NEXT, ONE_RUN);
        Claim second = claimOne(A);
        branch(A, second, 2, NEXT, ONE_RUN);
        Claim third = claimOne(A);
        var before = facts();

        assertThat(branch(A, third, 2, NEXT, ONE_RUN)).isEqualTo(new BranchAnswer(Result.FULL, now()));
        assertThat(facts()).isEqualTo(before);

        finish(A, first);
        assertThat(branch(A, third, 2, NEXT, ONE_RUN).result()).isEqualTo(Result.BRANCHED);
    }

    @Test
    void onlyALivingClaimOfANextOccurrenceIsTakenOut() {
        Claim claim = running(repeating("sync"), A);
        join(B);
        var before = facts();

        assertThat(branch(B, claim).result()).isEqualTo(Result.REFUSED);
        assertThat(branch(A, new ClaimRef(claim.handle(), claim.token() + 1), 1, NEXT, ONE_RUN)
                        .result())
                .isEqualTo(Result.REFUSED);
        assertThat(facts()).isEqualTo(before);

        branch(A, claim, 5, new After.Next(new Due.In(MINUTE)), ONE_RUN);
        assertThat(branch(A, claim, 5, NEXT, ONE_RUN).result()).isEqualTo(Result.REFUSED);
    }

    @Test
    void aJobThatDoesNotRepeatHasNothingToGoOnWith() {
        Claim claim = running(oneTime("invoice"), A);

        assertThat(branch(A, claim).result()).isEqualTo(Result.REFUSED);
    }

    @Test
    void whatHappenedToTheJobMeanwhileGoesFirst() {
        Claim changed = running(repeating("changed"), A);
        Claim stopped = running(repeating("stopped"), A);
        Claim removed = running(repeating("removed"), A);
        modify(repeating("changed"), AT_ONCE, AT_ONCE);
        stop("stopped");
        remove("removed");

        for (Claim claim : List.of(changed, stopped, removed)) {
            assertThat(branch(A, claim).result()).isEqualTo(Result.REFUSED);
        }
    }

    @Test
    void aDeadNodeEndsNoneByWhateverName() {
        Claim claim = running(repeating("sync"), A);
        branch(A, claim, 5, new After.Next(new Due.In(MINUTE)), ONE_RUN);
        store.recover(0, A, leaseEnd(A), 0);
        var before = facts();

        assertThat(finish(A, claim).accepted()).isFalse();
        assertThat(finish(A, named(claim)).accepted()).isFalse();
        assertThat(release(A, claim)).isZero();
        assertThat(facts()).isEqualTo(before);

        store.recover(0, A, Instant.EPOCH, 10);
    }

    @Test
    void aDeadNodeTakesNothingOut() {
        Claim claim = running(repeating("sync"), A);
        running(repeating("other"), A);
        store.recover(0, A, leaseEnd(A), 0);

        assertThat(branch(A, claim).result()).isEqualTo(Result.REFUSED);
    }

    @Test
    void onlyANextOccurrenceMayFollow() {
        Claim claim = running(repeating("sync"), A);

        for (After after : List.of(
                new After.Finished(),
                new After.Retry(SECOND),
                new After.Queued(now()),
                new After.Stopped("why"),
                new After.Failed("why"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> branch(A, claim, 1, after, ONE_RUN));
        }
        for (int most : List.of(0, JobStore.MAX_BRANCHES + 1)) {
            assertThatIllegalArgumentException().isThrownBy(() -> branch(A, claim, most, NEXT, ONE_RUN));
        }
    }

    // ---- how it ends

    @Test
    void itEndsByEitherOfItsNames() {
        Claim first = running(repeating("sync"), A);
        branch(A, first, 9, NEXT, ONE_RUN);
        Claim second = claimOne(A);
        branch(A, second, 9, new After.Next(new Due.In(MINUTE)), ONE_RUN);

        assertThat(succeedAndGoOn(A, first, AT_ONCE).accepted()).isTrue();
        assertThat(complete(A, ending(named(second), Outcome.SUCCEEDED, NEXT)).accepted())
                .isTrue();

        assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
        assertThat(find("sync").due()).contains(toMillis(in(MINUTE)));
        assertThat(counts("sync")).isEqualTo(new Counts(2, 0, 0, 0));
        assertThat(runs("sync")).extracting(RunRecord::token).containsExactlyInAnyOrder(first.token(), second.token());
        assertThat(facts().keySet()).noneMatch(fact -> fact.startsWith("branches/"));
    }

    @Test
    void whateverShallFollowItTheJobGoesOnByItself() {
        for (After after : List.of(
                new After.Finished(),
                new After.Next(AT_ONCE),
                new After.NextFire(0),
                new After.Queued(now()),
                new After.Stopped("why"),
                new After.Failed("why"))) {
            Claim claim = running(repeating("sync"), A);
            branch(A, claim, 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);

            assertThat(complete(A, claim, Outcome.FAILED, after).last()).isTrue();

            assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
            assertThat(find("sync").due()).contains(toMillis(in(MINUTE)));
            assertThat(counts("sync").runs()).isEqualTo(1);
            remove("sync");
        }
    }

    @Test
    void itEndsOnce() {
        Claim claim = running(repeating("sync"), A);
        branch(A, claim, 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);
        assertThat(store.complete(
                        call(),
                        0,
                        A,
                        List.of(ending(claim, Outcome.SUCCEEDED, NEXT), ending(named(claim), Outcome.FAILED, NEXT))))
                .extracting(answer -> answer.accepted())
                .containsExactly(true, false);

        assertThat(finish(A, claim).accepted()).isFalse();
        assertThat(runs("sync")).hasSize(1);
    }

    @Test
    void severalEndInOneCall() {
        Claim first = running(repeating("sync"), A);
        branch(A, first, 9, NEXT, ONE_RUN);
        Claim second = claimOne(A);
        branch(A, second, 9, NEXT, ONE_RUN);
        Claim third = claimOne(A);

        store.complete(
                call(),
                0,
                A,
                List.of(
                        ending(third, Outcome.SUCCEEDED, new After.Finished()),
                        ending(first, Outcome.SUCCEEDED, NEXT),
                        ending(second, Outcome.SUCCEEDED, NEXT)));

        assertThat(store.find(id("sync"))).isEmpty();
        assertThat(runs("sync")).hasSize(3);
    }

    @Test
    void itIsTriedAgainOnItsOwn() {
        Claim claim = running(repeating("sync"), A);
        branch(A, claim, 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);

        assertThat(failAndRetry(A, claim, SECOND).last()).isFalse();

        assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
        assertThat(find("sync").due()).contains(toMillis(in(MINUTE)));
        advance(SECOND);
        Claim again = claimOne(A);
        assertThat(again.handle()).isEqualTo(new Handle(id("sync"), claim.token()));
        assertThat(again.run()).isEqualTo(claim.run());
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.due()).isEqualTo(claim.due());
        assertThat(branch(A, again).result()).isEqualTo(Result.REFUSED);
        finish(A, again);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void oneThatWaitsForItsNextAttemptCountsAsOne() {
        Claim first = running(repeating("sync"), A);
        branch(A, first);
        failAndRetry(A, first, MINUTE);
        Claim second = claimOne(A);

        assertThat(branch(A, second).result()).isEqualTo(Result.FULL);
    }

    @Test
    void failuresInARowAreCountedWhereverTheyHappen() {
        Claim first = running(repeating("sync"), A);
        branch(A, first);
        Claim second = claimOne(A);

        complete(A, first, Outcome.FAILED, NEXT);
        assertThat(counts("sync").failedInARow()).isEqualTo(1);
        complete(A, second, Outcome.TIMED_OUT, new After.Next(new Due.In(MINUTE)));
        assertThat(counts("sync").failedInARow()).isEqualTo(2);
    }

    @Test
    void itIsHandedBackAsItWasClaimed() {
        Claim claim = running(repeating("sync"), A);
        branch(A, claim, 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);

        assertThat(release(A, claim)).isEqualTo(1);

        Claim again = claimOne(A);
        assertThat(again.handle()).isEqualTo(new Handle(id("sync"), claim.token()));
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.run()).isEqualTo(claim.run());
        assertThat(again.token()).isGreaterThan(claim.token());
        finish(A, again);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
    }

    @Test
    void itGoesOnElsewhereWhenItsNodeIsLost() {
        Claim claim = running(repeating("sync"), A);
        branch(A, claim, 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);

        assertThat(lose(A).lost()).extracting(RunRecord::token).containsExactly(claim.token());

        join(B);
        Claim again = claimOne(B);
        assertThat(again.handle()).isEqualTo(new Handle(id("sync"), claim.token()));
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.losses()).isEqualTo(1);
        finish(B, again);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
    }

    @Test
    void oneThatLosesItsNodeTooOftenIsGivenUpAndTheJobGoesOn() {
        Claim claim = running(repeating("sync"), A);
        branch(A, claim, 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);
        for (int i = 1; i < JobStore.MAX_LOSSES; i++) {
            lose(A);
            join(A);
            assertThat(claimAll(A)).hasSize(1);
        }

        assertThat(lose(A).lost().get(0).last()).isTrue();

        assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
    }

    // ---- the end of the sequence

    @Test
    void aJobStaysUntilTheLastOneHasEnded() {
        Claim first = running(repeating("sync"), A);
        branch(A, first, 9, NEXT, ONE_RUN);
        Claim second = claimOne(A);
        branch(A, second, 9, NEXT, ONE_RUN);
        Claim last = claimOne(A);

        finish(A, last);

        assertThat(find("sync")).satisfies(job -> {
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
            assertThat(job.due()).isEmpty();
            assertThat(job.counts().runs()).isEqualTo(3);
        });
        failAndRetry(A, first, SECOND);
        succeedAndGoOn(A, second, AT_ONCE);
        assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
        advance(SECOND);
        succeedAndGoOn(A, claimOne(A), AT_ONCE);
        assertThat(store.find(id("sync"))).isEmpty();
        assertThat(runs("sync")).hasSize(4);
    }

    @Test
    void aJobThatGoesOnAfterAllIsNotRemoved() {
        Claim first = running(repeating("sync"), A);
        branch(A, first);
        finish(A, claimOne(A));

        modify(repeating("sync"), new Due.In(MINUTE), AT_ONCE);
        succeedAndGoOn(A, first, AT_ONCE);

        assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
        assertThat(find("sync").due()).contains(toMillis(in(MINUTE)));
    }

    @Test
    void theLastOneThatIsGivenUpWaitsForAPerson() {
        Claim first = running(repeating("sync"), A);
        branch(A, first);
        finish(A, claimOne(A));
        for (int i = 1; i < JobStore.MAX_LOSSES; i++) {
            lose(A);
            join(A);
            claimOne(A);
        }

        lose(A);

        assertThat(find("sync")).satisfies(job -> {
            assertThat(job.state()).isEqualTo(JobState.FAILED);
            assertThat(job.note().orElseThrow().by()).isEqualTo(JobStore.BY_STORE);
        });
    }

    // ---- what people do

    @Test
    void aStopMarksAllAndClosesWhatWaits() {
        join(B);
        Claim retried = running(repeating("sync"), A);
        branch(A, retried, 9, NEXT, ONE_RUN);
        failAndRetry(A, retried, MINUTE);
        Claim out = claimOne(A);
        branch(A, out, 9, NEXT, ONE_RUN);
        Claim next = claimOne(B);
        forgetSignals();

        StopAnswer answer = stop("sync");

        assertThat(answer)
                .isEqualTo(new StopAnswer.Done(
                        now(), List.of(B, A), List.of(runs("sync").get(0))));
        assertThat(runs("sync").get(0)).satisfies(closed -> {
            assertThat(closed.run()).isEqualTo(retried.run().token());
            assertThat(closed.outcome()).isEqualTo(Outcome.STOPPED);
            assertThat(closed.detail()).isEqualTo("smaintenance");
        });
        assertThat(signals()).containsExactly(new Signal.Mark(B.toString()), new Signal.Mark(A.toString()));
        assertThat(marks(A)).containsExactly(Optional.of(Mark.STOP));
        assertThat(marks(B)).containsExactly(Optional.of(Mark.STOP));
        assertThat(stop("sync")).isEqualTo(new StopAnswer.Already(now(), List.of(B, A)));
        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Running(B));

        succeedAndGoOn(B, next, AT_ONCE);
        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Running(A));
        assertThat(failAndRetry(A, out, SECOND).last()).isTrue();
        assertThat(counts("sync").runs()).isEqualTo(3);
        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Started(now()));
    }

    @Test
    void aRemovedJobsIdIsFreeOnceAllHaveEnded() {
        join(B);
        Claim first = running(repeating("sync"), A);
        branch(A, first, 9, NEXT, ONE_RUN);
        Claim second = claimOne(A);
        branch(A, second, 9, NEXT, ONE_RUN);
        Claim third = claimOne(B);

        assertThat(remove("sync")).isEqualTo(new StopAnswer.Done(now(), List.of(B, A)));

        assertThat(store.find(id("sync"))).isEmpty();
        assertThat(marks(A)).containsExactly(Optional.of(Mark.REMOVE), Optional.of(Mark.REMOVE));
        assertThat(schedule(repeating("sync"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Ending(id("sync"), B));
        finish(B, third);
        assertThat(schedule(repeating("sync"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Ending(id("sync"), A));
        assertThat(failAndRetry(A, first, SECOND).last()).isTrue();
        release(A, second);
        assertThat(schedule(repeating("sync"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Created(now()));
    }

    @Test
    void aRemovedJobsIdIsFreeWhenAllEndInOneCall() {
        Claim first = running(repeating("sync"), A);
        branch(A, first);
        Claim second = claimOne(A);
        remove("sync");

        store.complete(
                call(), 0, A, List.of(ending(second, Outcome.SUCCEEDED, NEXT), ending(first, Outcome.SUCCEEDED, NEXT)));

        assertThat(schedule(repeating("sync"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Created(now()));
    }

    @Test
    void aRemovalClosesWhatWaits() {
        Claim claim = running(repeating("sync"), A);
        branch(A, claim, 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);
        failAndRetry(A, claim, SECOND);

        remove("sync");

        assertThat(runs("sync")).extracting(RunRecord::outcome).containsExactly(Outcome.STOPPED, Outcome.FAILED);
        advance(SECOND);
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void aChangeLetsThemEndAndClosesWhatWaits() {
        Claim retried = running(repeating("sync"), A);
        branch(A, retried, 9, NEXT, ONE_RUN);
        failAndRetry(A, retried, SECOND);
        Claim out = claimOne(A);
        branch(A, out, 9, new After.Next(new Due.In(MINUTE)), ONE_RUN);

        modify(withBody("new", inQueue(MAIL, repeating("sync"))), UNCHANGED, AT_ONCE);

        assertThat(runs("sync").get(0).detail()).isEqualTo("sreplaced");
        assertThat(failAndRetry(A, out, SECOND).last()).isTrue();
        assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
        assertThat(find("sync").due()).contains(toMillis(in(MINUTE)));
        assertThat(counts("sync").runs()).isEqualTo(2);
    }

    @Test
    void whatIsHandedBackAfterAStopOrAChangeIsClosed() {
        Claim stopped = running(repeating("stopped"), A);
        branch(A, stopped, 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);
        stop("stopped");
        Claim changed = running(repeating("changed"), A);
        branch(A, changed, 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);
        modify(repeating("changed"), UNCHANGED, AT_ONCE);

        assertThat(handBack(A, stopped, changed).closed())
                .extracting(RunRecord::detail)
                .containsExactly("smaintenance", "sreplaced");

        assertThat(counts("stopped")).isEqualTo(ONE_RUN);
        assertThat(counts("changed")).isEqualTo(ONE_RUN);
    }

    @Test
    void aJobThatFailedLetsThemEnd() {
        Claim out = running(repeating("sync"), A);
        branch(A, out);
        complete(A, claimOne(A), Outcome.FAILED, new After.Failed("broken"));

        assertThat(state("sync")).isEqualTo(JobState.RUNNING);
        assertThat(failAndRetry(A, out, SECOND).last()).isTrue();

        assertThat(state("sync")).isEqualTo(JobState.FAILED);
        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Started(now()));
    }

    // ---- fires

    @Test
    void theNextFireRunsBesideOneThatIsOut() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        fire("order-1");
        promote();
        Claim first = claimOne(A);
        fire("order-2");

        branch(A, first, 1, new After.Next(WAITING), ONE_RUN);

        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 2, "\"order-2\""));
    }

    @Test
    void itKeepsItsFireHoweverManyHaveComeSince() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        fire("order-1");
        promote();
        Claim first = claimOne(A);
        branch(A, first, 1, new After.Next(WAITING), ONE_RUN);
        for (int i = 2; i < 5; i++) {
            fire("order-" + i);
            promote();
            succeedAndGoOn(A, claimOne(A), WAITING);
        }

        failAndRetry(A, first, SECOND);
        advance(SECOND);
        Claim again = claimOne(A);
        assertThat(again.fire()).isEqualTo(first.fire());
        release(A, again);
        assertThat(claimOne(A).fire()).isEqualTo(first.fire());
    }

    @Test
    void firesThatShallNotWaitAreSkipped() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        fire("order-1");
        promote();
        Claim first = claimOne(A);
        fire("order-2");
        fire("order-3");

        branch(A, first, 1, new After.NextFire(1), ONE_RUN);

        assertThat(counts("pick")).isEqualTo(new Counts(1, 0, 1, 0));
        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 3, "\"order-3\""));
    }

    @Test
    void aJobWithoutNextFireWaitsWhileItIsOut() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        fire("order-1");
        promote();
        branch(A, claimOne(A), 1, new After.Next(WAITING), ONE_RUN);

        fire("order-2");
        promote();

        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 2, "\"order-2\""));
    }

    // ---- words

    private BranchAnswer branch(NodeId node, Claim claim) {
        return branch(node, claim, 1, NEXT, ONE_RUN);
    }

    private BranchAnswer branch(NodeId node, Claim claim, int most, After after, Counts counts) {
        return branch(node, ref(claim), most, after, counts);
    }

    private BranchAnswer branch(NodeId node, ClaimRef claim, int most, After after, Counts counts) {
        return store.branch(call(), new BranchRequest(0, node, claim, most, after, counts));
    }

    /** The claim by the name that it has since it was taken out. */
    private static Claim named(Claim claim) {
        return new Claim(
                new Handle(claim.handle().job(), claim.token()),
                claim.token(),
                claim.run(),
                claim.due(),
                claim.notBefore(),
                claim.attempt(),
                claim.losses(),
                claim.handedBack(),
                claim.job(),
                claim.counts(),
                claim.fire());
    }

    private List<Optional<Mark>> marks(NodeId node) {
        return beat(node).running().stream().map(Beat.Entry::mark).toList();
    }
}
