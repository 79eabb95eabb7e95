package io.distributedscheduler.store.foreign;

import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.LateCallException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The table {@code call}: lets each call take effect once, in its time. */
final class Calls {

    private final Step step;
    private final Sql sql;

    Calls(Step step) {
        this.step = step;
        this.sql = step.sql;
    }

    <A> A once(Call call, Answers<A> answers, Supplier<A> work) {
        long memory = TimeUnit.MILLISECONDS.toMicros(JobStore.CALL_MEMORY.toMillis());
        // Dropped later than it is forgotten: the clock may step back.
        sql.update("DELETE FROM call WHERE not_after_micros < ?", step.nowMicros() - 2 * memory);
        byte[] id = Sql.name(call.id());
        Optional<String> before = sql.first(
                "SELECT answer FROM call WHERE id = ? AND not_after_micros >= ?",
                row -> row.text("answer"),
                id,
                step.nowMicros() - memory);
        if (before.isPresent()) {
            return answers.read(before.get());
        }
        if (step.now.isAfter(call.notAfter())) {
            throw new LateCallException(call, step.now);
        }
        A answer = work.get();
        sql.update("MERGE INTO call VALUES (?, ?, ?)", id, Micros.of(call.notAfter()), answers.write(answer));
        return answer;
    }
}
