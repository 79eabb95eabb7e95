package io.distributedscheduler.store.foreign;

import io.distributedscheduler.store.StoredJob;
import java.util.Optional;

/** The tables {@code keyword} and {@code fire}: what was fired, numbered by keyword. */
final class Keywords {

    private final Sql sql;

    Keywords(Sql sql) {
        this.sql = sql;
    }

    /** The number of the last fire; 0 before the first. */
    long last(String keyword) {
        return sql.count("SELECT COALESCE(MAX(last_fire), 0) FROM keyword WHERE name = ?", (Object) Sql.name(keyword));
    }

    void add(String keyword, long number, long timeMs, String data) {
        sql.update("MERGE INTO keyword (name, last_fire) VALUES (?, ?)", Sql.name(keyword), number);
        sql.update(
                "INSERT INTO fire (keyword, number, time_ms, data) VALUES (?, ?, ?, ?)",
                Sql.name(keyword),
                number,
                timeMs,
                data);
    }

    /** The oldest fire that the job has not consumed, and consumes it. */
    Optional<StoredFire> take(StoredJob job) {
        Optional<StoredFire> fire = sql.first(
                "SELECT f.* FROM fire f JOIN job j ON j.keyword = f.keyword AND j.consumed + 1 = f.number WHERE j.jid = ?",
                StoredFire::read,
                job.id());
        fire.ifPresent(taken -> sql.update("UPDATE job SET consumed = ? WHERE jid = ?", taken.number(), job.id()));
        return fire;
    }

    /** Consumes all but so many of the fires that the job has not consumed; answers how many. */
    long passOver(StoredJob job, int most) {
        if (job.keyword() == null) {
            return 0;
        }
        long last = last(job.keyword());
        long surplus = last - sql.count("SELECT consumed FROM job WHERE jid = ?", job.id()) - most;
        if (surplus <= 0) {
            return 0;
        }
        sql.update("UPDATE job SET consumed = ? WHERE jid = ?", last - most, job.id());
        forgetConsumed(job);
        return surplus;
    }

    /** Forgets the fires of the job's keyword, if it has one, that every job of it has left behind. */
    void forgetConsumed(StoredJob job) {
        if (job.keyword() != null) {
            sql.update(
                    "DELETE FROM fire WHERE keyword = ?1 AND number < COALESCE("
                            + "(SELECT MIN(consumed) FROM job WHERE keyword = ?1), 9223372036854775807)",
                    (Object) Sql.name(job.keyword()));
        }
    }

    /** Forgets the keywords whose fires reach no job: they are numbered anew. */
    void forgetUnused() {
        sql.update("DELETE FROM keyword WHERE NOT EXISTS"
                + " (SELECT 1 FROM job WHERE job.keyword = keyword.name AND job.consumed IS NOT NULL)");
    }

    record StoredFire(String keyword, long number, long timeMs) {

        static StoredFire read(Row row) {
            return new StoredFire(row.name("keyword"), row.number("number"), row.number("time_ms"));
        }
    }
}
