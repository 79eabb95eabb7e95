package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The tables {@code run}, {@code retention} and {@code awaiting}: what is kept of ended attempts, and who wants to know. */
final class KeptRuns {

    private final Step step;
    private final Sql sql;

    KeptRuns(Step step) {
        this.step = step;
        this.sql = step.sql;
    }

    // ---- records

    /** The record of an attempt that its node held until now. */
    RunRecord ended(Occurrence running, Outcome outcome, boolean last, Instant started, String detail) {
        Occurrence.Held claim = running.claim();
        return new RunRecord(
                running.handle().job(),
                running.run(),
                claim.token(),
                running.queue(),
                outcome,
                running.attempt(),
                last,
                Instant.ofEpochMilli(running.plannedMs()),
                Micros.cut(started),
                step.now,
                claim.node(),
                claim.revision(),
                running.keyword(),
                detail);
    }

    /** The record of a run that waited for an attempt which will not come. */
    RunRecord closed(Occurrence waiting, long revision, String reason) {
        return new RunRecord(
                waiting.handle().job(),
                waiting.run(),
                waiting.run(),
                waiting.queue(),
                Outcome.STOPPED,
                waiting.attempt(),
                true,
                Instant.ofEpochMilli(waiting.plannedMs()),
                step.now,
                step.now,
                NodeId.NONE,
                revision,
                waiting.keyword(),
                "s" + reason);
    }

    // ---- keeping them

    /** Keeps a record that the store itself writes, of a job that is there. */
    void add(RunRecord record) {
        add(record, JobStore.MAX_LISTED_RUNS);
        if (record.last()) {
            endAwaiting(record.job());
        }
    }

    /** Keeps the record of an attempt whose job goes on. */
    void goesOn(RunRecord record, Retention retention) {
        boolean awaited = record.last() && endAwaiting(record.job());
        if (retention.count() > 0) {
            add(record, retention.count());
        } else {
            forgetList(record.job());
            keepForAwaiting(record, awaited);
        }
    }

    /** Keeps the record of the last attempt of a job that is gone; as its one result, if it was the only one. */
    void isGone(RunRecord record, Retention retention, boolean only) {
        boolean awaited = endAwaiting(record.job());
        if (retention.count() == 0) {
            forgetList(record.job());
            keepForAwaiting(record, awaited);
        } else {
            if (only) {
                setResult(record);
            } else {
                add(record, retention.count());
            }
            keep(record.job(), awaited ? longer(retention.keepFor()) : retention.keepFor());
        }
    }

    /** Keeps the runs of a job that was removed, with the record that removal closed, if it closed one. */
    void removed(JobId job, Retention retention, Optional<RunRecord> closed) {
        boolean awaited = endAwaiting(job) && closed.isPresent();
        if (retention.count() == 0) {
            forgetList(job);
            closed.ifPresent(record -> keepForAwaiting(record, awaited));
        } else {
            closed.ifPresent(record -> add(record, retention.count()));
            if (sql.exists("SELECT 1 FROM run WHERE jid = ? AND NOT is_result", job)) {
                keep(job, awaited ? longer(retention.keepFor()) : retention.keepFor());
            }
        }
    }

    /** Forgets the list of the job, not its result. */
    void forgetList(JobId job) {
        sql.update("DELETE FROM run WHERE jid = ? AND NOT is_result", job);
        sql.update("DELETE FROM retention r WHERE jid = ? AND NOT EXISTS (SELECT 1 FROM run WHERE jid = r.jid)", job);
    }

    /** Ends the registrations of who awaits the job and tells them; whether there were any. */
    boolean endAwaiting(JobId job) {
        boolean awaited = sql.exists("SELECT 1 FROM awaiting WHERE jid = ? AND until_ms > ?", job, step.nowMs());
        sql.update("DELETE FROM awaiting WHERE jid = ?", job);
        if (awaited) {
            step.signal(new Signal.Ended(job));
        }
        return awaited;
    }

    private void keepForAwaiting(RunRecord record, boolean awaited) {
        if (awaited) {
            setResult(record);
            keep(record.job(), JobStore.AWAITED_KEPT);
        }
    }

    private void add(RunRecord record, int count) {
        insert(record, false);
        sql.update(
                "DELETE FROM run WHERE jid = ?1 AND NOT is_result AND position NOT IN (SELECT position FROM run"
                        + " WHERE jid = ?1 AND NOT is_result ORDER BY position DESC FETCH FIRST ?2 ROWS ONLY)",
                record.job(),
                Math.min(count, JobStore.MAX_LISTED_RUNS));
    }

    private void setResult(RunRecord record) {
        sql.update("DELETE FROM run WHERE jid = ? AND is_result", record.job());
        insert(record, true);
    }

    private void insert(RunRecord record, boolean result) {
        sql.update(
                "INSERT INTO run (jid, is_result, run, token, queue, outcome, attempt, is_last, due_ms, started_micros,"
                        + " finished_micros, node, revision, keyword, detail)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                record.job(),
                result,
                record.run(),
                record.token(),
                Sql.name(record.queue()),
                record.outcome(),
                record.attempt(),
                record.last(),
                record.due().toEpochMilli(),
                Micros.of(record.started()),
                Micros.of(record.finished()),
                record.node(),
                record.revision(),
                record.keyword().map(Sql::name),
                record.detail());
    }

    private void keep(JobId job, Duration time) {
        long asked = step.nowMs() + time.toMillis();
        long before = sql.first("SELECT until_ms FROM retention WHERE jid = ?", row -> row.number("until_ms"), job)
                .orElse(asked);
        sql.update("MERGE INTO retention (jid, until_ms) VALUES (?, ?)", job, Math.max(asked, before));
    }

    private static Duration longer(Duration keepFor) {
        return keepFor.compareTo(JobStore.AWAITED_KEPT) > 0 ? keepFor : JobStore.AWAITED_KEPT;
    }

    // ---- reading them

    static RunRecord read(Row row) {
        return new RunRecord(
                row.job("jid"),
                row.number("run"),
                row.number("token"),
                row.name("queue"),
                Outcome.valueOf(row.text("outcome")),
                (int) row.number("attempt"),
                row.flag("is_last"),
                row.ms("due_ms"),
                row.micros("started_micros"),
                row.micros("finished_micros"),
                row.node("node"),
                row.number("revision"),
                row.maybeName("keyword"),
                row.text("detail"));
    }
}
