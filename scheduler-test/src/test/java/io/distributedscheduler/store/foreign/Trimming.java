package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.TrimLimits;
import java.util.List;

/** {@code trim}. */
final class Trimming {

    private final Step step;
    private final Sql sql;
    private final Jobs jobs;
    private final KeptRuns runs;

    Trimming(Step step) {
        this.step = step;
        this.sql = step.sql;
        this.jobs = new Jobs(step.sql);
        this.runs = new KeptRuns(step);
    }

    boolean trim(TrimLimits limits, int limit) {
        step.limits().trim();
        List<JobId> kept = keptTooLong(limits, limit);
        kept.forEach(this::forgetRuns);
        List<JobId> failed = failedTooLong(limits, limit - kept.size());
        failed.forEach(this::forgetJob);
        return kept.size() + failed.size() == limit;
    }

    /** The first to expire go first, so that those whose time is over come before those that are too many. */
    private List<JobId> keptTooLong(TrimLimits limits, int limit) {
        return sql.list(
                "SELECT jid FROM (SELECT jid, until_ms, ROW_NUMBER() OVER (ORDER BY until_ms DESC, jid DESC) AS place"
                        + " FROM retention) WHERE until_ms <= ? OR place > ? ORDER BY until_ms, jid"
                        + " FETCH FIRST ? ROWS ONLY",
                row -> row.job("jid"),
                step.nowMs(),
                limits.finished(),
                limit);
    }

    /** A job that was scheduled again keeps its list. */
    private void forgetRuns(JobId job) {
        sql.update("DELETE FROM retention WHERE jid = ?", job);
        sql.update("DELETE FROM run WHERE jid = ? AND is_result", job);
        if (jobs.find(job).isEmpty()) {
            sql.update("DELETE FROM run WHERE jid = ?", job);
        }
    }

    private List<JobId> failedTooLong(TrimLimits limits, int limit) {
        return sql.list(
                "SELECT jid FROM job WHERE held = 'FAILED' AND NOT repeats AND held_since_ms <= ?"
                        + " ORDER BY held_since_ms, jid FETCH FIRST ? ROWS ONLY",
                row -> row.job("jid"),
                step.nowMs() - limits.failed().toMillis(),
                limit);
    }

    private void forgetJob(JobId job) {
        jobs.find(job).ifPresent(jobs::remove);
        runs.forgetList(job);
        runs.endAwaiting(job);
    }
}
