package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.AwaitAnswer;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.RunRecord;
import java.time.Instant;
import java.util.Optional;

/** {@code await}. */
final class Awaiting {

    private static final String ENDED = "SELECT * FROM run WHERE jid = ? AND is_last ";

    private final Step step;
    private final Sql sql;

    Awaiting(Step step) {
        this.step = step;
        this.sql = step.sql;
    }

    AwaitAnswer await(AwaitRequest request) {
        boolean exists = new Jobs(sql).find(request.job()).isPresent();
        Optional<RunRecord> ended = request.since()
                .map(since -> firstSince(request.job(), since))
                .orElseGet(() -> exists ? Optional.empty() : newest(request.job()));
        if (ended.isPresent()) {
            return new AwaitAnswer.Ended(ended.get());
        }
        if (!exists) {
            return new AwaitAnswer.Unknown();
        }
        sql.update(
                "MERGE INTO awaiting (jid, node, until_ms) VALUES (?, ?, ?)",
                request.job(),
                request.node(),
                step.nowMs() + request.keepFor().toMillis());
        return new AwaitAnswer.Pending(request.since().orElse(step.now));
    }

    private Optional<RunRecord> firstSince(JobId job, Instant since) {
        long micros = Micros.of(since) + (Micros.cut(since).equals(since) ? 0 : 1);
        return sql.first(
                ENDED + "AND finished_micros >= ? ORDER BY finished_micros, token, position FETCH FIRST ROW ONLY",
                KeptRuns::read,
                job,
                micros);
    }

    private Optional<RunRecord> newest(JobId job) {
        return sql.first(
                ENDED + "ORDER BY finished_micros DESC, token DESC, position DESC FETCH FIRST ROW ONLY",
                KeptRuns::read,
                job);
    }
}
