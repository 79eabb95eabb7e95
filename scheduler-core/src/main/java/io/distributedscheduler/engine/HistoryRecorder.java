package io.distributedscheduler.engine;

import io.distributedscheduler.event.History;
import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.RunRecord;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes what a scheduler does to its {@link History}. Costs a comparison when nobody keeps one. */
final class HistoryRecorder {

    private final History history;
    private final NodeRuntime runtime;
    private final String node;
    private final AtomicLong seq = new AtomicLong();
    private final AtomicLong calls = new AtomicLong();

    HistoryRecorder(History history, NodeRuntime runtime, String node) {
        this.history = history;
        this.runtime = runtime;
        this.node = node;
    }

    /** Something that happened to a claim of this node; {@code time} is that of the store's step, or an estimate of it. */
    void claim(String type, Claim claim, @Nullable Instant time, @Nullable Outcome outcome) {
        if (history != History.NONE) {
            write(
                    type,
                    null,
                    claim.handle().job(),
                    claim.run().token(),
                    claim.due().toEpochMilli(),
                    claim.job().revision(),
                    claim.token(),
                    claim.attempt(),
                    time,
                    outcome,
                    null);
        }
    }

    /** An attempt of a dead node. */
    void lost(RunRecord run, Instant time) {
        if (history != History.NONE) {
            write(
                    "lost",
                    run.node().toString(),
                    run.job(),
                    run.run(),
                    run.due().toEpochMilli(),
                    run.revision(),
                    run.token(),
                    run.attempt(),
                    time,
                    run.outcome(),
                    null);
        }
    }

    /** Something that happened to a node: {@code renewed}, {@code dead} and the like. */
    void node(String type, String which, @Nullable Instant time) {
        if (history != History.NONE) {
            write(type, which, null, 0, 0, 0, 0, 0, time, null, null);
        }
    }

    /** A call of a user: how it began and how it ended. {@code info} is an end that is not known. */
    <T> T call(String op, @Nullable JobId job, Supplier<T> call) {
        if (history == History.NONE) {
            return call.get();
        }
        String id = Long.toString(calls.incrementAndGet());
        write("invoke", op, job, 0, 0, 0, 0, 0, null, null, id);
        try {
            T answer = call.get();
            write("ok", op, job, 0, 0, 0, 0, 0, null, null, id);
            return answer;
        } catch (JobStoreException e) {
            write("info", op, job, 0, 0, 0, 0, 0, null, null, id);
            throw e;
        } catch (RuntimeException e) {
            write("fail", op, job, 0, 0, 0, 0, 0, null, null, id);
            throw e;
        }
    }

    private void write(
            String type,
            @Nullable String op,
            @Nullable JobId job,
            long run,
            long dueMillis,
            long revision,
            long token,
            int attempt,
            @Nullable Instant time,
            @Nullable Outcome outcome,
            @Nullable String call) {
        Instant wall = runtime.wallTime();
        history.record(new HistoryEvent(
                seq.incrementAndGet(),
                node,
                TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano(),
                runtime.nanoTime(),
                time == null ? 0 : StoreClock.nanos(time) / 1_000,
                type,
                op,
                job == null ? null : job.value(),
                run,
                dueMillis,
                revision,
                token,
                attempt,
                outcome == null ? null : outcome.name(),
                call));
    }
}
