package io.distributedscheduler.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a beat answers.
 *
 * @param present whether the node is; if not it was declared dead, or the store lost it, nothing was renewed, and all
 *     but the time is empty
 * @param time store time of the step
 * @param running every claim the store holds for the node, by token
 * @param nodes the end of the lease of every node, this one included; {@link Instant#EPOCH} for a dead one that is not
 *     yet recovered in full
 * @param head the earliest instant from which something of the queues asked for may be claimed
 * @param fired keywords with fires that are not promoted in full, at most ten, by name
 */
public record Beat(
        boolean present,
        Instant time,
        List<Entry> running,
        Map<NodeId, Instant> nodes,
        Optional<Instant> head,
        List<String> fired) {

    /** A claim in the store: whose reply of which number gave it, and the mark on it. */
    public record Entry(ClaimRef claim, long number, Optional<Mark> mark) {}
}
