package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.Recovery;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code join}, {@code beat}, {@code leave}, {@code recover} and {@code nodes} promise. */
abstract class NodesContract extends StoreContract {

    // ---- join

    @Test
    void aNodeThatJoinsIsPresentForItsLease() {
        Instant time = store.join(new JoinRequest(0, A, LEASE, "{\"host\":\"a\"}"));

        assertThat(time).isEqualTo(now());
        assertThat(store.nodes(0)).containsExactly(new NodeRecord(A, in(LEASE), 0, "{\"host\":\"a\"}"));
    }

    @Test
    void joiningAgainIsARenewalWithTheNewInfo() {
        Claim claim = running(repeating("sync"), A);
        advance(SECOND);

        store.join(new JoinRequest(0, A, LEASE, "{\"version\":2}"));

        assertThat(store.nodes(0)).containsExactly(new NodeRecord(A, in(LEASE), 1, "{\"version\":2}"));
        assertThat(finish(A, claim).accepted()).isTrue();
    }

    @Test
    void joiningAgainAlwaysChangesTheEndOfTheLease() {
        join(A);
        join(A);

        assertThat(store.nodes(0))
                .extracting(NodeRecord::leaseEnd)
                .containsExactly(in(LEASE).plusMillis(1));
    }

    @Test
    void aNodeThatLeftMayJoinAgain() {
        join(A);
        store.leave(0, A);

        join(A);

        assertThat(store.nodes(0)).extracting(NodeRecord::node).containsExactly(A);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "a|b\n\u0000", "\u65e5\u672c \ud83d\ude00"})
    void theInfoOfANodeIsKeptAsItIs(String info) {
        store.join(new JoinRequest(0, A, LEASE, info));

        assertThat(store.nodes(0)).extracting(NodeRecord::info).containsExactly(info);
    }

    @Test
    void nodesAreAnsweredByTheirText() {
        join(B);
        join(new NodeId("node-a", "2"));
        join(A);

        assertThat(store.nodes(0)).extracting(NodeRecord::node).containsExactly(A, new NodeId("node-a", "2"), B);
    }

    @Test
    void theEndOfALeaseIsKeptInMilliseconds() {
        advance(MICRO.multipliedBy(1_999));
        join(A);

        assertThat(store.nodes(0))
                .singleElement()
                .satisfies(node ->
                        assertThat(node.leaseEnd()).isEqualTo(toMillis(now()).plus(LEASE)));
    }

    @Test
    void aDeadNodeDoesNotJoinAgain() {
        dyingWithClaimsOf("first", "second");
        var before = facts();

        assertThat(join(A)).isEqualTo(now());

        assertThat(facts()).isEqualTo(before);
        assertThat(beat(A).present()).isFalse();
    }

    @Test
    void aNodeJoinsUnderANewEpochWhileItsOldLifeIsWorkedOff() {
        dyingWithClaimsOf("first", "second");
        NodeId again = new NodeId(A.name(), "2");

        join(again);

        assertThat(store.nodes(0)).extracting(NodeRecord::node).containsExactly(again);
        assertThat(claimAll(again)).hasSize(1);
    }

    // ---- beat

    @Test
    void aBeatRenewsTheLease() {
        join(A);
        advance(SECOND);

        Beat beat = beat(A);

        assertThat(beat).isEqualTo(new Beat(true, now(), List.of(), Map.of(A, in(LEASE)), Optional.empty(), List.of()));
        assertThat(store.nodes(0)).extracting(NodeRecord::leaseEnd).containsExactly(in(LEASE));
    }

    @Test
    void aBeatAlwaysChangesTheEndOfTheLease() {
        join(A);
        Instant before = in(LEASE);

        for (int i = 0; i < 5; i++) {
            Instant end = leaseEnd(A);
            assertThat(end).isNotEqualTo(before).isBetween(in(LEASE), in(LEASE).plusMillis(1));
            before = end;
        }
    }

    @Test
    void aBeatRenewsALeaseThatHasPassed() {
        Claim claim = running(repeating("sync"), A);
        advance(LEASE.multipliedBy(100));

        assertThat(beat(A).nodes()).containsEntry(A, in(LEASE));
        assertThat(finish(A, claim).accepted()).isTrue();
    }

    @Test
    void aBeatMayBeOfAnotherLength() {
        join(A);

        assertThat(store.beat(new BeatRequest(0, A, MINUTE, List.of())).nodes()).containsEntry(A, in(MINUTE));
    }

    @Test
    void aBeatOfANodeThatIsNotThereSaysSo() {
        join(B);
        schedule(repeating("sync"), AT_ONCE);
        var before = facts();

        assertThat(beat(A)).isEqualTo(new Beat(false, now(), List.of(), Map.of(), Optional.empty(), List.of()));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aBeatOfADeadNodeSaysSoAndRenewsNothing() {
        dyingWithClaimsOf("first", "second");
        var before = facts();

        assertThat(beat(A)).isEqualTo(new Beat(false, now(), List.of(), Map.of(), Optional.empty(), List.of()));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aBeatAnswersEveryClaimOfTheNodeByTokenWithItsNumberAndMark() {
        Claim plain = running(repeating("plain"), A);
        Claim stopped = running(repeating("stopped"), A);
        running(repeating("other"), B);
        Claim removed = running(repeating("removed"), A);
        stop("stopped");
        remove("removed");

        assertThat(beat(A).running())
                .containsExactly(
                        new Beat.Entry(ref(plain), 1, Optional.empty()),
                        new Beat.Entry(ref(stopped), 2, Optional.of(Mark.STOP)),
                        new Beat.Entry(ref(removed), 3, Optional.of(Mark.REMOVE)));
    }

    @Test
    void aBeatAnswersTheLeaseOfEveryNodeAndWhichAreDead() {
        dyingWithClaimsOf("first", "second");
        advance(SECOND);
        join(B);

        assertThat(beat(new NodeId("node-c", "1")).nodes()).isEmpty();
        assertThat(beat(B).nodes())
                .isEqualTo(Map.of(A, Instant.EPOCH, B, in(LEASE).plusMillis(1)));
    }

    @Test
    void aBeatAnswersTheHeadOfTheQueuesAskedFor() {
        join(A);
        schedule(repeating("minute"), in(MINUTE));
        schedule(inQueue(MAIL, repeating("second")), in(SECOND));

        assertThat(beat(A, WORK).head()).contains(in(MINUTE));
        assertThat(beat(A, WORK, MAIL).head()).contains(in(SECOND));
        assertThat(beat(A, "nothing").head()).isEmpty();
    }

    @Test
    void aBeatNamesKeywordsWithFiresThatAreNotPromoted() {
        join(A);
        schedule(onKeyword("pick", "b"), WAITING);
        schedule(onKeyword("pack", "a"), WAITING);
        schedule(onKeyword("post", "a"), WAITING);
        assertThat(beat(A).fired()).isEmpty();
        fire("b", "1", "");
        fire("a", "1", "");
        assertThat(beat(A).fired()).containsExactly("a", "b");

        store.promote(0, "b", 10);
        store.promote(0, "a", 1);
        assertThat(beat(A).fired()).containsExactly("a");

        store.promote(0, "a", 1);
        fire("b", "2", "");
        assertThat(beat(A).fired()).isEmpty();
    }

    @Test
    void aBeatNamesTenKeywordsAtMost() {
        join(A);
        for (int i = 0; i < 12; i++) {
            schedule(onKeyword("job-" + i, "keyword-%02d".formatted(i)), WAITING);
            fire("keyword-%02d".formatted(i), "1", "");
        }

        assertThat(beat(A).fired())
                .isEqualTo(IntStream.range(0, 10)
                        .mapToObj("keyword-%02d"::formatted)
                        .toList());
    }

    // ---- leave

    @Test
    void aNodeThatHoldsNothingLeaves() {
        join(A);

        assertThat(store.leave(0, A)).isTrue();
        assertThat(store.nodes(0)).isEmpty();
        assertThat(store.leave(0, A)).isTrue();
    }

    @Test
    void aNodeThatHoldsClaimsDoesNotLeave() {
        Claim claim = running(repeating("sync"), A);
        var before = facts();

        assertThat(store.leave(0, A)).isFalse();
        assertThat(facts()).isEqualTo(before);

        release(A, claim);
        assertThat(store.leave(0, A)).isTrue();
    }

    @Test
    void aDeadNodeDoesNotLeaveBeforeItIsRecovered() {
        dyingWithClaimsOf("first", "second");

        assertThat(store.leave(0, A)).isFalse();
        assertThat(beat(B).present()).isFalse();
        assertThat(store.recover(0, A, Instant.EPOCH, 10).lost()).hasSize(1);
    }

    // ---- recover

    @Test
    void aLostAttemptIsPendingAtOnceAsTheNext() {
        Claim claim = running(repeating("sync"), A);
        advance(LEASE.plus(SECOND));

        Recovery recovery = lose(A);

        RunRecord record = new RunRecord(
                id("sync"),
                claim.token(),
                claim.token(),
                WORK,
                Outcome.LOST,
                1,
                false,
                claim.due(),
                claim.due(),
                now(),
                A,
                1,
                Optional.empty(),
                "");
        assertThat(recovery).isEqualTo(new Recovery(true, now(), List.of(record), false));
        assertThat(runs("sync")).containsExactly(record);
        assertThat(find("sync"))
                .isEqualTo(new JobRecord(
                        repeating("sync"),
                        JobState.SCHEDULED,
                        Optional.of(claim.due()),
                        Optional.of(now()),
                        2,
                        List.of(),
                        Counts.NONE,
                        Optional.empty()));
        join(B);
        Claim again = claimOne(B);
        assertThat(again.run()).isEqualTo(claim.run());
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.losses()).isEqualTo(1);
        assertThat(again.token()).isGreaterThan(claim.token());
    }

    @Test
    void aLostAttemptStartedWhenItWasClaimed() {
        join(A);
        schedule(repeating("sync"), now());
        advance(MICRO.multipliedBy(1_500_700));
        Instant claimed = now();
        claimOne(A);
        advance(MINUTE);

        assertThat(lose(A).lost()).singleElement().satisfies(run -> {
            assertThat(run.started()).isEqualTo(claimed);
            assertThat(run.finished()).isEqualTo(now());
        });
    }

    @Test
    void aNodeThatIsGoneCannotWrite() {
        Claim claim = running(repeating("sync"), A);
        lose(A);
        var before = facts();

        assertThat(beat(A).present()).isFalse();
        assertThat(claim(claiming(A, 10, WORK)).present()).isFalse();
        assertThat(release(A, claim)).isZero();
        assertThat(finish(A, claim).accepted()).isFalse();
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void theClaimsOfALaterLifeAreNotThoseOfTheDeadOne() {
        dyingWithClaimsOf("first", "second");
        NodeId again = new NodeId(A.name(), "2");
        join(again);
        Claim claim = claimOne(again);

        assertThat(store.recover(0, A, Instant.EPOCH, 10).lost())
                .extracting(run -> run.job().value())
                .containsExactly("second");
        assertThat(beat(again).running()).extracting(Beat.Entry::claim).containsExactly(ref(claim));
    }

    @Test
    void aNodeThatRenewedMeanwhileIsNotDead() {
        Claim claim = running(repeating("sync"), A);
        Instant seen = leaseEnd(A);
        advance(LEASE.multipliedBy(2));
        beat(A);
        var before = facts();

        assertThat(store.recover(0, A, seen, 10)).isEqualTo(new Recovery(false, now(), List.of(), false));
        assertThat(store.recover(0, A, Instant.EPOCH, 10).dead()).isFalse();
        assertThat(facts()).isEqualTo(before);
        assertThat(finish(A, claim).accepted()).isTrue();
    }

    @Test
    void aNodeThatRenewedInTheSameInstantIsNotDead() {
        running(repeating("sync"), A);
        Instant seen = leaseEnd(A);
        beat(A);

        assertThat(store.recover(0, A, seen, 10).dead()).isFalse();
    }

    @Test
    void aNodeIsDeadWhoeverSaysSoWhateverTheStoresClockSays() {
        running(repeating("sync"), A);
        Instant seen = leaseEnd(A);
        advance(Duration.ofHours(-1));

        assertThat(store.recover(0, A, seen, 10).lost()).hasSize(1);
    }

    @Test
    void aNodeThatIsNotThereIsNotDead() {
        assertThat(store.recover(0, A, now(), 10)).isEqualTo(new Recovery(false, now(), List.of(), false));
        assertThat(store.recover(0, A, Instant.EPOCH, 10).dead()).isFalse();
    }

    @Test
    void aNodeWithoutClaimsIsGoneAtOnce() {
        join(A);

        assertThat(lose(A)).isEqualTo(new Recovery(true, now(), List.of(), false));
        assertThat(store.nodes(0)).isEmpty();
        assertThat(facts()).isEmpty();
    }

    @Test
    void claimsAreFreedInStepsLowestTokenFirst() {
        Instant leaseEnd = Instant.MIN;
        for (String job : List.of("c", "a", "d", "b", "e")) {
            running(repeating(job), A);
            leaseEnd = leaseEnd(A);
        }

        Recovery first = store.recover(0, A, leaseEnd, 2);
        Recovery second = store.recover(0, A, leaseEnd, 2);
        Recovery third = store.recover(0, A, Instant.parse("1999-01-01T00:00:00Z"), 2);
        Recovery fourth = store.recover(0, A, leaseEnd, 2);

        assertThat(first.lost()).extracting(run -> run.job().value()).containsExactly("c", "a");
        assertThat(first.more()).isTrue();
        assertThat(second.lost()).extracting(run -> run.job().value()).containsExactly("d", "b");
        assertThat(second.more()).isTrue();
        assertThat(third.lost()).extracting(run -> run.job().value()).containsExactly("e");
        assertThat(third.more()).isFalse();
        assertThat(fourth).isEqualTo(new Recovery(false, now(), List.of(), false));
        assertThat(facts().keySet()).noneMatch(fact -> fact.startsWith("nodes/"));
    }

    @Test
    void aNodeIsDeclaredDeadAlsoWhenNothingShallBeFreed() {
        running(repeating("sync"), A);
        Instant seen = leaseEnd(A);

        assertThat(store.recover(0, A, seen, 0)).isEqualTo(new Recovery(true, now(), List.of(), true));

        assertThat(beat(A).present()).isFalse();
        assertThat(state("sync")).isEqualTo(JobState.RUNNING);
    }

    @Test
    void twoThatRecoverANodeShareTheWork() {
        List.of("a", "b", "c", "d", "e").forEach(job -> running(repeating(job), A));
        Instant seen = leaseEnd(A);

        List<String> lost = new ArrayList<>();
        for (int call = 0; call < 6; call++) {
            store.recover(0, A, seen, 1)
                    .lost()
                    .forEach(run -> lost.add(run.job().value()));
        }

        assertThat(lost).containsExactly("a", "b", "c", "d", "e");
        assertThat(List.of("a", "b", "c", "d", "e"))
                .allSatisfy(job -> assertThat(find(job).attempt()).isEqualTo(2));
    }

    @Test
    void whatWasFreedIsClaimedAgainWhileTheRestIsWorkedOff() {
        dyingWithClaimsOf("first", "second");
        join(B);
        Claim first = claimOne(B);

        store.recover(0, A, Instant.EPOCH, 10);

        assertThat(finish(B, first).accepted()).isTrue();
        assertThat(claimOne(B).handle().job()).isEqualTo(id("second"));
    }

    @Test
    void aJobMayBeStoppedWhileItsNodeIsWorkedOff() {
        dyingWithClaimsOf("first", "second");

        assertThat(stop("second")).isEqualTo(new StopAnswer.Done(now(), List.of(A)));
        assertThat(start("second", AT_ONCE)).isEqualTo(new StartAnswer.Running(A));

        assertThat(store.recover(0, A, Instant.EPOCH, 10).lost())
                .extracting(RunRecord::last)
                .containsExactly(true);
        assertThat(find("second").state()).isEqualTo(JobState.STOPPED);
        assertThat(find("second").running()).isEmpty();
    }

    @Test
    void aJobMayBeRemovedWhileItsNodeIsWorkedOff() {
        dyingWithClaimsOf("first", "second");

        assertThat(remove("second")).isEqualTo(new StopAnswer.Done(now(), List.of(A)));
        assertThat(schedule(repeating("second"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Ending(id("second"), A));

        store.recover(0, A, Instant.EPOCH, 10);
        assertThat(schedule(repeating("second"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Created(now()));
    }

    @Test
    void aJobMayBeChangedWhileItsNodeIsWorkedOff() {
        dyingWithClaimsOf("first", "second");

        modify(repeating("second"), UNCHANGED, new Due.In(MINUTE));

        assertThat(store.recover(0, A, Instant.EPOCH, 10).lost())
                .extracting(RunRecord::last)
                .containsExactly(true);
        assertThat(find("second").due()).contains(in(MINUTE));
        assertThat(find("second").attempt()).isEqualTo(1);
    }

    @Test
    void onlyTheClaimsOfTheDeadNodeAreFreed() {
        running(repeating("mine"), A);
        Claim other = running(repeating("other"), B);

        lose(A);

        assertThat(state("other")).isEqualTo(JobState.RUNNING);
        assertThat(finish(B, other).accepted()).isTrue();
    }

    @Test
    void aRunThatLosesItsNodeTooOftenMakesItsJobFailed() {
        schedule(repeating("sync"), AT_ONCE);
        List<RunRecord> lost = new ArrayList<>();
        for (int i = 0; i < JobStore.MAX_LOSSES; i++) {
            NodeId node = new NodeId("node-a", "" + i);
            join(node);
            assertThat(claimOne(node).losses()).isEqualTo(i);
            lost.addAll(lose(node).lost());
        }

        assertThat(lost).extracting(RunRecord::last).containsExactly(false, false, true);
        assertThat(lost).extracting(RunRecord::attempt).containsExactly(1, 2, 3);
        assertThat(find("sync").state()).isEqualTo(JobState.FAILED);
        assertThat(find("sync").note()).contains(new JobRecord.Note(now(), "lost its node 3 times", JobStore.BY_STORE));
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(runs("sync")).hasSize(3);
    }

    @Test
    void anOneTimeJobThatLostItsNodeTooOftenStartsAsANewRun() {
        schedule(oneTime("invoice"), AT_ONCE);
        for (int i = 0; i < JobStore.MAX_LOSSES; i++) {
            join(A);
            claimOne(A);
            lose(A);
        }
        assertThat(state("invoice")).isEqualTo(JobState.FAILED);
        assertThat(runs("invoice")).hasSize(3);

        start("invoice", AT_ONCE);

        join(A);
        Claim claim = claimOne(A);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(claim.losses()).isZero();
        assertThat(claim.run().token()).isEqualTo(claim.token());
    }

    @Test
    void aJobThatWasChangedIsNotFailedByTheLossesOfItsOldDefinition() {
        schedule(repeating("sync"), AT_ONCE);
        for (int i = 0; i < JobStore.MAX_LOSSES; i++) {
            join(A);
            claimOne(A);
            if (i == JobStore.MAX_LOSSES - 1) {
                modify(repeating("sync"), UNCHANGED, AT_ONCE);
            }
            lose(A);
        }

        assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
        join(B);
        assertThat(claimOne(B).losses()).isZero();
    }

    @Test
    void theRecordOfALossGoesToTheHeadOfTheListWhichIsNeverLonger() {
        Claim claim = running(repeating("sync"), A);
        Retention most = new Retention(JobStore.MAX_LISTED_RUNS, MINUTE);
        for (int i = 0; i < JobStore.MAX_LISTED_RUNS; i++) {
            complete(A, ending(claim, Outcome.SUCCEEDED, new After.Next(AT_ONCE), most));
            claim = claimOne(A);
        }

        lose(A);

        assertThat(store.runs(id("sync"), 1_000)).hasSize(JobStore.MAX_LISTED_RUNS);
        assertThat(runs("sync").get(0).outcome()).isEqualTo(Outcome.LOST);
    }

    @Test
    void aLostRetryStandsNowButKeepsItsPlan() {
        Claim first = running(oneTime("invoice"), A);
        failAndRetry(A, first, SECOND);
        advance(SECOND);
        Claim second = claimOne(A);
        advance(MINUTE);

        assertThat(lose(A).lost()).singleElement().satisfies(run -> {
            assertThat(run.run()).isEqualTo(first.token());
            assertThat(run.token()).isEqualTo(second.token());
            assertThat(run.attempt()).isEqualTo(2);
            assertThat(run.due()).isEqualTo(first.due());
            assertThat(run.started()).isEqualTo(now().minus(MINUTE));
        });
        assertThat(find("invoice").due()).contains(first.due());
        assertThat(find("invoice").notBefore()).contains(now());
        assertThat(find("invoice").attempt()).isEqualTo(3);
    }

    @Test
    void lossesAreThoseOfARun() {
        for (int i = 0; i < 2 * JobStore.MAX_LOSSES; i++) {
            if (i == 0) {
                running(repeating("sync"), A);
            } else {
                join(A);
                succeedAndGoOn(A, claimOne(A), AT_ONCE);
                claimOne(A);
            }
            lose(A);
        }

        assertThat(state("sync")).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void lossesAndRetriesAreBothAttempts() {
        Claim first = running(repeating("sync"), A);
        failAndRetry(A, first, Duration.ZERO);
        claimOne(A);
        lose(A);
        join(B);
        Claim third = claimOne(B);
        failAndRetry(B, third, Duration.ZERO);

        Claim fourth = claimOne(B);

        assertThat(third.attempt()).isEqualTo(3);
        assertThat(fourth.attempt()).isEqualTo(4);
        assertThat(fourth.losses()).isEqualTo(1);
        assertThat(fourth.run()).isEqualTo(first.run());
    }

    @Test
    void theLostAttemptOfAStoppedJobIsItsLast() {
        running(repeating("sync"), A);
        stop("sync");

        assertThat(lose(A).lost())
                .singleElement()
                .satisfies(run -> assertThat(run.last()).isTrue());

        assertThat(state("sync")).isEqualTo(JobState.STOPPED);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(runs("sync")).hasSize(1);
        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Started(now()));
    }

    @Test
    void theLostAttemptOfARemovedJobFreesItsIdAndIsNotKept() {
        running(repeating("sync"), A);
        remove("sync");

        assertThat(lose(A).lost())
                .singleElement()
                .satisfies(run -> assertThat(run.last()).isTrue());

        assertThat(runs("sync")).isEmpty();
        assertThat(facts().keySet()).noneMatch(fact -> fact.contains("sync"));
        assertThat(schedule(repeating("sync"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Created(now()));
    }

    @Test
    void theLostAttemptOfAChangedJobIsItsLastAndTheJobStandsWhereTheChangeSays() {
        Claim claim = running(repeating("sync"), A);
        modify(inQueue(MAIL, repeating("sync")), UNCHANGED, new Due.In(MINUTE));

        assertThat(lose(A).lost()).singleElement().satisfies(run -> {
            assertThat(run.last()).isTrue();
            assertThat(run.revision()).isEqualTo(1);
            assertThat(run.run()).isEqualTo(claim.token());
        });

        assertThat(find("sync").due()).contains(in(MINUTE));
        assertThat(find("sync").attempt()).isEqualTo(1);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(facts()).containsKey("due/" + MAIL + "/sync").doesNotContainKey("next/sync");
    }

    @Test
    void theLostAttemptOfAStoppedAndRevivedJobIsItsLast() {
        running(repeating("sync"), A);
        stop("sync");
        modify(reviving(change(repeating("sync"), UNCHANGED, new Due.In(MINUTE))));

        assertThat(lose(A).lost())
                .singleElement()
                .satisfies(run -> assertThat(run.last()).isTrue());
        assertThat(find("sync").due()).contains(in(MINUTE));
    }

    @Test
    void aLostRunKeepsItsFire() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        fire("order-1");
        promote();
        Claim claim = claimOne(A);
        fire("order-2");
        lose(A);
        join(B);

        assertThat(claimOne(B).fire()).isEqualTo(claim.fire());
    }

    @Test
    void theFiresOfAJobThatLostItsNodeTooOftenAreSkipped() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        fire("order-2");
        promote();
        for (int i = 0; i < JobStore.MAX_LOSSES; i++) {
            join(A);
            claimOne(A);
            lose(A);
        }

        assertThat(counts("pick")).isEqualTo(new Counts(1, 0, 1, 0));
        assertThat(fire("order-3")).isEqualTo(new FireAnswer.Reached(0, now()));
    }

    @Test
    void whatWasLostIsSignalled() {
        running(repeating("sync"), A);
        advance(MINUTE);
        forgetSignals();

        lose(A);

        assertThat(signals()).contains(new Signal.Head(WORK, now()));
    }

    @Test
    void tokensGrowOverALoss() {
        Claim claim = running(repeating("sync"), A);
        lose(A);
        advance(Duration.ofHours(-2));
        join(B);
        advance(Duration.ofHours(1));
        schedule(repeating("other"), AT_ONCE);

        assertThat(claimAll(B)).allSatisfy(later -> assertThat(later.token()).isGreaterThan(claim.token()));
    }

    // ---- words

    /** A node that holds the second of two claims, and was declared dead. */
    private void dyingWithClaimsOf(String first, String second) {
        running(repeating(first), A);
        running(repeating(second), A);
        Recovery recovery = store.recover(0, A, leaseEnd(A), 1);
        assertThat(recovery.more()).isTrue();
    }
}
