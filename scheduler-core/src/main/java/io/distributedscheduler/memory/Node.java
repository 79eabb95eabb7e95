package io.distributedscheduler.memory;

import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.NodeId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A node that is present, or dead and not yet recovered in full. */
final class Node {

    final NodeId id;

    /** End of its lease, ms; 0 of a dead one. */
    long leaseEnd;

    String info;

    /** The highest number of its claims. */
    long lastNumber;

    /** Its claims by token, which is the order of claiming. */
    final SortedMap<Long, Running> running = new TreeMap<>();

    Node(NodeId id, String info) {
        this.id = id;
        this.info = info;
    }

    boolean isDead() {
        return leaseEnd == 0;
    }

    void die() {
        leaseEnd = 0;
    }

    /** The claim, if it lives and is held by that token. */
    Optional<Running> claim(ClaimRef ref) {
        return Optional.ofNullable(running.get(ref.token())).filter(claim -> claim.isCalled(ref));
    }
}
