package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code declarations} and {@code declare}. */
final class Declarations {

    private final Sql sql;

    Declarations(Sql sql) {
        this.sql = sql;
    }

    Map<JobId, String> all() {
        Map<JobId, String> all = new HashMap<>();
        sql.list("SELECT jid, text FROM declaration", row -> all.put(row.job("jid"), row.text("text")));
        return all;
    }

    boolean declare(JobId job, @Nullable String expected, @Nullable String updated) {
        String now = sql.first("SELECT text FROM declaration WHERE jid = ?", row -> row.text("text"), job)
                .orElse(null);
        if (!Objects.equals(now, expected)) {
            return false;
        }
        if (updated == null) {
            sql.update("DELETE FROM declaration WHERE jid = ?", job);
        } else {
            sql.update("MERGE INTO declaration (jid, text) VALUES (?, ?)", job, updated);
        }
        return true;
    }
}
