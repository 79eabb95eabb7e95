package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** The table {@code job}. A job that has a keyword and is not held is reached by its fires. */
final class Jobs {

    private final Sql sql;
    private final Keywords keywords;

    Jobs(Sql sql) {
        this.sql = sql;
        this.keywords = new Keywords(sql);
    }

    Optional<JobRow> find(JobId id) {
        return sql.first("SELECT " + JobRow.COLUMNS + " FROM job j WHERE j.jid = ?", JobRow::read, id);
    }

    /** Adds the job; fires reach it from now on. */
    void add(StoredJob job) {
        sql.update(
                "INSERT INTO job (jid, revision, queue, executor, keyword, repeats, at_once, starts, window_ms, body,"
                        + " consumed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                job.id(),
                job.revision(),
                Sql.name(job.queue()),
                Sql.name(job.executor()),
                keyword(job),
                job.repeats(),
                job.limit().atOnce(),
                job.limit().starts(),
                job.limit().window().toMillis(),
                job.body(),
                lastFire(job));
        addQueue(job);
    }

    /** Gives the job a new definition. Of another keyword than before, fires reach it from now on. */
    void define(JobRow old, StoredJob job) {
        boolean sameKeyword = Objects.equals(old.job().keyword(), job.keyword());
        if (!sameKeyword) {
            dropFires(old);
        }
        sql.update(
                "UPDATE job SET revision = ?, queue = ?, executor = ?, keyword = ?, repeats = ?, at_once = ?,"
                        + " starts = ?, window_ms = ?, body = ?, consumed = ?"
                        + (job.repeats() ? "" : ", runs = 0, missed = 0, skipped = 0, coalesced = 0, failures = 0")
                        + " WHERE jid = ?",
                job.revision(),
                Sql.name(job.queue()),
                Sql.name(job.executor()),
                keyword(job),
                job.repeats(),
                job.limit().atOnce(),
                job.limit().starts(),
                job.limit().window().toMillis(),
                job.body(),
                sameKeyword || old.held().isPresent() || old.finishing() ? old.consumed() : lastFire(job),
                job.id());
        addQueue(job);
        keywords.forgetConsumed(old.job());
    }

    void remove(JobRow row) {
        sql.update("DELETE FROM job WHERE jid = ?", row.id());
        keywords.forgetConsumed(row.job());
    }

    /** Makes the job STOPPED or FAILED; fires reach it no longer, and those it has not consumed are skipped. */
    void hold(JobRow row, JobState state, Note note) {
        dropFires(row);
        sql.update(
                "UPDATE job SET held = ?, held_since_ms = ?, held_by = ?, held_reason = ?, consumed = NULL,"
                        + " finishing = FALSE, has_next = FALSE, next_ms = NULL WHERE jid = ?",
                state,
                note.since().toEpochMilli(),
                note.by(),
                note.reason(),
                row.id());
        keywords.forgetConsumed(row.job());
    }

    /** The job is no longer held; fires reach it from now on. */
    void unhold(StoredJob job) {
        sql.update(
                "UPDATE job SET held = NULL, held_since_ms = NULL, held_by = NULL, held_reason = NULL, consumed = ?"
                        + " WHERE jid = ?",
                lastFire(job),
                job.id());
    }

    /** The sequence of the job is over; fires reach it no longer. */
    void finish(JobRow row) {
        dropFires(row);
        sql.update("UPDATE job SET finishing = TRUE, consumed = NULL WHERE jid = ?", row.id());
        keywords.forgetConsumed(row.job());
    }

    /** It goes on; fires reach it again from now on. */
    void finishNoLonger(JobId id) {
        find(id).filter(JobRow::finishing)
                .ifPresent(row -> sql.update(
                        "UPDATE job SET finishing = FALSE, consumed = ? WHERE jid = ?", lastFire(row.job()), id));
    }

    void setNext(JobId id, Place next) {
        sql.update("UPDATE job SET has_next = TRUE, next_ms = ? WHERE jid = ?", next.ms(), id);
    }

    void clearNext(JobId id) {
        sql.update("UPDATE job SET has_next = FALSE, next_ms = NULL WHERE jid = ?", id);
    }

    /** Adds to the counts of the job, if it repeats. */
    void count(JobId id, Counts counts) {
        if (!counts.equals(Counts.NONE)) {
            sql.update(
                    "UPDATE job SET runs = runs + ?, missed = missed + ?, skipped = skipped + ?,"
                            + " coalesced = coalesced + ? WHERE jid = ? AND repeats",
                    counts.runs(),
                    counts.missed(),
                    counts.skipped(),
                    counts.coalesced(),
                    id);
        }
    }

    /** Counts how many runs in a row have failed, if the job repeats. */
    void countFailure(JobId id, Outcome outcome) {
        switch (outcome) {
            case FAILED, TIMED_OUT ->
                sql.update("UPDATE job SET failures = failures + 1 WHERE jid = ? AND repeats", id);
            case SUCCEEDED -> forgetFailures(id);
            default -> {
                // Says nothing of the code.
            }
        }
    }

    void forgetFailures(JobId id) {
        sql.update("UPDATE job SET failures = 0 WHERE jid = ?", id);
    }

    void countRun(JobId id) {
        count(id, new Counts(1, 0, 0, 0));
    }

    void countMissed(JobId id) {
        count(id, new Counts(0, 1, 0, 0));
    }

    void countSkipped(JobId id, long fires) {
        count(id, new Counts(0, 0, fires, 0));
    }

    private void dropFires(JobRow row) {
        if (row.consumed().isPresent()) {
            countSkipped(
                    row.id(), lastFire(row.job()).orElseThrow() - row.consumed().getAsLong());
        }
    }

    private OptionalLong lastFire(StoredJob job) {
        return job.keyword() == null ? OptionalLong.empty() : OptionalLong.of(keywords.last(job.keyword()));
    }

    private void addQueue(StoredJob job) {
        sql.update("MERGE INTO queue (name) VALUES (?)", (Object) Sql.name(WaitingLine.queueOf(job.queue())));
    }

    private static Optional<byte[]> keyword(StoredJob job) {
        return Optional.ofNullable(job.keyword()).map(Sql::name);
    }
}
