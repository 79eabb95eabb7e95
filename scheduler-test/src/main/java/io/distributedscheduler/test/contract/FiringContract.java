package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.RunId;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.Promotion;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code fire} and {@code promote} promise. */
abstract class FiringContract extends StoreContract {

    private static final String REFUND = "refund";

    // ---- whom a fire reaches

    @Test
    void aFireReachesEveryJobOfItsKeywordThatIsNotHeld() {
        schedule(onKeyword("waiting"), WAITING);
        schedule(onKeyword("pending"), new Due.In(MINUTE));
        schedule(onKeyword("other", "other"), WAITING);
        schedule(repeating("none"), new Due.In(MINUTE));
        running(onKeyword("running"), A);
        schedule(onKeyword("stopped"), WAITING);
        stop("stopped");
        complete(A, running(onKeyword("failed"), A), Outcome.FAILED, new After.Failed("gave up"));
        schedule(onKeyword("removed"), WAITING);
        remove("removed");

        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(3, now()));
    }

    @Test
    void aFireThatReachesNobodyIsForgotten() {
        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(0, now()));
        assertThat(facts()).isEmpty();

        schedule(onKeyword("pick"), WAITING);
        assertThat(promote()).isFalse();
        assertThat(state("pick")).isEqualTo(JobState.WAITING);
    }

    @Test
    void aFireThatReachesNobodyIsNotCounted() {
        fire("order-1");
        schedule(onKeyword("pick"), WAITING);
        fire("order-2");
        promote();
        join(A);

        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 1, "\"order-2\""));
    }

    @Test
    void aJobThatRunsIsReachedAlsoWhileItIsMarkedByAChangeOnly() {
        Claim claim = running(onKeyword("pick"), A);
        modify(onKeyword("pick"), UNCHANGED, WAITING);

        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(1, now()));
        succeedAndGoOn(A, claim, AT_ONCE);
        assertThat(claimOne(A).fire())
                .hasValueSatisfying(fire -> assertThat(fire.number()).isEqualTo(1));
    }

    @Test
    void aStoppedJobThatStillRunsIsNotReached() {
        running(onKeyword("pick"), A);
        stop("pick");

        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(0, now()));
    }

    @Test
    void aJobThatStillEndsAfterItsRemovalIsNotReached() {
        running(onKeyword("pick"), A);
        remove("pick");

        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(0, now()));
    }

    @Test
    void aJobIsReachedByItsNewKeywordOnly() {
        schedule(onKeyword("pick"), WAITING);
        modify(onKeyword("pick", REFUND), WAITING, WAITING);

        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(0, now()));
        assertThat(fire(REFUND, "refund-1", "1")).isEqualTo(new FireAnswer.Reached(1, now()));

        store.promote(0, REFUND, 10);
        join(A);
        assertThat(claimOne(A).fire()).contains(new Fire(REFUND, 1, "1"));
    }

    @Test
    void aRunningJobIsReachedByItsNewKeywordAtOnce() {
        Claim claim = running(onKeyword("pick"), A);
        modify(onKeyword("pick", REFUND), WAITING, WAITING);

        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(0, now()));
        assertThat(fire(REFUND, "refund-1", "1")).isEqualTo(new FireAnswer.Reached(1, now()));

        succeedAndGoOn(A, claim, WAITING);
        assertThat(claimOne(A).fire()).contains(new Fire(REFUND, 1, "1"));
    }

    @Test
    void aJobIsNotReachedByFiresOfItsNewKeywordBeforeTheChange() {
        schedule(onKeyword("other", REFUND), WAITING);
        fire(REFUND, "refund-1", "1");
        schedule(onKeyword("pick"), WAITING);
        schedule(repeating("sync"), in(MINUTE));

        modify(onKeyword("pick", REFUND), WAITING, WAITING);
        modify(onKeyword("sync", REFUND), WAITING, WAITING);
        store.promote(0, REFUND, 10);

        assertThat(pending()).containsExactly("other");
        assertThat(fire(REFUND, "refund-2", "2")).isEqualTo(new FireAnswer.Reached(3, now()));
    }

    @Test
    void aJobThatLostItsKeywordIsNotReachedAnyMore() {
        schedule(onKeyword("pick"), WAITING);
        modify(repeating("pick"), AT_ONCE, AT_ONCE);

        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(0, now()));
    }

    @Test
    void anOneTimeJobIsReachedUntilItIsFinished() {
        schedule(new StoredJob(id("pick"), 1, WORK, ORDER, false, "once"), WAITING);
        fire("order-1");
        fire("order-2");
        promote();
        join(A);

        finish(A, claimOne(A));

        assertThat(fire("order-3")).isEqualTo(new FireAnswer.Reached(0, now()));
        assertThat(promote()).isFalse();
        assertThat(kept()).isEmpty();
    }

    // ---- promote

    @Test
    void aWaitingJobBecomesDueAtTheTimeOfTheFire() {
        schedule(onKeyword("pick"), WAITING);
        advance(MICRO.multipliedBy(2_500));
        fire("order-1");
        Instant fired = toMillis(now());
        assertThat(state("pick")).isEqualTo(JobState.WAITING);
        advance(MINUTE);

        assertThat(promote()).isFalse();

        assertThat(find("pick"))
                .isEqualTo(new JobRecord(
                        onKeyword("pick"),
                        JobState.SCHEDULED,
                        Optional.of(fired),
                        Optional.of(fired),
                        1,
                        List.of(),
                        Counts.NONE,
                        Optional.empty()));
        join(A);
        Claim claim = claimOne(A);
        assertThat(claim.fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
        assertThat(claim.run()).isEqualTo(new RunId(id("pick"), claim.token()));
        assertThat(claim.notBefore()).isEqualTo(fired);
    }

    @Test
    void aFiredJobMayBeClaimedInTheInstantOfTheFire() {
        schedule(onKeyword("pick"), WAITING);
        join(A);
        advance(MICRO.multipliedBy(999));
        fire("order-1");
        promote();

        assertThat(claimAll(A)).hasSize(1);
    }

    @Test
    void eachJobRunsOnceForEachFireInTheirOrder() {
        join(A);
        schedule(onKeyword("pick"), WAITING);
        schedule(onKeyword("pack"), WAITING);
        List<String> events = List.of("order-1", "order-2", "order-3");
        events.forEach(this::fire);
        promote();

        Map<String, List<String>> seen = new TreeMap<>();
        for (List<Claim> claims = claimAll(A); !claims.isEmpty(); claims = claimAll(A)) {
            for (Claim claim : claims) {
                seen.computeIfAbsent(claim.job().id().value(), job -> new ArrayList<>())
                        .add(claim.fire().orElseThrow().data().replace("\"", ""));
                succeedAndGoOn(A, claim, WAITING);
            }
        }

        assertThat(seen).isEqualTo(Map.of("pick", events, "pack", events));
        assertThat(state("pick")).isEqualTo(JobState.WAITING);
        assertThat(counts("pick")).isEqualTo(new Counts(3, 0, 0, 0));
    }

    @Test
    void aPromotionTellsHowFarTheFiresHaveCome() {
        assertThat(store.promote(0, ORDER, 10)).isEqualTo(Promotion.NONE);
        schedule(onKeyword("pick"), WAITING);
        assertThat(store.promote(0, ORDER, 10)).isEqualTo(Promotion.NONE);
        fire("1");
        fire("2");
        assertThat(store.promote(0, ORDER, 0)).isEqualTo(new Promotion(true, 2));
        assertThat(store.promote(0, ORDER, 1)).isEqualTo(new Promotion(false, 2));
        join(A);
        assertThat(claimOne(A).fire().orElseThrow().number()).isEqualTo(1);
        fire("3");
        assertThat(store.promote(0, ORDER, 10)).isEqualTo(new Promotion(false, 3));
        assertThat(store.promote(0, "another", 10)).isEqualTo(Promotion.NONE);
    }

    @Test
    void noMoreThanTheLimitAreMadePending() {
        for (int i = 0; i < 5; i++) {
            schedule(onKeyword("job-" + i), WAITING);
        }
        fire("order-1");

        assertThat(store.promote(0, ORDER, 2).more()).isTrue();
        assertThat(pending()).containsExactly("job-0", "job-1");
        assertThat(store.promote(0, ORDER, 2).more()).isTrue();
        assertThat(store.promote(0, ORDER, 1).more()).isFalse();
        assertThat(store.promote(0, ORDER, 2).more()).isFalse();
        assertThat(pending()).hasSize(5);
    }

    @Test
    void thoseThatHaveConsumedLeastGoFirstThenById() {
        schedule(onKeyword("z"), WAITING);
        schedule(onKeyword("x"), WAITING);
        fire("order-1");
        schedule(onKeyword("a"), WAITING);
        fire("order-2");

        store.promote(0, ORDER, 1);
        assertThat(pending()).containsExactly("x");
        store.promote(0, ORDER, 1);
        assertThat(pending()).containsExactly("x", "z");
        store.promote(0, ORDER, 1);
        assertThat(pending()).containsExactly("a", "x", "z");
    }

    @Test
    void thoseThatHaveConsumedAsMuchGoByTheBytesOfTheirIds() {
        List<String> ids = List.of("B", "a", "a b", "\u00e9", "\uff21", "\ud83d\ude00");
        List<String> mixed = new ArrayList<>(ids);
        Collections.shuffle(mixed, new Random(7));
        mixed.forEach(id -> schedule(onKeyword(id), WAITING));
        fire("order-1");

        for (int i = 1; i <= ids.size(); i++) {
            store.promote(0, ORDER, 1);
            assertThat(pending()).containsExactlyInAnyOrderElementsOf(ids.subList(0, i));
        }
    }

    @Test
    void aJobThatHasRunForAFireComesAfterThoseThatHaveNot() {
        join(A);
        schedule(onKeyword("a"), WAITING);
        schedule(onKeyword("b"), WAITING);
        fire("order-1");
        store.promote(0, ORDER, 1);
        succeedAndGoOn(A, claimOne(A), WAITING);
        fire("order-2");

        store.promote(0, ORDER, 1);

        Claim claim = claimOne(A);
        assertThat(claim.handle().job()).isEqualTo(id("b"));
        assertThat(claim.fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
        assertThat(state("a")).isEqualTo(JobState.WAITING);
    }

    @Test
    void thousandsOfJobsAreMadePendingInBoundedSteps() {
        for (int i = 0; i < 2_000; i += 500) {
            List<NewJob> some = IntStream.range(i, i + 500)
                    .mapToObj(number -> new NewJob(onKeyword("job-" + number), WAITING))
                    .toList();
            store.schedule(call(), some);
        }
        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(2_000, now()));

        List<Integer> pending = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = store.promote(0, ORDER, 300).more();
            pending.add(pending().size());
        }

        assertThat(pending).containsExactly(300, 600, 900, 1_200, 1_500, 1_800, 2_000);
    }

    @Test
    void promotingNoneAnswersWhetherThereAreAny() {
        schedule(onKeyword("pick"), WAITING);
        assertThat(store.promote(0, ORDER, 0).more()).isFalse();

        fire("order-1");

        assertThat(store.promote(0, ORDER, 0).more()).isTrue();
        assertThat(state("pick")).isEqualTo(JobState.WAITING);
    }

    @Test
    void onlyTheKeywordAskedForIsPromoted() {
        schedule(onKeyword("pick"), WAITING);
        schedule(onKeyword("pay-back", REFUND), WAITING);
        fire("order-1");
        fire(REFUND, "refund-1", "1");

        assertThat(promote()).isFalse();

        assertThat(pending()).containsExactly("pick");
    }

    @Test
    void promotingAgainChangesNothing() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        fire("order-2");
        promote();
        var before = facts();

        assertThat(promote()).isFalse();
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void aKeywordThatNobodyKnowsHasNothingToPromote() {
        assertThat(store.promote(0, "nothing", 10).more()).isFalse();
        assertThat(facts()).isEmpty();
    }

    @Test
    void aPendingJobTakesTheFireWhenItsRunHasEnded() {
        schedule(onKeyword("pick"), AT_ONCE);
        join(A);
        fire("order-1");
        assertThat(promote()).isFalse();

        Claim first = claimOne(A);
        assertThat(first.fire()).isEmpty();
        succeedAndGoOn(A, first, WAITING);

        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
    }

    @Test
    void aWaitingJobTakesTheFireWhenItIsPlacedAgain() {
        Claim claim = running(onKeyword("pick"), A);
        modify(onKeyword("pick"), UNCHANGED, WAITING);
        fire("order-1");

        release(A, claim);

        assertThat(claimOne(A).fire())
                .hasValueSatisfying(fire -> assertThat(fire.number()).isEqualTo(1));
    }

    @Test
    void firesWaitUntilARunHasBeenRetriedToItsEnd() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        promote();
        join(A);
        failAndRetry(A, claimOne(A), SECOND);
        fire("order-2");
        assertThat(promote()).isFalse();
        advance(SECOND);

        Claim retry = claimOne(A);
        complete(A, retry, Outcome.FAILED, new After.Next(WAITING));

        assertThat(retry.fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 2, "\"order-2\""));
    }

    @Test
    void firesWaitWhileAJobGoesOnAtAnInstant() {
        Claim claim = running(onKeyword("pick"), A);
        fire("order-1");

        succeedAndGoOn(A, claim, new Due.In(SECOND));
        assertThat(promote()).isFalse();
        advance(SECOND);
        Claim between = claimOne(A);
        succeedAndGoOn(A, between, WAITING);

        assertThat(between.fire()).isEmpty();
        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
    }

    @Test
    void firesKeepTheirOrderWhenTheStoresClockStepsBack() {
        Claim claim = running(onKeyword("pick"), A);
        fire("order-1");
        advance(Duration.ofHours(-1));
        fire("order-2");
        advance(Duration.ofHours(2));

        succeedAndGoOn(A, claim, WAITING);
        Claim first = claimOne(A);
        succeedAndGoOn(A, first, WAITING);

        assertThat(first.fire()).contains(new Fire(ORDER, 1, "\"order-1\""));
        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 2, "\"order-2\""));
    }

    @Test
    void everyFireIsRunOrSkipped() {
        join(A);
        schedule(onKeyword("pick"), WAITING);
        int fires = 0;
        int byHand = 0;
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i <= round % 3; i++) {
                fire("order-" + fires++);
            }
            promote();
            if (round % 4 != 0) {
                succeedAndGoOn(A, claimOne(A), WAITING);
            }
            if (round % 5 == 4) {
                modify(onKeyword("pick"), AT_ONCE, AT_ONCE);
                succeedAndGoOn(A, claimOne(A), WAITING);
                byHand++;
            }
        }
        stop("pick");

        assertThat(counts("pick").total()).isEqualTo(fires + byHand);
        assertThat(counts("pick").skipped()).isPositive();
    }

    // ---- events

    @Test
    void theSameEventIsOneFire() {
        schedule(onKeyword("pick"), WAITING);
        FireAnswer first = fire("order-1");
        advance(MINUTE);
        schedule(onKeyword("pack"), WAITING);
        var before = facts();

        assertThat(fire("order-1")).isEqualTo(first).isEqualTo(new FireAnswer.Reached(1, now().minus(MINUTE)));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void anEventThatReachedNobodyIsRememberedToo() {
        fire("order-1");
        schedule(onKeyword("pick"), WAITING);

        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(0, now()));
        promote();
        assertThat(state("pick")).isEqualTo(JobState.WAITING);
    }

    @Test
    void anEventIsRememberedForAnHour() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");

        advance(JobStore.EVENT_MEMORY.minusMillis(1));
        fire("order-1");
        assertThat(facts()).containsEntry("fires/" + ORDER, "1");

        advance(Duration.ofMillis(2));
        fire("order-1");
        assertThat(facts()).containsEntry("fires/" + ORDER, "2");
    }

    @Test
    void repeatingAnEventDoesNotProlongItsMemory() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        advance(JobStore.EVENT_MEMORY.minusMillis(1));
        fire("order-1");

        advance(Duration.ofMillis(1));

        assertThat(fire("order-1")).isEqualTo(new FireAnswer.Reached(1, now()));
    }

    @Test
    void manyEventsAreForgottenInTheirTime() {
        schedule(onKeyword("pick"), WAITING);
        IntStream.range(0, 300).forEach(i -> fire("order-" + i));

        advance(JobStore.EVENT_MEMORY);

        assertThat(fire("order-299")).isEqualTo(new FireAnswer.Reached(1, now()));
        assertThat(fire("order-0")).isEqualTo(new FireAnswer.Reached(1, now()));
    }

    @Test
    void theDataOfARepeatedEventIsThatOfTheFirst() {
        schedule(onKeyword("pick"), WAITING);
        fire(ORDER, "order-1", "1");
        fire(ORDER, "order-1", "2");
        promote();
        join(A);

        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 1, "1"));
    }

    @Test
    void theIdOfAnEventBelongsToItsKeyword() {
        schedule(onKeyword("pick", "one"), WAITING);
        schedule(onKeyword("pack", "two"), WAITING);

        assertThat(fire("one", "event", "")).isEqualTo(new FireAnswer.Reached(1, now()));
        assertThat(fire("two", "event", "")).isEqualTo(new FireAnswer.Reached(1, now()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b:c/d", "{a}b}:", " \u65e5\u672c \ud83d\ude00 ", "\u00e9", "0"})
    void anEventMayHaveAnyId(String event) {
        schedule(onKeyword("pick"), WAITING);

        assertThat(fire(event)).isEqualTo(new FireAnswer.Reached(1, now()));
        fire(event);

        assertThat(facts()).containsEntry("fires/" + ORDER, "1");
    }

    @Test
    void theDataOfAFireIsKeptAsItIs() {
        join(A);
        schedule(onKeyword("pick"), WAITING);
        List<String> data = List.of("", "{\"a\":\"|\\n\"}", "\"\u65e5\u672c \ud83d\ude00\"", "x".repeat(64 * 1024));
        for (int i = 0; i < data.size(); i++) {
            fire(ORDER, "order-" + i, data.get(i));
        }
        promote();

        for (String expected : data) {
            Claim claim = claimOne(A);
            assertThat(claim.fire().orElseThrow().data()).isEqualTo(expected);
            succeedAndGoOn(A, claim, WAITING);
        }
    }

    @Test
    void aFireIsKeptAsLongAsAJobMayNeedIt() {
        schedule(onKeyword("pick"), WAITING);
        schedule(onKeyword("pack"), WAITING);
        join(A);
        fire("order-1");
        fire("order-2");
        fire("order-3");
        promote();
        assertThat(kept()).containsExactly(1L, 2L, 3L);

        List<Claim> claims = claimAll(A);
        succeedAndGoOn(A, claims.get(0), WAITING);
        assertThat(kept()).containsExactly(1L, 2L, 3L);

        succeedAndGoOn(A, claims.get(1), WAITING);
        assertThat(kept()).containsExactly(2L, 3L);

        stop("pick");
        assertThat(kept()).containsExactly(2L, 3L);
        stop("pack");
        assertThat(kept()).isEmpty();
    }

    @Test
    void theDataOfAFireIsStoredOnce() {
        IntStream.range(0, 50).forEach(i -> schedule(onKeyword("job-" + i), WAITING));
        String data = "\"" + "x".repeat(64 * 1024) + "\"";

        fire(ORDER, "order-1", data);
        promote();

        assertThat(facts()).containsEntry("fires/" + ORDER + "/1", now().toEpochMilli() + "|" + data);
        assertThat(facts().values()).filteredOn(fact -> fact.contains("xxx")).hasSize(1);
        join(A);
        assertThat(claimAll(A))
                .hasSize(50)
                .allSatisfy(claim -> assertThat(claim.fire()).contains(new Fire(ORDER, 1, data)));
    }

    @Test
    void aFireIsKeptForTheRetryOfAnyJob() {
        join(A);
        schedule(onKeyword("pick"), WAITING);
        schedule(onKeyword("pack"), WAITING);
        fire("order-1");
        fire("order-2");
        promote();
        List<Claim> claims = claimAll(A);
        succeedAndGoOn(A, claims.get(0), WAITING);
        failAndRetry(A, claims.get(1), Duration.ZERO);

        assertThat(claimAll(A))
                .extracting(claim -> claim.fire().orElseThrow().data())
                .containsExactlyInAnyOrder("\"order-1\"", "\"order-2\"");
    }

    @Test
    void aFireGoesWithTheLastJobThatMayNeedIt() {
        List.of("removed", "changed", "stays").forEach(id -> schedule(onKeyword(id), WAITING));
        fire("order-1");

        remove("removed");
        modify(onKeyword("changed", REFUND), WAITING, WAITING);
        modify(onKeyword("stays"), new Due.In(MINUTE), WAITING);
        assertThat(kept()).containsExactly(1L);

        remove("stays");
        assertThat(kept()).isEmpty();
    }

    // ---- keywords that no job has any more

    @ParameterizedTest
    @EnumSource
    void aKeywordLeavesNothingOnceItsLastJobHasLeft(Leaving how) {
        schedule(onKeyword("first"), WAITING);
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        promote();
        remove("first");
        fire("order-2");
        assertThat(factsOfOrders()).isNotEmpty();

        leave("pick", how);

        assertThat(factsOfOrders()).isEmpty();
        schedule(onKeyword("next"), WAITING);
        assertThat(fire("order-3")).isEqualTo(new FireAnswer.Reached(1, now()));
        promote();
        join(A);
        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 1, "\"order-3\""));
    }

    private enum Leaving {
        REMOVED,
        STOPPED,
        FAILED,
        FINISHED,
        CHANGED,
        CHANGED_WHILE_IT_RUNS,
        WITHOUT_KEYWORD
    }

    private void leave(String job, Leaving how) {
        join(A);
        switch (how) {
            case REMOVED -> remove(job);
            case STOPPED -> stop(job);
            case FAILED -> complete(A, claimOne(A), Outcome.FAILED, new After.Failed("gave up"));
            case FINISHED -> finish(A, claimOne(A));
            case CHANGED -> modify(onKeyword(job, REFUND), WAITING, WAITING);
            case CHANGED_WHILE_IT_RUNS -> {
                claimOne(A);
                modify(onKeyword(job, REFUND), WAITING, WAITING);
            }
            case WITHOUT_KEYWORD -> modify(repeating(job), new Due.In(MINUTE), new Due.In(MINUTE));
        }
    }

    @Test
    void firesThatReachNobodyLeaveNothing() {
        fire("order-1");
        promote();

        assertThat(facts()).isEmpty();
    }

    @Test
    void firesAreCountedOnWhileAJobHasTheirKeyword() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        promote();
        modify(onKeyword("pick"), UNCHANGED, WAITING);
        schedule(onKeyword("pack"), WAITING);
        remove("pick");
        fire("order-2");
        promote();
        join(A);

        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 2, "\"order-2\""));
    }

    @Test
    void aClaimMayOutliveWhatIsKnownOfItsFire() {
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        promote();
        join(A);
        Claim claim = claimOne(A);
        stop("pick");
        assertThat(factsOfOrders()).isEmpty();
        modify(reviving(change(onKeyword("pick"), WAITING, WAITING)));
        fire("order-2");

        assertThat(succeedAndGoOn(A, claim, WAITING).last()).isTrue();

        assertThat(runs("pick")).extracting(RunRecord::keyword).containsExactly(Optional.of(ORDER));
        assertThat(claimOne(A).fire()).contains(new Fire(ORDER, 1, "\"order-2\""));
        assertThat(counts("pick")).isEqualTo(new Counts(1, 0, 0, 0));
    }

    // ---- the queue of fires

    @Test
    void aThousandFiresMayWaitForAJob() {
        schedule(onKeyword("pick"), WAITING);
        schedule(onKeyword("pack"), WAITING);
        for (int i = 0; i < JobStore.MAX_QUEUED_FIRES; i++) {
            assertThat(fire(ORDER, "order-" + i, "")).isEqualTo(new FireAnswer.Reached(2, now()));
        }
        var before = facts();

        assertThat(fire("one-too-many")).isEqualTo(new FireAnswer.Full());
        assertThat(facts()).isEqualTo(before);

        store.promote(0, ORDER, 1);
        assertThat(fire("one-too-many")).isEqualTo(new FireAnswer.Full());
        store.promote(0, ORDER, 1);
        assertThat(fire("one-too-many")).isEqualTo(new FireAnswer.Reached(2, now()));
        assertThat(fire("two-too-many")).isEqualTo(new FireAnswer.Full());
    }

    @Test
    void aRepeatedEventIsAnsweredAlsoWhenTheQueueIsFull() {
        schedule(onKeyword("pick"), WAITING);
        for (int i = 0; i < JobStore.MAX_QUEUED_FIRES; i++) {
            fire(ORDER, "order-" + i, "");
        }

        assertThat(fire(ORDER, "order-999", "")).isEqualTo(new FireAnswer.Reached(1, now()));
    }

    @Test
    void aThousandFiresMayWaitForAJobThatRuns() {
        Claim claim = running(onKeyword("pick"), A);
        fireUntilFull();
        assertThat(fire("one-too-many")).isEqualTo(new FireAnswer.Full());

        succeedAndGoOn(A, claim, WAITING);

        assertThat(fire("one-too-many")).isEqualTo(new FireAnswer.Reached(1, now()));
        assertThat(fire("two-too-many")).isEqualTo(new FireAnswer.Full());
    }

    @Test
    void aFireThatIsRefusedReachesNobodyElse() {
        running(onKeyword("slow"), A);
        fireUntilFull();
        schedule(onKeyword("new"), WAITING);
        forgetSignals();

        assertThat(fire("one-too-many")).isEqualTo(new FireAnswer.Full());

        assertThat(signals()).isEmpty();
        assertThat(promote()).isFalse();
        assertThat(state("new")).isEqualTo(JobState.WAITING);
    }

    @Test
    void aKeywordThatIsFullHoldsUpNoOther() {
        running(onKeyword("pick"), A);
        schedule(onKeyword("pay-back", REFUND), WAITING);
        fireUntilFull();

        assertThat(fire(REFUND, "refund-1", "1")).isEqualTo(new FireAnswer.Reached(1, now()));
    }

    @Test
    void aJobThatIsStoppedMakesRoom() {
        schedule(onKeyword("pick"), WAITING);
        for (int i = 0; i < JobStore.MAX_QUEUED_FIRES; i++) {
            fire(ORDER, "order-" + i, "");
        }

        stop("pick");
        start("pick", WAITING);

        assertThat(fire("next")).isEqualTo(new FireAnswer.Reached(1, now()));
        assertThat(counts("pick")).isEqualTo(new Counts(0, 0, JobStore.MAX_QUEUED_FIRES, 0));
    }

    // ---- signals

    @Test
    void aFireThatReachesAJobIsSignalled() {
        schedule(onKeyword("pick"), WAITING);
        forgetSignals();
        fire("order-1");
        assertThat(signals()).contains(new Signal.Fired(ORDER));

        promote();
        assertThat(signals()).contains(new Signal.Head(WORK, now()));
    }

    @Test
    void aFireThatIsQueuedIsSignalledToo() {
        running(onKeyword("pick"), A);
        forgetSignals();

        fire("order-1");

        assertThat(signals()).containsExactly(new Signal.Fired(ORDER));
    }

    @Test
    void aFireThatReachesNobodyIsNotSignalled() {
        schedule(onKeyword("pay-back", REFUND), WAITING);
        forgetSignals();

        fire("order-1");

        assertThat(signals()).isEmpty();
    }

    @Test
    void thePromotionOfSeveralQueuesIsSignalledForEach() {
        schedule(onKeyword("pick"), WAITING);
        schedule(inQueue(MAIL, onKeyword("tell")), WAITING);
        Instant fired = now();
        fire("order-1");
        forgetSignals();

        promote();

        assertThat(signals()).contains(new Signal.Head(WORK, fired), new Signal.Head(MAIL, fired));
    }

    // ---- words

    private void fireUntilFull() {
        for (int i = 0; i < JobStore.MAX_QUEUED_FIRES; i++) {
            assertThat(fire(ORDER, "order-" + i, "")).isInstanceOf(FireAnswer.Reached.class);
        }
    }

    private List<String> pending() {
        return facts().keySet().stream()
                .filter(fact -> fact.startsWith("due/" + WORK + "/"))
                .map(fact -> fact.substring(("due/" + WORK + "/").length()))
                .toList();
    }

    private Map<String, String> factsOfOrders() {
        Map<String, String> facts = new TreeMap<>(facts());
        facts.keySet().removeIf(fact -> !fact.matches("(keyword|waiting|fires)/" + ORDER + "(/.*)?"));
        return facts;
    }

    private List<Long> kept() {
        return facts().keySet().stream()
                .filter(fact -> fact.startsWith("fires/" + ORDER + "/"))
                .map(fact -> Long.parseLong(fact.substring(("fires/" + ORDER + "/").length())))
                .toList();
    }
}
