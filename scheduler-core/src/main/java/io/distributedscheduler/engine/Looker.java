package io.distributedscheduler.engine;

import io.distributedscheduler.store.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Watches the other nodes of a partition, and says which of them has not renewed its lease for as long as the lease is.
 *
 * <p>It does not compare clocks: it remembers since when, by its own monotonic clock, it has seen the same end of a lease.
 * Only the time through which its own beats went well counts, so that nobody is declared dead because the store, or
 * this node, was away.
 */
final class Looker {

    private record Sight(Instant leaseEnd, long since) {}

    private final long lease;
    private final Map<NodeId, Sight> seen = new HashMap<>();

    Looker(Duration lease) {
        // Monotonic clocks of two machines may differ by some thousandths.
        this.lease = lease.toNanos() + lease.toNanos() / 200;
    }

    /** What a beat answered. */
    void saw(Map<NodeId, Instant> nodes, NodeId self, long now) {
        seen.keySet().retainAll(nodes.keySet());
        nodes.forEach((node, leaseEnd) -> {
            if (!node.equals(self)) {
                Sight before = seen.get(node);
                if (before == null || !before.leaseEnd.equals(leaseEnd)) {
                    seen.put(node, new Sight(leaseEnd, now));
                }
            }
        });
    }

    /** The own beats had a gap: all that was seen before counts for nothing. */
    void gap(long now) {
        seen.replaceAll((node, sight) -> new Sight(sight.leaseEnd, now));
    }

    /** A node to recover: one whose lease stood still for so long, or that is declared dead already. */
    Optional<Map.Entry<NodeId, Instant>> suspect(long now) {
        for (Map.Entry<NodeId, Sight> entry : seen.entrySet()) {
            if (left(entry.getValue(), now) <= 0) {
                return Optional.of(Map.entry(entry.getKey(), entry.getValue().leaseEnd));
            }
        }
        return Optional.empty();
    }

    /** Nanoseconds until there may be a suspect. */
    long nanosUntilSuspect(long now) {
        long least = NodeRuntime.UNTIL_WOKEN;
        for (Sight sight : seen.values()) {
            least = Math.min(least, left(sight, now));
        }
        return least;
    }

    /** The node is gone, or has renewed its lease: forget it until it is seen again. */
    void forget(NodeId node) {
        seen.remove(node);
    }

    private long left(Sight sight, long now) {
        return sight.leaseEnd.equals(Instant.EPOCH) ? 0 : sight.since + lease - now;
    }
}
