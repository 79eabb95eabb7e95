package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.ListRequest;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.QueueRecord;
import io.distributedscheduler.store.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code find}, {@code list}, {@code runs} and {@code queues}. */
final class Looking {

    private static final String JOBS = "SELECT * FROM (SELECT " + JobRow.COLUMNS + ", j.executor, o.node, o.stands_ms,"
            + " o.planned_ms, o.attempt,"
            + " CASE WHEN j.held = 'STOPPED' THEN 'STOPPED' WHEN EXISTS (SELECT 1 FROM occurrence r WHERE r.jid = j.jid AND"
            + " r.node IS NOT NULL) THEN 'RUNNING' WHEN j.held = 'FAILED' THEN 'FAILED'"
            + " WHEN o.handle IS NOT NULL OR j.finishing THEN 'SCHEDULED' ELSE 'WAITING' END AS state"
            + " FROM job j LEFT JOIN occurrence o ON o.handle = j.jid) ";

    private final Sql sql;

    Looking(Sql sql) {
        this.sql = sql;
    }

    Optional<JobRecord> find(JobId job) {
        return sql.first(JOBS + "WHERE jid = ?", this::job, job);
    }

    JobPage list(ListRequest request) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(Sql.name(request.cursor()));
        request.state().ifPresent(parameters::add);
        request.executor().map(Sql::name).ifPresent(parameters::add);
        parameters.add(request.limit() + 1);
        List<JobRecord> found = sql.list(
                JOBS + "WHERE jid > ?"
                        + (request.state().isPresent() ? " AND state = ?" : "")
                        + (request.executor().isPresent() ? " AND executor = ?" : "")
                        + " ORDER BY jid FETCH FIRST ? ROWS ONLY",
                this::job,
                parameters.toArray());
        if (found.size() <= request.limit()) {
            return new JobPage(found, Optional.empty());
        }
        List<JobRecord> page = List.copyOf(found.subList(0, request.limit()));
        return new JobPage(
                page, Optional.of(page.get(page.size() - 1).job().id().value()));
    }

    List<RunRecord> runs(JobId job, int limit) {
        return sql.list(
                "SELECT * FROM run WHERE jid = ? ORDER BY finished_micros DESC, token DESC, position DESC"
                        + " FETCH FIRST ? ROWS ONLY",
                KeptRuns::read,
                job,
                limit);
    }

    static List<QueueRecord> queues(Step step) {
        return step.sql.list(
                "SELECT q.name, (SELECT COUNT(*) FROM occurrence o WHERE o.node IS NULL AND (o.queue = q.name OR o.queue IN"
                        + " (SELECT l.name FROM opening l WHERE l.queue = q.name))) AS pending FROM queue q ORDER BY q.name",
                row -> queue(
                        row.name("name"), row.number("pending"), step.limits().head(row.name("name"))));
    }

    private static QueueRecord queue(String name, long pending, long head) {
        return new QueueRecord(
                name, pending, head == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(head)));
    }

    private JobRecord job(Row row) {
        JobRow job = JobRow.read(row);
        boolean running = !row.isNull("node");
        List<NodeId> nodes = running ? List.of(row.node("node")) : List.of();
        return new JobRecord(
                job.job(),
                JobState.valueOf(row.text("state")),
                instant(row, "planned_ms"),
                running ? Optional.empty() : instant(row, "stands_ms"),
                (int) row.number("attempt"),
                nodes,
                sql.list(
                        "SELECT DISTINCT node FROM occurrence WHERE jid = ? AND handle <> jid AND node IS NOT NULL"
                                + " ORDER BY node",
                        branch -> branch.node("node"),
                        job.id()),
                job.counts(),
                job.note());
    }

    private static Optional<Instant> instant(Row row, String column) {
        return row.isNull(column) ? Optional.empty() : Optional.of(row.ms(column));
    }
}
