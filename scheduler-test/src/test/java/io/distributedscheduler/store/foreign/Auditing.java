package io.distributedscheduler.store.foreign;

import io.distributedscheduler.store.Audit;
import java.util.ArrayList;
import java.util.List;

/** {@code audit}. Most rules of the data model are constraints of the schema; here are those between tables. */
final class Auditing {

    private static final List<String> RULES = List.of(
            "SELECT 'claim of a job that is gone, not marked REMOVE', jid FROM occurrence o"
                    + " WHERE node IS NOT NULL AND COALESCE(mark, '') <> 'REMOVE'"
                    + " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.jid = o.jid)",
            "SELECT 'claim of a job that is there, marked REMOVE', jid FROM occurrence o"
                    + " WHERE mark = 'REMOVE' AND EXISTS (SELECT 1 FROM job j WHERE j.jid = o.jid)",
            "SELECT 'pending in a queue that is not that of the job', jid FROM occurrence o"
                    + " WHERE node IS NULL AND NOT EXISTS"
                    + " (SELECT 1 FROM job j WHERE j.jid = o.jid AND j.queue = o.queue"
                    + " AND (j.held IS NULL OR j.held = 'FAILED' AND o.handle <> o.jid))",
            "SELECT 'finishing, but nothing is left of it, or it goes on', jid FROM job j WHERE finishing"
                    + " AND (NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.jid = j.jid)"
                    + " OR EXISTS (SELECT 1 FROM occurrence o WHERE o.handle = j.jid))",
            "SELECT 'held, but its claim is not marked', j.jid FROM job j JOIN occurrence o ON o.handle = j.jid"
                    + " WHERE j.held IS NOT NULL AND o.node IS NOT NULL AND o.mark IS NULL",
            "SELECT 'changed while it runs, without next, or the reverse', j.jid FROM job j"
                    + " LEFT JOIN occurrence o ON o.handle = j.jid AND o.node IS NOT NULL WHERE j.has_next <>"
                    + " (j.held IS NULL AND o.handle IS NOT NULL AND o.revision <> j.revision)",
            "SELECT 'token above the last one', jid FROM occurrence WHERE token > (SELECT last_token FROM layout)",
            "SELECT 'dead without claims', id FROM node n WHERE dead"
                    + " AND NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.node = n.id)",
            "SELECT 'fires that everybody has consumed', keyword FROM fire f WHERE NOT EXISTS"
                    + " (SELECT 1 FROM job j WHERE j.keyword = f.keyword AND j.consumed <= f.number)",
            "SELECT 'fires that are missing or too many', j.jid FROM job j WHERE consumed IS NOT NULL AND"
                    + " COALESCE((SELECT last_fire FROM keyword k WHERE k.name = j.keyword), 0) - j.consumed <>"
                    + " (SELECT COUNT(*) FROM fire f WHERE f.keyword = j.keyword AND f.number > j.consumed)",
            "SELECT 'pending for a fire that is not kept', jid FROM occurrence o WHERE node IS NULL AND fire > 0"
                    + " AND NOT EXISTS (SELECT 1 FROM branch_fire b WHERE b.handle = o.handle)"
                    + " AND NOT EXISTS (SELECT 1 FROM fire f WHERE f.keyword = o.keyword AND f.number = o.fire)",
            "SELECT DISTINCT 'runs that nothing forgets', jid FROM run r WHERE"
                    + " NOT EXISTS (SELECT 1 FROM retention u WHERE u.jid = r.jid) AND"
                    + " (is_result OR NOT EXISTS (SELECT 1 FROM job j WHERE j.jid = r.jid))",
            "SELECT 'retention of nothing', jid FROM retention u"
                    + " WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.jid = u.jid)");

    private final Step step;

    Auditing(Step step) {
        this.step = step;
    }

    Audit audit() {
        List<String> repaired = repair();
        List<String> problems = new ArrayList<>();
        RULES.forEach(rule -> problems.addAll(step.sql.list(rule, row -> row.text(1) + ": " + row.name(2))));
        return new Audit(problems, new Facts(step.sql).all(), repaired);
    }

    /** A job that stands nowhere and has no keyword to wait for is due at once. */
    private List<String> repair() {
        List<JobRow> nowhere = step.sql.list(
                "SELECT " + JobRow.COLUMNS + " FROM job j WHERE keyword IS NULL AND held IS NULL"
                        + " AND NOT finishing AND NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.handle = j.jid) ORDER BY j.jid",
                JobRow::read);
        nowhere.forEach(row -> new Placing(step).place(row.job(), Place.at(step.nowMs())));
        return nowhere.stream().map(row -> row.id().value()).toList();
    }
}
