package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A job that has gone without its keyword consumes no fires; neither do they heap up for it, nor do the others wait. */
@Tag("redis")
@Execution(ExecutionMode.CONCURRENT)
class LeftFiresTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final RedisFixture fixture = RedisFixture.standalone();
    private final JobStore store = fixture.store();
    private int calls;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aRemovedJobWhoseRecordCouldNotBeReadHoldsUpNoFireAsOneThatIsThereDoes() {
        schedule("gone", new Due.In(MINUTE));
        schedule("pick", new Due.Waiting());
        fixture.redis().opsForHash().put(fixture.key("jobs"), "gone", "no record");
        store.remove(
                call(), new StopRequest(new JobId("gone"), "", "ada", Optional.empty()), new Retention(10, MINUTE));

        for (int i = 0; i < JobStore.MAX_QUEUED_FIRES; i++) {
            assertThat(fire()).isInstanceOf(FireAnswer.Reached.class);
        }
        assertThat(fire()).isEqualTo(new FireAnswer.Full());
        consume();

        assertThat(fire())
                .isInstanceOfSatisfying(
                        FireAnswer.Reached.class,
                        reached -> assertThat(reached.jobs()).isEqualTo(1));
        assertThat(fixture.redis().opsForHash().size(fixture.key(Keys.fires("order"))))
                .isLessThan(10);
        assertThat(fixture.redis().opsForZSet().score(fixture.key(Keys.keyword("order")), "gone"))
                .isNull();
    }

    /** The job that is there gets over all fires so far. */
    private void consume() {
        store.stop(call(), new StopRequest(new JobId("pick"), "", "ada", Optional.empty()));
        store.start(call(), new JobId("pick"), 1, new Due.Waiting());
    }

    private FireAnswer fire() {
        calls++;
        return store.fire(call(), new FireRequest(0, "order", "event-" + calls, "1"));
    }

    private void schedule(String id, Due due) {
        StoredJob job = new StoredJob(new JobId(id), 1, "work", "order", true, "");
        store.schedule(call(), List.of(new NewJob(job, due)));
    }

    private Call call() {
        // Whoever makes calls in one instant has the store look through all of them.
        fixture.advance(Duration.ofMillis(1));
        return new Call("call-" + ++calls, fixture.now(), fixture.now().plus(MINUTE));
    }
}
