package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import io.distributedscheduler.store.StopRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code stop} and {@code start} promise. */
abstract class StoppingAndStartingContract extends StoreContract {

    // ---- stop

    @Test
    void aStoppedJobIsHeld() {
        schedule(repeating("sync"), in(SECOND));
        advance(MICRO.multipliedBy(1_500));

        assertThat(stop("sync")).isEqualTo(new StopAnswer.Done(now(), List.of()));

        assertThat(find("sync"))
                .isEqualTo(new JobRecord(
                        repeating("sync"),
                        JobState.STOPPED,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        List.of(),
                        Counts.NONE,
                        Optional.of(new JobRecord.Note(toMillis(now()), "maintenance", "ada"))));
        join(A);
        advance(MINUTE);
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void aRunningJobIsMarkedAndEndsOnItsNode() {
        Claim claim = running(repeating("sync"), A);
        forgetSignals();

        assertThat(stop("sync")).isEqualTo(new StopAnswer.Done(now(), List.of(A)));

        assertThat(signals()).contains(new Signal.Mark("node-a#1"));
        assertThat(beat(A).running()).containsExactly(new Beat.Entry(ref(claim), 1, Optional.of(Mark.STOP)));
        assertThat(find("sync"))
                .isEqualTo(new JobRecord(
                        repeating("sync"),
                        JobState.STOPPED,
                        Optional.of(claim.due()),
                        Optional.empty(),
                        1,
                        List.of(A),
                        Counts.NONE,
                        Optional.of(new JobRecord.Note(now(), "maintenance", "ada"))));
    }

    @Test
    void stoppingAgainSaysSoAndWhereItEnds() {
        Claim claim = running(repeating("sync"), A);
        stop("sync");
        advance(SECOND);
        var before = facts();

        assertThat(store.stop(
                        call(),
                        accounting(
                                in(MINUTE),
                                ONE_RUN,
                                new StopRequest(id("sync"), "another reason", "bob", Optional.empty()))))
                .isEqualTo(new StopAnswer.Already(now(), List.of(A)));
        assertThat(facts()).isEqualTo(before);

        succeedAndGoOn(A, claim, AT_ONCE);
        assertThat(stop("sync")).isEqualTo(new StopAnswer.Already(now(), List.of()));
    }

    @Test
    void aJobThatIsNotThereIsUnknown() {
        running(repeating("removed"), A);
        remove("removed");

        assertThat(stop("nothing")).isEqualTo(new StopAnswer.Unknown());
        assertThat(stop("removed")).isEqualTo(new StopAnswer.Unknown());
        assertThat(start("nothing")).isEqualTo(new StartAnswer.Unknown());
        assertThat(start("removed")).isEqualTo(new StartAnswer.Unknown());
    }

    @Test
    void aPendingRetryIsClosedWithTheReason() {
        Claim claim = running(repeating("sync"), A);
        failAndRetry(A, claim, MINUTE);
        advance(SECOND);

        StopAnswer answer = stop("sync");

        assertThat(answer)
                .isEqualTo(new StopAnswer.Done(
                        now(), List.of(), List.of(runs("sync").get(0))));
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
                        "smaintenance"));
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
        assertThat(facts()).doesNotContainKey("open/sync");
    }

    @Test
    void aPendingFirstAttemptLeavesNoRecord() {
        schedule(repeating("sync"), AT_ONCE);

        stop("sync");

        assertThat(runs("sync")).isEmpty();
        assertThat(counts("sync")).isEqualTo(Counts.NONE);
    }

    @Test
    void aFailedJobBecomesStopped() {
        complete(A, running(oneTime("invoice"), A), Outcome.FAILED, new After.Failed("gave up"));

        assertThat(stop("invoice")).isEqualTo(new StopAnswer.Done(now(), List.of()));

        assertThat(find("invoice").state()).isEqualTo(JobState.STOPPED);
        assertThat(find("invoice").note()).contains(new JobRecord.Note(now(), "maintenance", "ada"));
        assertThat(facts()).doesNotContainKey("failed/invoice");
    }

    @Test
    void aJobIsStoppedWithoutAReasonToo() {
        schedule(repeating("sync"), AT_ONCE);

        store.stop(call(), new StopRequest(id("sync"), "", "", Optional.empty()));

        assertThat(find("sync").note()).contains(new JobRecord.Note(now(), "", ""));
    }

    @Test
    void reasonsAreKeptAsTheyAre() {
        schedule(repeating("sync"), AT_ONCE);
        String reason = " a|b: \u65e5\u672c \ud83d\ude00, \\n {";

        store.stop(call(), new StopRequest(id("sync"), reason, "ada|bob", Optional.empty()));

        assertThat(find("sync").note()).contains(new JobRecord.Note(now(), reason, "ada|bob"));
    }

    @Test
    void reasonsAreKeptAsTheyAreInTheRecordOfAClosedRunToo() {
        failAndRetry(A, running(onKeyword("pick"), A), MINUTE);
        String reason = " a|b: \u65e5\u672c|";

        StopAnswer answer = store.stop(call(), new StopRequest(id("pick"), reason, "ada", Optional.empty()));

        assertThat(runs("pick").get(0).detail()).isEqualTo("s" + reason);
        assertThat(answer)
                .isEqualTo(new StopAnswer.Done(
                        now(), List.of(), List.of(runs("pick").get(0))));
    }

    @Test
    void whatWasToFollowAChangeIsForgotten() {
        running(repeating("sync"), A);
        modify(repeating("sync"), UNCHANGED, AT_ONCE);

        stop("sync");

        assertThat(facts()).doesNotContainKey("next/sync");
    }

    // ---- fires

    @Test
    void theFiresOfAStoppedJobAreSkipped() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        fire("order-2");
        promote();
        fire("order-3");

        stop("pick");

        assertThat(counts("pick")).isEqualTo(new Counts(0, 0, 3, 0));
        assertThat(facts().keySet()).noneMatch(fact -> fact.startsWith("fires/" + ORDER + "/"));
        assertThat(beat(A).fired()).isEmpty();
    }

    @Test
    void theFireThatARunningJobIsForCountsWhenItEnds() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        fire("order-2");
        promote();
        join(A);
        Claim claim = claimOne(A);

        stop("pick");
        assertThat(counts("pick")).isEqualTo(new Counts(0, 0, 1, 0));

        complete(A, claim, Outcome.STOPPED, new After.Next(WAITING));
        assertThat(counts("pick")).isEqualTo(new Counts(1, 0, 1, 0));
    }

    @Test
    void aStoppedKeywordJobIsNotReachedAndStartsWithTheFiresFromNowOn() {
        schedule(onKeyword("pick"), WAITING);
        schedule(onKeyword("pack"), WAITING);
        stop("pick");
        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(1, now()));

        assertThat(start("pick", WAITING)).isEqualTo(new StartAnswer.Started(now()));

        assertThat(state("pick")).isEqualTo(JobState.WAITING);
        assertThat(fire("order-2")).isEqualTo(new FireAnswer.Reached(2, now()));
        promote();
        join(A);
        assertThat(claimAll(A))
                .filteredOn(claim -> claim.job().id().equals(id("pick")))
                .singleElement()
                .satisfies(claim -> assertThat(claim.fire()).contains(new Fire(ORDER, 2, "\"order-2\"")));
    }

    // ---- accounting

    @Test
    void theAccountingOfAStopHoldsForWhatWasSeen() {
        schedule(repeating("sync"), in(MINUTE));
        var before = facts();

        assertThat(store.stop(call(), accounting(in(SECOND), ONE_RUN, stopping("sync"))))
                .isEqualTo(new StopAnswer.Conflict());
        assertThat(facts()).isEqualTo(before);

        assertThat(store.stop(call(), accounting(in(MINUTE), new Counts(0, 5, 0, 0), stopping("sync"))))
                .isEqualTo(new StopAnswer.Done(now(), List.of()));
        assertThat(counts("sync")).isEqualTo(new Counts(0, 5, 0, 0));
    }

    @Test
    void theAccountingOfAStopHoldsForARunningJob() {
        Claim claim = running(repeating("sync"), A);

        assertThat(store.stop(call(), accounting(claim.due(), new Counts(0, 0, 2, 0), stopping("sync"))))
                .isEqualTo(new StopAnswer.Done(now(), List.of(A)));
        assertThat(counts("sync")).isEqualTo(new Counts(0, 0, 2, 0));
    }

    @Test
    void theAccountingOfAStopDoesNotHoldForAnOccurrenceThatHasBegunMeanwhile() {
        schedule(repeating("sync"), now());
        StopRequest stop = accounting(Accounting.of(find("sync"), new Counts(0, 1, 0, 0)), stopping("sync"));
        join(A);
        Claim claim = claimOne(A);
        var before = facts();

        assertThat(store.stop(call(), stop)).isEqualTo(new StopAnswer.Conflict());
        assertThat(facts()).isEqualTo(before);

        failAndRetry(A, claim, MINUTE);
        assertThat(store.stop(call(), stop)).isEqualTo(new StopAnswer.Conflict());
        assertThat(store.stop(call(), accounting(Accounting.of(find("sync"), Counts.NONE), stopping("sync"))))
                .isInstanceOf(StopAnswer.Done.class);
        assertThat(counts("sync")).isEqualTo(ONE_RUN);
    }

    @Test
    void theAccountingOfAStopHasTheTicksThatHaveComeSince() {
        schedule(repeating("sync"), in(SECOND));
        StopRequest stop = upcoming("sync", Counts.NONE, in(SECOND), in(SECOND.multipliedBy(2)), in(MINUTE));

        advance(SECOND.multipliedBy(2));
        assertThat(store.stop(call(), stop)).isInstanceOf(StopAnswer.Done.class);

        assertThat(counts("sync")).isEqualTo(new Counts(0, 2, 0, 0));
    }

    @Test
    void theTicksThatComeWhileItRunsAreSkipped() {
        running(repeating("sync"), A);
        StopRequest stop = upcoming("sync", new Counts(0, 0, 1, 0), in(SECOND), in(MINUTE));

        advance(SECOND);
        assertThat(store.stop(call(), stop)).isInstanceOf(StopAnswer.Done.class);

        assertThat(counts("sync")).isEqualTo(new Counts(0, 0, 2, 0));
    }

    @Test
    void whereMoreTicksMayHaveComeThanTheAccountingSaysItIsAConflict() {
        schedule(repeating("sync"), in(SECOND));
        Instant[] ticks = IntStream.range(0, Accounting.MOST_UPCOMING)
                .mapToObj(i -> in(SECOND).plusMillis(i))
                .toArray(Instant[]::new);
        StopRequest stop = upcoming("sync", Counts.NONE, ticks);

        advance(SECOND.plusMillis(Accounting.MOST_UPCOMING - 1));
        var before = facts();
        assertThat(store.stop(call(), stop)).isEqualTo(new StopAnswer.Conflict());
        assertThat(facts()).isEqualTo(before);

        assertThat(store.stop(call(), upcoming("sync", Counts.NONE, Arrays.copyOf(ticks, ticks.length - 1))))
                .isInstanceOf(StopAnswer.Done.class);
        assertThat(counts("sync")).isEqualTo(new Counts(0, Accounting.MOST_UPCOMING - 1, 0, 0));
    }

    @Test
    void aJobThatDoesNotRepeatCountsNoTicks() {
        schedule(oneTime("invoice"), in(SECOND));
        StopRequest stop = upcoming("invoice", Counts.NONE, in(SECOND));

        advance(MINUTE);
        assertThat(store.stop(call(), stop)).isInstanceOf(StopAnswer.Done.class);
        assertThat(counts("invoice")).isEqualTo(Counts.NONE);
    }

    private StopRequest upcoming(String job, Counts counts, Instant... ticks) {
        return accounting(Accounting.of(find(job), counts, List.of(ticks)), stopping(job));
    }

    @Test
    void aWaitingOrFailedJobIsAConflictForAnyAccounting() {
        schedule(onKeyword("pick"), WAITING);
        complete(A, running(oneTime("invoice"), A), Outcome.FAILED, new After.Failed("gave up"));

        assertThat(store.stop(call(), accounting(now(), Counts.NONE, stopping("pick"))))
                .isEqualTo(new StopAnswer.Conflict());
        assertThat(store.stop(call(), accounting(now(), Counts.NONE, stopping("invoice"))))
                .isEqualTo(new StopAnswer.Conflict());
    }

    // ---- start

    @Test
    void aStoppedJobStartsAsANewRun() {
        Claim claim = running(repeating("sync"), A);
        failAndRetry(A, claim, MINUTE);
        stop("sync");

        assertThat(start("sync", new Due.In(SECOND))).isEqualTo(new StartAnswer.Started(now()));

        assertThat(find("sync").state()).isEqualTo(JobState.SCHEDULED);
        assertThat(find("sync").due()).contains(in(SECOND));
        assertThat(find("sync").note()).isEmpty();
        advance(SECOND);
        Claim next = claimOne(A);
        assertThat(next.attempt()).isEqualTo(1);
        assertThat(next.run().token()).isEqualTo(next.token());
    }

    @Test
    void aFailedJobStartsAsANewRun() {
        Claim claim = running(oneTime("invoice"), A);
        complete(A, claim, Outcome.FAILED, new After.Failed("gave up"));

        assertThat(start("invoice", AT_ONCE)).isEqualTo(new StartAnswer.Started(now()));

        assertThat(claimOne(A).run()).isNotEqualTo(claim.run());
        assertThat(facts()).doesNotContainKey("failed/invoice");
    }

    @Test
    void aJobThatIsPendingOrWaitsIsLeftAlone() {
        schedule(repeating("sync"), in(MINUTE));
        schedule(onKeyword("pick"), WAITING);
        var before = facts();

        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Nothing(JobState.SCHEDULED));
        assertThat(start("pick", AT_ONCE)).isEqualTo(new StartAnswer.Nothing(JobState.WAITING));
        assertThat(store.start(call(), id("sync"), 7, AT_ONCE)).isEqualTo(new StartAnswer.Nothing(JobState.SCHEDULED));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aJobThatRunsIsNotStarted() {
        running(repeating("sync"), A);
        var before = facts();

        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Running(A));
        assertThat(store.start(call(), id("sync"), 7, AT_ONCE)).isEqualTo(new StartAnswer.Running(A));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aJobThatStillEndsIsNotStarted() {
        Claim claim = running(repeating("sync"), A);
        stop("sync");
        var before = facts();

        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Running(A));
        assertThat(facts()).isEqualTo(before);

        complete(A, claim, Outcome.STOPPED, new After.Next(AT_ONCE));
        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Started(now()));
    }

    @Test
    void aJobThatStillEndsOnADeadNodeIsStartedOnceItIsRecovered() {
        running(repeating("sync"), A);
        stop("sync");
        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Running(A));

        lose(A);

        assertThat(start("sync", AT_ONCE)).isEqualTo(new StartAnswer.Started(now()));
    }

    @Test
    void anotherRevisionIsAConflict() {
        schedule(repeating("sync"), in(MINUTE));
        stop("sync");
        modify(repeating("sync"), AT_ONCE, AT_ONCE);
        var before = facts();

        assertThat(store.start(call(), id("sync"), 1, AT_ONCE)).isEqualTo(new StartAnswer.Conflict());
        assertThat(facts()).isEqualTo(before);
        assertThat(store.start(call(), id("sync"), 2, AT_ONCE)).isEqualTo(new StartAnswer.Started(now()));
    }

    @Test
    void aJobCannotStartWhereItStands() {
        schedule(repeating("sync"), in(MINUTE));
        stop("sync");

        assertThatIllegalArgumentException().isThrownBy(() -> start("sync", UNCHANGED));
        assertThat(state("sync")).isEqualTo(JobState.STOPPED);
    }

    @Test
    void aJobWithoutKeywordThatShallWaitNeedsAPerson() {
        schedule(repeating("sync"), in(MINUTE));
        stop("sync");

        assertThat(start("sync", WAITING)).isEqualTo(new StartAnswer.Started(now()));
        assertThat(state("sync")).isEqualTo(JobState.FAILED);
    }

    @Test
    void aStartedJobIsSignalled() {
        schedule(repeating("sync"), in(MINUTE));
        stop("sync");
        forgetSignals();

        start("sync", new Due.In(SECOND));

        assertThat(signals()).contains(new Signal.Head(WORK, in(SECOND)));
    }

    @Test
    void aJobIsStoppedAndStartedManyTimes() {
        schedule(onKeyword("pick"), WAITING);
        for (int i = 0; i < 5; i++) {
            assertThat(stop("pick")).isInstanceOf(StopAnswer.Done.class);
            assertThat(start("pick", WAITING)).isInstanceOf(StartAnswer.Started.class);
        }
        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(1, now()));
    }

    private StartAnswer start(String job) {
        return store.start(call(), id(job), 1, AT_ONCE);
    }
}
