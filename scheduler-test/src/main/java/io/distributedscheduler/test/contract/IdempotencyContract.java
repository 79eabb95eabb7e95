package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.LateCallException;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StopAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every call that changes something promises when it arrives twice, or late. */
abstract class IdempotencyContract extends StoreContract {

    /** One call of each kind and outcome, on a store that {@link #prepare} has filled. */
    enum Verb {
        SCHEDULE,
        SCHEDULE_TAKEN,
        SCHEDULE_ENDING,
        MODIFY,
        MODIFY_RUNNING,
        MODIFY_RETRY,
        MODIFY_CONFLICT,
        STOP,
        STOP_RUNNING,
        STOP_STOPPED,
        STOP_RETRY,
        STOP_UNKNOWN,
        START,
        START_RUNNING,
        START_PENDING,
        REMOVE,
        REMOVE_RUNNING,
        REMOVE_RETRY,
        REMOVE_UNKNOWN,
        FIRE,
        FIRE_NOBODY,
        BRANCH,
        BRANCH_FULL,
        BRANCH_REFUSED,
        COMPLETE,
        COMPLETE_RETRY,
        COMPLETE_REJECTED
    }

    private Claim held;
    private Claim full;

    @BeforeEach
    void prepare() {
        held = running(repeating("running"), A);
        schedule(repeating("pending"), in(MINUTE));
        schedule(repeating("stopped"), in(MINUTE));
        stop("stopped");
        running(repeating("ending"), A);
        remove("ending");
        schedule(onKeyword("waiting"), WAITING);
        failAndRetry(A, running(repeating("retried"), A), MINUTE);
        Claim out = running(repeating("full"), A);
        store.branch(call(), new BranchRequest(0, A, ref(out), 1, new After.Next(AT_ONCE), ONE_RUN));
        full = claimOne(A);
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatArrivesTwiceTakesEffectOnce(Verb verb) {
        Function<Call, Object> send = request(verb);
        Call call = call();
        Object first = send.apply(call);
        var after = facts();
        advance(SECOND.dividedBy(2));

        Object again = send.apply(call);

        assertThat(again).isEqualTo(first);
        assertThat(facts()).isEqualTo(after);
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatArrivesAgainAfterOthersTakesNoEffect(Verb verb) {
        Function<Call, Object> send = request(verb);
        Call call = call();
        Object first = send.apply(call);
        for (Verb other : Verb.values()) {
            request(other).apply(call());
        }
        var after = facts();

        Object again = send.apply(call);

        assertThat(again).isEqualTo(first);
        assertThat(facts()).isEqualTo(after);
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatArrivesLateTakesNoEffect(Verb verb) {
        Function<Call, Object> send = request(verb);
        Call call = call();
        var before = facts();
        advance(SECOND.plusMillis(1));

        assertThatExceptionOfType(LateCallException.class)
                .isThrownBy(() -> send.apply(call))
                .satisfies(late -> assertThat(late.storeTime()).isEqualTo(now()));
        assertThat(facts()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatTookEffectIsAnsweredAsItWasWhileItIsRemembered(Verb verb) {
        Function<Call, Object> send = request(verb);
        Call call = call();
        Object first = send.apply(call);
        var after = facts();
        advance(SECOND.plus(JobStore.CALL_MEMORY));

        assertThat(send.apply(call)).isEqualTo(first);
        assertThat(send.apply(again(call))).isEqualTo(first);
        assertThat(facts()).isEqualTo(after);
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsRememberedNoLongerIsInDoubt(Verb verb) {
        Function<Call, Object> send = request(verb);
        Call call = call();
        send.apply(call);
        var after = facts();
        advance(SECOND.plus(JobStore.CALL_MEMORY).plus(MICRO));

        assertThatExceptionOfType(LateCallException.class)
                .isThrownBy(() -> send.apply(call))
                .satisfies(late -> assertThat(late.inDoubt()).isTrue());
        assertThat(facts()).isEqualTo(after);
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsLateAndNotInDoubtTakesEffectWhenItIsMadeAgain(Verb verb) {
        Function<Call, Object> send = request(verb);
        Call call = call();
        advance(SECOND.plus(JobStore.CALL_MEMORY));
        assertThatExceptionOfType(LateCallException.class)
                .isThrownBy(() -> send.apply(call))
                .satisfies(late -> assertThat(late.inDoubt()).isFalse());

        Object answer = send.apply(again(call));

        var after = facts();
        assertThat(send.apply(call)).isEqualTo(answer);
        assertThat(facts()).isEqualTo(after);
    }

    @ParameterizedTest
    @EnumSource
    void aCallIsRememberedStillWhenTheClockStepsBack(Verb verb) {
        Function<Call, Object> send = request(verb);
        Call call = call();
        Object first = send.apply(call);
        advance(SECOND.plus(JobStore.CALL_MEMORY).plus(SECOND));
        for (int i = 0; i < 20; i++) {
            stop("stopped");
        }
        var after = facts();
        advance(SECOND.negated());

        assertThat(send.apply(call)).isEqualTo(first);
        assertThat(facts()).isEqualTo(after);
    }

    /** The same call, made valid anew. */
    private Call again(Call call) {
        return new Call(call.id(), call.issued(), in(SECOND));
    }

    @ParameterizedTest
    @EnumSource
    void aCallMayArriveInTheLastInstantOfItsTime(Verb verb) {
        Function<Call, Object> send = request(verb);
        Call call = call();
        advance(SECOND);

        Object first = send.apply(call);

        assertThat(send.apply(call)).isEqualTo(first);
    }

    @Test
    void aScheduleThatArrivesAgainAfterItsJobHasFinishedDoesNotRunItAgain() {
        Call call = call();
        List<NewJob> jobs = List.of(new NewJob(oneTime("invoice"), AT_ONCE));
        List<ScheduleAnswer> first = store.schedule(call, jobs);
        finish(A, claimOne(A));

        assertThat(store.schedule(call, jobs)).isEqualTo(first);
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void aStopThatArrivesAgainAfterAStartDoesNotStopAgain() {
        Call call = call();
        store.stop(call, stopping("pending"));
        start("pending", AT_ONCE);

        store.stop(call, stopping("pending"));

        assertThat(state("pending")).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void aFireThatArrivesAgainUnderAnotherEventIsTheSameCall() {
        Call call = call();
        store.fire(call, new FireRequest(0, ORDER, "order-1", ""));

        store.fire(call, new FireRequest(0, ORDER, "order-2", ""));

        assertThat(facts()).containsEntry("fires/" + ORDER, "1");
    }

    @Test
    void manyCallsAreRememberedAtOnce() {
        List<Call> calls = new ArrayList<>();
        List<Object> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            NewJob job = new NewJob(oneTime("job-" + i), new Due.In(MINUTE));
            Call call = call();
            calls.add(call);
            answers.add(store.schedule(call, List.of(job)));
        }

        for (int i = 0; i < 1_000; i++) {
            NewJob job = new NewJob(oneTime("job-" + i), new Due.In(MINUTE));
            assertThat(store.schedule(calls.get(i), List.of(job))).isEqualTo(answers.get(i));
        }
    }

    @Test
    void aLongCallIsRememberedWhileManyShortOnesPass() {
        Call longCall = new Call("long", now(), in(MINUTE));
        store.stop(longCall, stopping("pending"));
        start("pending", AT_ONCE);
        for (int i = 0; i < 200; i++) {
            advance(Duration.ofMillis(100));
            stop("stopped");
        }

        assertThat(store.stop(longCall, stopping("pending"))).isInstanceOf(StopAnswer.Done.class);
        assertThat(state("pending")).isEqualTo(JobState.SCHEDULED);
    }

    private Function<Call, Object> request(Verb verb) {
        Claim claim = held;
        return switch (verb) {
            case SCHEDULE -> scheduling("new");
            case SCHEDULE_TAKEN -> scheduling("pending");
            case SCHEDULE_ENDING -> scheduling("ending");
            case MODIFY -> modifying("pending");
            case MODIFY_RUNNING -> modifying("running");
            case MODIFY_RETRY -> modifying("retried");
            case MODIFY_CONFLICT ->
                call -> store.modify(
                        call,
                        new Modification(
                                withRevision(7, repeating("pending")),
                                AT_ONCE,
                                Optional.of(AT_ONCE),
                                Optional.empty(),
                                false));
            case STOP -> stoppingOf("waiting");
            case STOP_RUNNING -> stoppingOf("running");
            case STOP_STOPPED -> stoppingOf("stopped");
            case STOP_RETRY -> stoppingOf("retried");
            case STOP_UNKNOWN -> stoppingOf("nothing");
            case START -> starting("stopped");
            case START_RUNNING -> starting("running");
            case START_PENDING -> starting("pending");
            case REMOVE -> removing("pending");
            case REMOVE_RUNNING -> removing("running");
            case REMOVE_RETRY -> removing("retried");
            case REMOVE_UNKNOWN -> removing("nothing");
            case FIRE -> firing(ORDER);
            case FIRE_NOBODY -> firing("nobody");
            case BRANCH -> branching(claim, A);
            case BRANCH_FULL -> branching(full, A);
            case BRANCH_REFUSED -> branching(claim, B);
            case COMPLETE -> completing(claim, new After.Next(new Due.In(MINUTE)));
            case COMPLETE_RETRY -> completing(claim, new After.Retry(MINUTE));
            case COMPLETE_REJECTED ->
                call -> store.complete(call, 0, B, List.of(ending(claim, Outcome.SUCCEEDED, new After.Finished())));
        };
    }

    private Function<Call, Object> scheduling(String job) {
        return call -> store.schedule(call, List.of(new NewJob(repeating(job), AT_ONCE)));
    }

    private Function<Call, Object> modifying(String job) {
        Modification change = change(withBody("new", repeating(job)), AT_ONCE, new Due.In(SECOND));
        return call -> store.modify(call, change);
    }

    private Function<Call, Object> stoppingOf(String job) {
        return call -> store.stop(call, stopping(job));
    }

    private Function<Call, Object> starting(String job) {
        return call -> store.start(call, id(job), 1, AT_ONCE);
    }

    private Function<Call, Object> removing(String job) {
        return call -> store.remove(call, stopping(job), KEPT);
    }

    private Function<Call, Object> firing(String keyword) {
        return call -> store.fire(call, new FireRequest(0, keyword, "event-of-" + call.id(), "1"));
    }

    private Function<Call, Object> branching(Claim claim, NodeId node) {
        BranchRequest request = new BranchRequest(0, node, ref(claim), 1, new After.Next(new Due.In(MINUTE)), ONE_RUN);
        return call -> store.branch(call, request);
    }

    private Function<Call, Object> completing(Claim claim, After after) {
        Completion completion = ending(claim, Outcome.SUCCEEDED, after);
        return call -> store.complete(call, 0, A, List.of(completion));
    }
}
