package io.distributedscheduler.engine;

import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * This node in one partition: who it is there, whether it is present, until when its lease surely lasts, and the claims
 * it holds.
 *
 * <p>Partitions are independent: a node may be declared dead in one and live on in the others.
 */
final class Membership {

    /** When the last good renewal was sent, by either clock. */
    private record Renewal(long sent, Instant sentByWall) {}

    private final int partition;
    private final NodeRuntime runtime;
    private final SchedulerSettings settings;
    private final StoreClock clock;
    private final Queues queues;
    private final Head head = new Head();
    private final Map<Long, Execution> held = new HashMap<>();
    private volatile NodeId node;
    private volatile boolean present;
    private volatile Renewal renewal;
    private volatile Ranking ranking = Ranking.ALONE;
    private long lastNumber;
    private long dealtWith;
    private long seenToken;
    /** Claims that shall end and that the node does not know yet, since the answer that gives them is under way. */
    private Set<Long> endedAhead = Set.of();

    Membership(int partition, StoreClock clock, NodeRuntime runtime, SchedulerSettings settings, Queues queues) {
        this.queues = queues;
        this.partition = partition;
        this.clock = clock;
        this.runtime = runtime;
        this.settings = settings;
        this.node = newEpoch();
        this.renewal = new Renewal(runtime.nanoTime(), runtime.wallTime());
    }

    int partition() {
        return partition;
    }

    StoreClock clock() {
        return clock;
    }

    Head head() {
        return head;
    }

    NodeId node() {
        return node;
    }

    Ranking ranking() {
        return ranking;
    }

    void ranking(Ranking ranking) {
        this.ranking = ranking;
    }

    boolean isPresent() {
        return present;
    }

    /** The node has joined, or its lease was renewed, by a call sent then. */
    void renewed(long sent, Instant sentByWall) {
        renewal = new Renewal(sent, sentByWall);
        present = true;
    }

    /** The node has left. */
    void left() {
        present = false;
    }

    /** Whether nobody can have declared the node dead, by its own monotonic clock. */
    boolean leaseHolds() {
        return present && leaseLeft() > 0;
    }

    /** Since the last renewal that the store answered was sent; since the start, if there was none. */
    Duration sinceRenewal() {
        return Duration.ofNanos(runtime.nanoTime() - renewal.sent);
    }

    /** Nanoseconds until others may declare it dead. */
    long leaseLeft() {
        return renewal.sent + settings.lease().toNanos() - runtime.nanoTime();
    }

    /**
     * Whether the last renewal is young enough to start or complete something without asking the store first. It is not
     * after a gap, such as a pause of the process, or a suspended machine, whose monotonic clock stands still.
     */
    boolean isFresh() {
        Renewal last = renewal;
        Duration limit = settings.lease().dividedBy(3);
        return present
                && runtime.nanoTime() - last.sent < limit.toNanos()
                && Duration.between(last.sentByWall, runtime.wallTime()).compareTo(limit) < 0;
    }

    // ---- claims

    /** The number of the next claim call. */
    synchronized long nextNumber() {
        return ++lastNumber;
    }

    /** The highest claim number whose answer has been dealt with, or that was given up. */
    synchronized long dealtWith() {
        return dealtWith;
    }

    /** The highest token seen. */
    synchronized long seenToken() {
        return seenToken;
    }

    /** Takes the claims of an answer; none if the node has been declared dead since it asked. */
    synchronized List<Execution> register(NodeId asked, long number, List<Claim> claims, Instant time) {
        if (!asked.equals(node)) {
            return List.of();
        }
        long received = runtime.nanoTime();
        List<Execution> taken = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            seenToken = Math.max(seenToken, claim.token());
            // One that shall end already is left to the next beat, which finds it to be an orphan and hands it back.
            if (!held.containsKey(claim.token()) && !endedAhead.contains(claim.token())) {
                Execution execution = new Execution(this, asked, claim, time, received);
                held.put(claim.token(), execution);
                queues.claimed(execution);
                taken.add(execution);
            }
        }
        dealtWith = Math.max(dealtWith, number);
        return taken;
    }

    /**
     * Learns of all claims that the store has marked to end. Answers those that the node holds; the others it will not
     * begin, should the answer that gives them be under way still.
     */
    synchronized List<Execution> marked(Set<Long> tokens) {
        List<Execution> known = new ArrayList<>();
        Set<Long> ahead = new HashSet<>();
        for (Long token : tokens) {
            Execution execution = held.get(token);
            if (execution == null) {
                ahead.add(token);
            } else {
                known.add(execution);
            }
        }
        endedAhead = ahead;
        return known;
    }

    /** Gives up the answer to a claim call: whatever it gave is an orphan. */
    synchronized void giveUp(NodeId asked, long number) {
        if (asked.equals(node)) {
            dealtWith = Math.max(dealtWith, number);
        }
    }

    /** The claim is not held any more: its end was written, it was handed back, or taken away. */
    synchronized void forget(Execution execution) {
        if (held.remove(execution.claim().token(), execution)) {
            queues.ended(List.of(execution));
        }
    }

    synchronized void forgetAll(Collection<Execution> executions) {
        executions.forEach(this::forget);
    }

    /** The claim, if the node holds it and knows. */
    synchronized List<Execution> held() {
        return List.copyOf(held.values());
    }

    synchronized boolean holds(ClaimRef claim) {
        return held.containsKey(claim.token());
    }

    synchronized boolean holdsAny() {
        return !held.isEmpty();
    }

    /** The node was declared dead: it holds nothing any more, and comes back under a new epoch. Answers what it held. */
    synchronized List<Execution> lost(NodeId dead) {
        if (!dead.equals(node)) {
            return List.of();
        }
        List<Execution> taken = List.copyOf(held.values());
        held.clear();
        queues.ended(taken);
        endedAhead = Set.of();
        present = false;
        node = newEpoch();
        lastNumber = 0;
        dealtWith = 0;
        head.forget();
        return taken;
    }

    private NodeId newEpoch() {
        return new NodeId(settings.node(), Long.toUnsignedString(runtime.random(), 36));
    }
}
