package io.distributedscheduler.redis;

import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.Recovery;
import io.distributedscheduler.store.StoreMismatchException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the leases of nodes. */
final class Nodes {

    /** The version of the records that this code writes, and the newest it reads. */
    private static final int SCHEMA = 1;

    private static final int MOST_FIRED = 10;
    private static final int MOST_FREED_A_CALL = 500;
    private static final Instant DEAD = Instant.EPOCH;

    private final ScriptRunner scripts;
    private final int partitions;

    Nodes(ScriptRunner scripts, int partitions) {
        this.scripts = scripts;
        this.partitions = partitions;
    }

    Instant join(JoinRequest request) {
        Answer answer = scripts.run(
                "join",
                request.partition(),
                List.of(),
                List.of(
                        request.node().toString(),
                        Texts.millis(request.lease()),
                        request.info(),
                        Integer.toString(partitions),
                        Integer.toString(SCHEMA)));
        if (answer.is("other")) {
            throw mismatch(answer.text(), answer.text());
        }
        return answer.time();
    }

    Beat beat(BeatRequest request) {
        List<String> arguments = new ArrayList<>();
        arguments.add(request.node().toString());
        arguments.add(Texts.millis(request.lease()));
        arguments.add(Integer.toString(MOST_FIRED));
        arguments.addAll(Texts.counted(request.queues()));
        arguments.addAll(Texts.limits(request.limits()));
        Answer answer = scripts.run("beat", request.partition(), List.of(Keys.running(request.node())), arguments);
        boolean present = answer.is("ok");
        Instant time = answer.time();
        if (!present) {
            return new Beat(false, time, List.of(), Map.of(), Optional.empty(), List.of());
        }
        Optional<Instant> head = answer.instant();
        Map<NodeId, Instant> nodes = new LinkedHashMap<>();
        for (long count = answer.number(); count > 0; count--) {
            Optional<NodeId> node = Texts.node(answer.text());
            Instant leaseEnd = answer.score();
            node.ifPresent(named -> nodes.put(named, leaseEnd));
        }
        List<String> fired = new ArrayList<>();
        for (long count = answer.number(); count > 0; count--) {
            fired.add(answer.text());
        }
        List<Beat.Entry> running = new ArrayList<>();
        while (answer.hasMore()) {
            Optional<Handle> handle = Texts.handle(answer.text());
            Optional<ClaimText> claim = ClaimText.readable(answer.text());
            handle.ifPresent(named -> claim.ifPresent(held ->
                    running.add(new Beat.Entry(new ClaimRef(named, held.token()), held.number(), held.mark()))));
        }
        running.sort(Comparator.comparingLong(entry -> entry.claim().token()));
        return new Beat(true, time, running, nodes, head, fired);
    }

    boolean leave(int partition, NodeId node) {
        Answer answer = scripts.run("leave", partition, List.of(Keys.running(node)), List.of(node.toString()));
        return answer.flag();
    }

    Recovery recover(int partition, NodeId node, Instant leaseEnd, int limit) {
        Answer answer = scripts.run(
                "recover",
                partition,
                List.of(Keys.running(node)),
                List.of(
                        node.toString(),
                        Texts.millis(leaseEnd),
                        Integer.toString(Math.min(limit, MOST_FREED_A_CALL)),
                        Integer.toString(JobStore.MAX_LOSSES)));
        boolean dead = answer.flag();
        Instant time = answer.time();
        boolean more = answer.flag();
        return new Recovery(dead, time, RunText.named(answer), more);
    }

    List<NodeRecord> present(int partition) {
        Answer answer = scripts.run("nodes", partition, List.of(), List.of());
        List<NodeRecord> nodes = new ArrayList<>();
        while (answer.hasMore()) {
            Optional<NodeId> node = Texts.node(answer.text());
            Instant leaseEnd = answer.score();
            long running = answer.number();
            String info = answer.text();
            if (!leaseEnd.equals(DEAD)) {
                node.ifPresent(present -> nodes.add(new NodeRecord(present, leaseEnd, running, info)));
            }
        }
        nodes.sort(Comparator.comparing(found -> found.node().toString()));
        return nodes;
    }

    private StoreMismatchException mismatch(String laidOut, String schema) {
        return !schema.equals(Integer.toString(SCHEMA))
                ? new StoreMismatchException(
                        "The store was laid out by a newer version, with schema %s; this node knows schema %d. Update it, or give it another namespace"
                                .formatted(schema, SCHEMA))
                : new StoreMismatchException(
                        "The store was laid out for %s partitions, this node is set to %d. Set it to %s, or give it another namespace"
                                .formatted(laidOut, partitions, laidOut));
    }
}
