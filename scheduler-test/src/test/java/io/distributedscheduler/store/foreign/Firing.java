package io.distributedscheduler.store.foreign;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.Promotion;
import java.util.List;
import java.util.Optional;

/** {@code fire} and {@code promote}. */
final class Firing {

    /** Jobs that wait for their keyword: reached by its fires, and with no occurrence. */
    private static final String WAITING = " FROM job j JOIN keyword k ON k.name = j.keyword"
            + " WHERE j.consumed < k.last_fire AND NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.handle = j.jid)";

    private final Step step;
    private final Sql sql;
    private final Keywords keywords;
    private final Placing placing;

    Firing(Step step) {
        this.step = step;
        this.sql = step.sql;
        this.keywords = new Keywords(step.sql);
        this.placing = new Placing(step);
    }

    FireAnswer fire(FireRequest request) {
        byte[] keyword = Sql.name(request.keyword());
        byte[] event = Sql.name(request.eventId());
        long memory = JobStore.EVENT_MEMORY.toNanos() / 1_000;
        sql.update("DELETE FROM event WHERE time_micros <= ?", step.nowMicros() - memory);
        Optional<FireAnswer> before = sql.first(
                "SELECT reached, time_micros FROM event WHERE keyword = ? AND id = ?",
                row -> new FireAnswer.Reached(row.number("reached"), row.micros("time_micros")),
                keyword,
                event);
        if (before.isPresent()) {
            return before.get();
        }
        long last = keywords.last(request.keyword());
        if (sql.exists(
                "SELECT 1 FROM job WHERE keyword = ? AND consumed <= ? FETCH FIRST ROW ONLY",
                keyword,
                last - JobStore.MAX_QUEUED_FIRES)) {
            return new FireAnswer.Full();
        }
        long reached = sql.count("SELECT COUNT(consumed) FROM job WHERE keyword = ?", (Object) keyword);
        if (reached > 0) {
            keywords.add(request.keyword(), last + 1, step.nowMs(), request.data());
            step.signal(new Signal.Fired(request.keyword()));
        }
        sql.update("INSERT INTO event VALUES (?, ?, ?, ?)", keyword, event, step.nowMicros(), reached);
        return new FireAnswer.Reached(reached, step.now);
    }

    Promotion promote(String keyword, int limit) {
        long last = keywords.last(keyword);
        List<JobRow> waiting = sql.list(
                "SELECT " + JobRow.COLUMNS + WAITING + " AND j.keyword = ? ORDER BY j.consumed, j.jid"
                        + " FETCH FIRST ? ROWS ONLY",
                JobRow::read,
                Sql.name(keyword),
                limit);
        waiting.forEach(row -> placing.takeFire(row.job()));
        waiting.stream().findFirst().ifPresent(row -> keywords.forgetConsumed(row.job()));
        boolean more = sql.exists(
                "SELECT 1" + WAITING + " AND j.keyword = ? FETCH FIRST ROW ONLY", (Object) Sql.name(keyword));
        return new Promotion(more, last);
    }

    /** Keywords with fires that are not promoted in full. */
    List<String> fired(int limit) {
        return sql.list(
                "SELECT DISTINCT k.name" + WAITING + " ORDER BY k.name FETCH FIRST ? ROWS ONLY",
                row -> row.name("name"),
                limit);
    }
}
