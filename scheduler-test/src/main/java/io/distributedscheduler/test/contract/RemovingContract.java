package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StopAnswer;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.TrimLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code remove} promises. */
abstract class RemovingContract extends StoreContract {

    private static final TrimLimits MANY = new TrimLimits(1_000, Duration.ofDays(1));

    @Test
    void aRemovedJobIsGone() {
        schedule(repeating("sync"), AT_ONCE);

        assertThat(remove("sync")).isEqualTo(new StopAnswer.Done(now(), List.of()));

        assertThat(store.find(id("sync"))).isEmpty();
        assertThat(facts()).isEmpty();
        join(A);
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void aJobIsRemovedInWhateverState() {
        failAndRetry(A, running(repeating("retried"), A), MINUTE);
        schedule(repeating("stopped"), AT_ONCE);
        stop("stopped");
        complete(A, running(oneTime("failed"), A), Outcome.FAILED, new After.Failed("gave up"));
        schedule(onKeyword("waiting"), WAITING);
        schedule(onKeyword("fired"), WAITING);
        fire("order-1");
        store.promote(0, ORDER, 1);

        for (String job : List.of("stopped", "failed", "waiting", "fired", "retried")) {
            assertThat(remove(job, Retention.NONE)).isInstanceOf(StopAnswer.Done.class);
        }

        assertThat(facts().keySet()).containsExactlyInAnyOrder("meta/token", "nodes/" + A);
    }

    @Test
    void aJobThatIsNotThereIsUnknown() {
        assertThat(remove("sync")).isEqualTo(new StopAnswer.Unknown());

        schedule(repeating("sync"), AT_ONCE);
        remove("sync");
        assertThat(remove("sync")).isEqualTo(new StopAnswer.Unknown());
    }

    @Test
    void aRunningJobIsMarkedAndItsIdIsTakenUntilItHasEnded() {
        Claim claim = running(repeating("sync"), A);
        forgetSignals();

        assertThat(remove("sync")).isEqualTo(new StopAnswer.Done(now(), List.of(A)));

        assertThat(signals()).contains(new Signal.Mark("node-a#1"));
        assertThat(store.find(id("sync"))).isEmpty();
        assertThat(facts()).containsEntry("ending/sync", "node-a#1");
        assertThat(beat(A).running()).containsExactly(new Beat.Entry(ref(claim), 1, Optional.of(Mark.REMOVE)));
        assertThat(schedule(repeating("sync"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Ending(id("sync"), A));

        succeedAndGoOn(A, claim, AT_ONCE);
        assertThat(facts()).doesNotContainKey("ending/sync");
        assertThat(schedule(repeating("sync"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Created(now()));
    }

    @Test
    void aStoppedJobThatStillEndsIsMarkedAnew() {
        running(repeating("sync"), A);
        stop("sync");

        assertThat(remove("sync")).isEqualTo(new StopAnswer.Done(now(), List.of(A)));

        assertThat(beat(A).running()).extracting(Beat.Entry::mark).containsExactly(Optional.of(Mark.REMOVE));
    }

    @Test
    void aJobThatStillEndsIsRemovedOnce() {
        running(repeating("sync"), A);
        remove("sync");
        var before = facts();

        assertThat(remove("sync")).isEqualTo(new StopAnswer.Unknown());
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void theCountsAreGoneWithTheJob() {
        Claim claim = running(repeating("sync"), A);
        succeedAndGoOn(A, claim, AT_ONCE);
        remove("sync");

        schedule(repeating("sync"), AT_ONCE);

        assertThat(counts("sync")).isEqualTo(Counts.NONE);
    }

    @Test
    void theAccountingOfARemovalHoldsForWhatWasSeen() {
        schedule(repeating("sync"), in(MINUTE));
        var before = facts();

        assertThat(store.remove(call(), accounting(in(SECOND), ONE_RUN, stopping("sync")), KEPT))
                .isEqualTo(new StopAnswer.Conflict());
        assertThat(facts()).isEqualTo(before);

        assertThat(store.remove(call(), accounting(in(MINUTE), ONE_RUN, stopping("sync")), KEPT))
                .isEqualTo(new StopAnswer.Done(now(), List.of()));
    }

    @Test
    void theAccountingOfARemovalDoesNotHoldForAnOccurrenceThatHasBegunMeanwhile() {
        schedule(repeating("sync"), now());
        StopRequest removal = accounting(Accounting.of(find("sync"), new Counts(0, 1, 0, 0)), stopping("sync"));
        join(A);
        claimOne(A);

        assertThat(store.remove(call(), removal, KEPT)).isEqualTo(new StopAnswer.Conflict());
        assertThat(find("sync").running()).containsExactly(A);
    }

    @Test
    void keptRunsStay() {
        Claim claim = running(repeating("sync"), A);
        succeedAndGoOn(A, claim, AT_ONCE);
        List<RunRecord> before = runs("sync");

        remove("sync");

        assertThat(runs("sync")).isEqualTo(before).hasSize(1);
    }

    @Test
    void keptRunsGoWhereNothingShallBeKept() {
        Claim claim = running(repeating("sync"), A);
        succeedAndGoOn(A, claim, AT_ONCE);

        remove("sync", Retention.NONE);

        assertThat(runs("sync")).isEmpty();
    }

    @Test
    void aPendingRetryIsAnsweredAlsoWhereNothingShallBeKept() {
        Claim claim = running(oneTime("invoice"), A);
        failAndRetry(A, claim, MINUTE);

        assertThat(remove("invoice", Retention.NONE))
                .isInstanceOfSatisfying(
                        StopAnswer.Done.class,
                        done -> assertThat(done.closed())
                                .singleElement()
                                .extracting(RunRecord::job, RunRecord::run, RunRecord::attempt, RunRecord::detail)
                                .containsExactly(id("invoice"), claim.token(), 2, "smaintenance"));
        assertThat(runs("invoice")).isEmpty();
    }

    @Test
    void aPendingRetryIsClosedWithTheReason() {
        Claim claim = running(oneTime("invoice"), A);
        failAndRetry(A, claim, MINUTE);
        advance(SECOND);

        StopAnswer answer = remove("invoice");

        assertThat(answer)
                .isEqualTo(new StopAnswer.Done(
                        now(), List.of(), List.of(runs("invoice").get(0))));
        assertThat(runs("invoice"))
                .extracting(RunRecord::outcome, RunRecord::attempt, RunRecord::last, RunRecord::detail, RunRecord::node)
                .containsExactly(
                        tuple(Outcome.STOPPED, 2, true, "smaintenance", NodeId.NONE),
                        tuple(Outcome.FAILED, 1, false, "r42", A));
    }

    @Test
    void removalDoesNotKeepAnOlderResultForLonger() {
        finish(A, running(oneTime("invoice"), A));
        Duration left = KEPT.keepFor();
        schedule(oneTime("invoice"), in(MINUTE));

        remove("invoice", new Retention(20, left.multipliedBy(3)));

        advance(left.minusMillis(1));
        store.trim(0, MANY, 100);
        assertThat(runs("invoice")).hasSize(1);
        advance(Duration.ofMillis(2));
        store.trim(0, MANY, 100);
        assertThat(runs("invoice")).isEmpty();
    }

    @Test
    void removalKeepsTheListForLongerThanTheOlderResult() {
        finish(A, running(oneTime("invoice"), A));
        Duration left = KEPT.keepFor();
        succeedAndGoOn(A, running(repeating("invoice"), A), new Due.In(MINUTE));

        remove("invoice", new Retention(20, left.multipliedBy(3)));

        advance(left.multipliedBy(3).minusMillis(1));
        store.trim(0, MANY, 100);
        assertThat(runs("invoice")).hasSize(2);
        advance(Duration.ofMillis(2));
        store.trim(0, MANY, 100);
        assertThat(runs("invoice")).isEmpty();
    }

    @Test
    void aRemovedKeywordJobIsNotReached() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");

        remove("pick");

        assertThat(fire("order-2")).isEqualTo(new FireAnswer.Reached(0, now()));
        assertThat(promote()).isFalse();
        assertThat(facts()).isEmpty();
    }

    @Test
    void whatIsRecordedOfADeclaredJobStays() {
        schedule(repeating("sync"), AT_ONCE);
        store.declare(id("sync"), null, "application-a");

        remove("sync");

        assertThat(store.declarations(0)).isEqualTo(Map.of(id("sync"), "application-a"));
    }
}
