package io.distributedscheduler.memory;

import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A node that is present, or dead and not yet recovered in full. */
final class Node {

    final NodeId id;

    /** End of its lease, ms; 0 of a dead one. */
    long leaseEnd;

    String info;

    /** The highest number of its claims. */
    long lastNumber;

    /** Its claims; tokens grow, so the order of claiming is theirs. */
    final Map<Handle, Running> running = new LinkedHashMap<>();

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
        return Optional.ofNullable(running.get(ref.handle())).filter(claim -> claim.token == ref.token());
    }
}
