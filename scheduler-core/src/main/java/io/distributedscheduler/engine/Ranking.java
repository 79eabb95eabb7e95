package io.distributedscheduler.engine;

import io.distributedscheduler.store.NodeId;
import java.util.List;

/**
 * In which order nodes that can run the same jobs ask for what becomes due, so that not all ask at once: another order
 * for each instant, the same on all nodes.
 */
record Ranking(List<NodeId> others) {

    static final Ranking ALONE = new Ranking(List.of());

    private static final int LAST = 10;

    Ranking {
        others = List.copyOf(others);
    }

    /** How many nodes ask before {@code self}, ten at most. */
    int rank(NodeId self, long instant) {
        if (others.isEmpty()) {
            return 0;
        }
        long own = hash(self, instant);
        int before = 0;
        for (NodeId other : others) {
            if (hash(other, instant) < own && ++before == LAST) {
                break;
            }
        }
        return before;
    }

    private static long hash(NodeId node, long instant) {
        long z = (node.toString().hashCode() * 0x9E3779B97F4A7C15L) ^ instant;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
