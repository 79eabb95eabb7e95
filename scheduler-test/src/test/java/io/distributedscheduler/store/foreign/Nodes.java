package io.distributedscheduler.store.foreign;

import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.StoreMismatchException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code join}, {@code beat}, {@code leave} and {@code nodes}: the table {@code node}. */
final class Nodes {

    private static final int SCHEMA = 1;
    private static final int MAX_FIRED = 10;

    private final Step step;
    private final Sql sql;
    private final Occurrences occurrences;

    Nodes(Step step) {
        this.step = step;
        this.sql = step.sql;
        this.occurrences = new Occurrences(step);
    }

    Instant join(JoinRequest request) {
        long schema = sql.count("SELECT schema_version FROM layout");
        if (schema > SCHEMA) {
            throw new StoreMismatchException("The tables are of schema " + schema + ", this node knows " + SCHEMA);
        }
        if (isPresent(request.node())) {
            renew(request.node(), request.lease());
            sql.update("UPDATE node SET info = ? WHERE id = ?", request.info(), request.node());
        } else if (!isDead(request.node())) {
            sql.update(
                    "INSERT INTO node (id, lease_end_ms, info) VALUES (?, ?, ?)",
                    request.node(),
                    end(request.lease()),
                    request.info());
        }
        return step.now;
    }

    Beat beat(BeatRequest request) {
        NodeId node = request.node();
        if (!isPresent(node)) {
            return new Beat(false, step.now, List.of(), Map.of(), Optional.empty(), List.of());
        }
        renew(node, request.lease());
        step.limits().declare(request.queues(), request.limits());
        step.limits().settle();
        List<Beat.Entry> running =
                occurrences.runningOn(node).stream().map(Nodes::entry).toList();
        return new Beat(true, step.now, running, leases(), head(request.queues()), new Firing(step).fired(MAX_FIRED));
    }

    boolean leave(NodeId node) {
        if (!occurrences.runningOn(node).isEmpty()) {
            return false;
        }
        remove(node);
        return true;
    }

    static List<NodeRecord> present(Sql sql) {
        return sql.list(
                "SELECT n.*, (SELECT COUNT(*) FROM occurrence o WHERE o.node = n.id) AS running FROM node n"
                        + " WHERE NOT n.dead ORDER BY n.id",
                row -> new NodeRecord(row.node("id"), row.ms("lease_end_ms"), row.number("running"), row.text("info")));
    }

    // ---- for the other verbs

    boolean isPresent(NodeId node) {
        return sql.exists("SELECT 1 FROM node WHERE id = ? AND NOT dead", node);
    }

    boolean isDead(NodeId node) {
        return sql.exists("SELECT 1 FROM node WHERE id = ? AND dead", node);
    }

    /** The end of the lease of a node that is present. */
    Optional<Instant> leaseEnd(NodeId node) {
        return sql.first(
                "SELECT lease_end_ms FROM node WHERE id = ? AND NOT dead", row -> row.ms("lease_end_ms"), node);
    }

    void die(NodeId node) {
        sql.update("UPDATE node SET dead = TRUE WHERE id = ?", node);
    }

    void remove(NodeId node) {
        sql.update("DELETE FROM node WHERE id = ?", node);
    }

    /** The earliest due instant in the queues. */
    Optional<Instant> head(Collection<String> queues) {
        long head = queues.stream().mapToLong(step.limits()::head).min().orElse(Long.MAX_VALUE);
        return head == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(head));
    }

    private void renew(NodeId node, Duration lease) {
        Instant end = Instant.ofEpochMilli(end(lease));
        boolean same = leaseEnd(node).filter(end::equals).isPresent();
        sql.update("UPDATE node SET lease_end_ms = ? WHERE id = ?", end.toEpochMilli() + (same ? 1 : 0), node);
    }

    private long end(Duration lease) {
        return step.nowMs() + lease.toMillis();
    }

    private Map<NodeId, Instant> leases() {
        Map<NodeId, Instant> leases = new HashMap<>();
        sql.list(
                "SELECT * FROM node",
                row -> leases.put(row.node("id"), row.flag("dead") ? Instant.EPOCH : row.ms("lease_end_ms")));
        return leases;
    }

    private static Beat.Entry entry(Occurrence running) {
        Occurrence.Held claim = running.claim();
        return new Beat.Entry(new ClaimRef(running.handle(), claim.token()), claim.number(), claim.mark());
    }
}
