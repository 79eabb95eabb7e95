package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.memory.InMemoryJobStore;
import io.distributedscheduler.memory.MemorySignals;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.LateCallException;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A driver may send a call twice; whatever the store's clock does meanwhile, it takes effect once. */
class CallsTest {

    private static final JobId JOB = new JobId("invoice");

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final JobStore store = new InMemoryJobStore(() -> now, new MemorySignals());
    private final NodeRuntime runtime = NodeRuntime.system();
    private final Calls calls = new Calls(runtime, new StoreClocks(store, runtime), Duration.ofSeconds(1));

    @Test
    void aCallThatIsSentTwiceAndComesLateTheSecondTimeAnswersTheFirst() {
        ScheduleAnswer answer = calls.make(0, call -> scheduledRemovedAndSentAgain(call, Duration.ofSeconds(5)));

        assertThat(answer).isInstanceOf(ScheduleAnswer.Created.class);
        assertThat(store.find(JOB)).isEmpty();
    }

    @Test
    void aCallThatIsSentTwiceAndComesAfterAllIsForgottenIsInDoubtAndTakesNoEffectAgain() {
        assertThatExceptionOfType(LateCallException.class)
                .isThrownBy(() -> calls.make(0, call -> scheduledRemovedAndSentAgain(call, Duration.ofMinutes(1))))
                .satisfies(late -> assertThat(late.inDoubt()).isTrue());

        assertThat(store.find(JOB)).isEmpty();
    }

    @Test
    void aCallThatWasLateBecauseTheStoresClockSteppedIsMadeAgain() {
        calls.next(0);
        now = now.plusSeconds(5);

        assertThat(calls.make(0, this::schedule)).isInstanceOf(ScheduleAnswer.Created.class);
        assertThat(store.find(JOB)).isPresent();
    }

    @Test
    void aCallThatIsInDoubtSinceTheMachineWasSuspendedTellsTheTimeForTheNext() {
        calls.next(0);
        now = now.plusSeconds(60);

        assertThatExceptionOfType(LateCallException.class).isThrownBy(() -> calls.make(0, this::schedule));
        assertThat(calls.make(0, this::schedule)).isInstanceOf(ScheduleAnswer.Created.class);
    }

    private ScheduleAnswer schedule(Call call) {
        StoredJob job = new StoredJob(JOB, 1, "work", null, false, "{}");
        return store.schedule(call, List.of(new NewJob(job, new Due.In(Duration.ofHours(1)))))
                .get(0);
    }

    private ScheduleAnswer scheduledRemovedAndSentAgain(Call call, Duration meanwhile) {
        if (store.find(JOB).isEmpty()) {
            schedule(call);
            store.remove(
                    new Call("another", now, now.plusSeconds(1)),
                    new StopRequest(JOB, "", "ada", Optional.empty()),
                    new Retention(0, Duration.ZERO));
            now = now.plus(meanwhile);
        }
        return schedule(call);
    }
}
