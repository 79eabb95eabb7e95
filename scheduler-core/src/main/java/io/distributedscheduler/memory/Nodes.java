package io.distributedscheduler.memory;

import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.memory.Endings.Meanwhile;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.Recovery;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the leases of nodes, and frees what dead ones held. */
final class Nodes {

    private static final int MAX_FIRED = 10;
    private static final String LOST_TOO_OFTEN = "lost its node " + JobStore.MAX_LOSSES + " times";

    private final MemoryState state;
    private final Places places;
    private final KeptRuns runs;
    private final Endings endings;
    private final Claiming claiming;
    private final Branching branching;

    Nodes(MemoryState state, Places places, KeptRuns runs, Endings endings, Claiming claiming, Branching branching) {
        this.state = state;
        this.places = places;
        this.runs = runs;
        this.endings = endings;
        this.claiming = claiming;
        this.branching = branching;
    }

    Instant join(JoinRequest request) {
        Node node = state.nodes.get(request.node());
        if (node == null) {
            node = new Node(request.node(), request.info());
            state.nodes.put(node.id, node);
        } else if (node.isDead()) {
            return state.now;
        }
        node.info = request.info();
        renew(node, request.lease());
        return state.now;
    }

    Beat beat(BeatRequest request) {
        Optional<Node> present = state.present(request.node());
        if (present.isEmpty()) {
            return new Beat(false, state.now, List.of(), Map.of(), Optional.empty(), List.of());
        }
        Node node = present.get();
        renew(node, request.lease());
        state.limits.declare(request.queues(), request.limits());
        state.limits.settle();
        List<Beat.Entry> running = node.running.values().stream()
                .map(claim -> new Beat.Entry(claim.ref(), claim.number, claim.mark()))
                .toList();
        Map<NodeId, Instant> leases = new LinkedHashMap<>();
        state.nodes.values().forEach(other -> leases.put(other.id, Instant.ofEpochMilli(other.leaseEnd)));
        List<String> fired = state.keywords.values().stream()
                .filter(Keyword::hasWork)
                .limit(MAX_FIRED)
                .map(keyword -> keyword.name)
                .toList();
        return new Beat(true, state.now, running, leases, claiming.head(request.queues()), fired);
    }

    boolean leave(NodeId id) {
        Node node = state.nodes.get(id);
        if (node != null && !node.running.isEmpty()) {
            return false;
        }
        state.nodes.remove(id);
        return true;
    }

    List<NodeRecord> present() {
        return state.nodes.values().stream()
                .filter(node -> !node.isDead())
                .map(node ->
                        new NodeRecord(node.id, Instant.ofEpochMilli(node.leaseEnd), node.running.size(), node.info))
                .toList();
    }

    Recovery recover(NodeId id, Instant leaseEnd, int limit) {
        Node node = state.nodes.get(id);
        if (node == null || !node.isDead() && node.leaseEnd != leaseEnd.toEpochMilli()) {
            return new Recovery(false, state.now, List.of(), false);
        }
        node.die();
        List<Running> claims = node.running.values().stream().limit(limit).toList();
        List<RunRecord> lost = new ArrayList<>();
        claims.forEach(claim -> lost.add(lose(claim)));
        boolean more = !node.running.isEmpty();
        if (!more) {
            state.nodes.remove(id);
        }
        return new Recovery(true, state.now, lost, more);
    }

    private RunRecord lose(Running claim) {
        endings.end(claim);
        Meanwhile meanwhile = endings.meanwhile(claim);
        Occurrence retry = claim.occurrence.afterLoss();
        boolean last = meanwhile != Meanwhile.NOTHING || retry.losses() >= JobStore.MAX_LOSSES;
        RunRecord record = endings.record(claim, Outcome.LOST, last, claim.claimed, "");
        StoredJob job = state.jobs.get(claim.handle.job());
        if (job != null) {
            runs.add(record);
        }
        if (job != null && !last) {
            places.pend(claim.handle, job, state.nowMs(), retry);
        } else if (claim.isBranch()) {
            giveUpBranch(claim, job);
        } else if (job != null) {
            giveUp(claim, job, meanwhile);
        }
        return record;
    }

    private void giveUpBranch(Running claim, @Nullable StoredJob job) {
        boolean standsNowhere = branching.isLast(claim.handle);
        branching.end(claim.handle);
        if (job != null && standsNowhere) {
            state.finishing.remove(job.id());
            places.fail(job, LOST_TOO_OFTEN, JobStore.BY_STORE);
        }
    }

    private void giveUp(Running claim, StoredJob job, Meanwhile meanwhile) {
        state.count(job, Places.ONE_RUN);
        if (meanwhile == Meanwhile.CHANGED) {
            endings.placeChanged(job);
        } else if (meanwhile == Meanwhile.NOTHING) {
            places.fail(job, LOST_TOO_OFTEN, JobStore.BY_STORE);
        }
    }

    private void renew(Node node, Duration lease) {
        long end = state.nowMs() + lease.toMillis();
        node.leaseEnd = end == node.leaseEnd ? end + 1 : end;
    }
}
