package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The table {@code occurrence}. */
final class Occurrences {

    private static final String SELECT = "SELECT " + Occurrence.COLUMNS + " FROM occurrence o ";

    private final Step step;
    private final Sql sql;

    Occurrences(Step step) {
        this.step = step;
        this.sql = step.sql;
    }

    /** The pending or running occurrence of the job; the running one also of a job that was removed. */
    Optional<Occurrence> of(JobId job) {
        return sql.first(SELECT + "WHERE o.handle = ?", Occurrence::read, Handle.next(job));
    }

    /** All of the job that are out of its sequence. */
    List<Occurrence> branchesOf(JobId job) {
        return sql.list(
                SELECT + "WHERE o.jid = ? AND o.handle <> o.jid ORDER BY LENGTH(o.handle), o.handle",
                Occurrence::read,
                job);
    }

    Optional<Occurrence> running(JobId job) {
        return of(job).filter(Occurrence::isRunning);
    }

    /** Nodes on which claims of the job live, each once: that of its next occurrence first. */
    List<NodeId> nodesOf(JobId job) {
        return Stream.concat(running(job).stream(), branchesOf(job).stream())
                .filter(Occurrence::isRunning)
                .map(running -> running.claim().node())
                .distinct()
                .toList();
    }

    /** The claims of the node, by token. */
    List<Occurrence> runningOn(NodeId node) {
        return sql.list(SELECT + "WHERE o.node = ? ORDER BY o.token", Occurrence::read, node);
    }

    /** What is pending in a queue, or line, and due by then: the first so many. */
    List<Occurrence> due(String queue, long until, int most) {
        return sql.list(
                SELECT + "WHERE o.queue = ? AND o.node IS NULL AND o.stands_ms <= ? ORDER BY o.stands_ms, o.handle"
                        + " FETCH FIRST ? ROWS ONLY",
                Occurrence::read,
                Sql.name(queue),
                until,
                most);
    }

    /** The claim, if the node holds it still. */
    Optional<Occurrence> running(NodeId node, ClaimRef claim) {
        return sql.first(
                SELECT + "WHERE o.handle IN (?, ?) AND o.node = ? AND o.token = ?",
                Occurrence::read,
                claim.handle(),
                // Its name, if it was taken out of the sequence since.
                claim.handle().number() == 0 ? new Handle(claim.handle().job(), claim.token()) : claim.handle(),
                node,
                claim.token());
    }

    /** Lets the occurrence be pending. */
    void pend(Occurrence occurrence) {
        step.touch(occurrence.queue());
        sql.update(
                "INSERT INTO occurrence (handle, jid, queue, stands_ms, planned_ms, attempt, run, losses, keyword, fire,"
                        + " handed_back) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                occurrence.handle(),
                occurrence.handle().job(),
                Sql.name(occurrence.queue()),
                occurrence.standsMs(),
                occurrence.plannedMs(),
                occurrence.attempt(),
                occurrence.run(),
                occurrence.losses(),
                occurrence.keyword().map(Sql::name),
                occurrence.fire(),
                occurrence.handedBack());
    }

    /** Takes the pending occurrence of the job away, if there is one. */
    Optional<Occurrence> withdraw(JobId job) {
        Optional<Occurrence> pending = of(job).filter(found -> !found.isRunning());
        pending.ifPresent(found -> {
            step.touch(found.queue());
            remove(found);
        });
        return pending;
    }

    /** Gives a claim the name under which it is out of the sequence of its job. */
    void branch(Occurrence running) {
        Handle branch = new Handle(running.handle().job(), running.claim().token());
        sql.update(
                "INSERT INTO branch_fire SELECT CAST(? AS VARBINARY), time_ms, data FROM fire WHERE keyword = ? AND number = ?",
                branch,
                running.keyword().map(Sql::name),
                running.fire());
        sql.update("UPDATE occurrence SET handle = ? WHERE handle = ?", branch, running.handle());
    }

    void remove(Occurrence occurrence) {
        remove(occurrence.handle());
        if (occurrence.isRunning()) {
            step.limits().ended(occurrence);
        }
    }

    void remove(Handle handle) {
        sql.update("DELETE FROM occurrence WHERE handle = ?", handle);
    }

    /** Marks the claim of the job, if one lives, and tells its node; answers where it lives. */
    List<NodeId> mark(JobId job, Mark mark) {
        List<NodeId> nodes = nodesOf(job);
        if (!nodes.isEmpty()) {
            sql.update("UPDATE occurrence SET mark = ? WHERE jid = ? AND node IS NOT NULL", mark, job);
            nodes.forEach(node -> step.signal(new Signal.Mark(node.toString())));
        }
        return nodes;
    }
}
