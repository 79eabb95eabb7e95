package io.distributedscheduler.engine;

import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.StoredJob;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a node can run, and how much of it: on all nodes together, which the store sees to, and on this one. */
final class Queues {

    private final List<String> names;
    private final Map<String, Limit> limits;
    private final Map<String, Integer> perNode;
    private final Map<String, Integer> held = new HashMap<>();
    private volatile Runnable whenRoom = () -> {};

    private Queues(List<String> names, Map<String, Limit> limits, Map<String, Integer> perNode) {
        this.names = names;
        this.limits = limits;
        this.perNode = perNode;
    }

    /** Nothing. */
    static Queues none() {
        return new Queues(List.of(), Map.of(), Map.of());
    }

    /** Those of the executors, with each of the users' own trigger types; none of a node that only schedules. */
    static Queues of(SchedulerContext context) {
        Set<String> names = new LinkedHashSet<>();
        Map<String, Limit> limits = new TreeMap<>();
        Map<String, Integer> perNode = new TreeMap<>();
        if (context.settings().concurrency() > 0) {
            context.executors().forEach((eid, executor) -> {
                names.add(eid);
                for (String type : context.triggers().names()) {
                    names.add(eid + "~" + type);
                }
                if (!executor.limit().isNone()) {
                    limits.put(eid, executor.limit());
                }
                if (executor.perNode() > 0) {
                    perNode.put(eid, executor.perNode());
                }
            });
        }
        return new Queues(List.copyOf(names), limits, perNode);
    }

    /** Without those of executors that are limited on all nodes together. */
    Queues withoutLimited() {
        return new Queues(
                names.stream()
                        .filter(name -> !limits.containsKey(StoredJob.executorOf(name)))
                        .toList(),
                Map.of(),
                perNode);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    List<String> names() {
        return names;
    }

    /** What the executors are limited to on all nodes together, by eid. */
    Map<String, Limit> limits() {
        return limits;
    }

    /** Those of which this node may run more now. */
    synchronized List<String> open() {
        return perNode.isEmpty() ? names : names.stream().filter(this::isOpen).toList();
    }

    /** Whether it is one of them, and this node may run more of it now. */
    synchronized boolean canTake(String name) {
        return names.contains(name) && isOpen(name);
    }

    private boolean isOpen(String name) {
        String eid = StoredJob.executorOf(name);
        return !perNode.containsKey(eid) || room(eid) > 0;
    }

    /** How many more this node may run, by eid of the executors that are limited on it. */
    synchronized Map<String, Integer> room() {
        Map<String, Integer> room = new TreeMap<>();
        perNode.keySet().forEach(eid -> room.put(eid, Math.max(0, room(eid))));
        return room;
    }

    private int room(String eid) {
        return perNode.getOrDefault(eid, Integer.MAX_VALUE) - held.getOrDefault(eid, 0);
    }

    // ---- what this node holds

    void whenRoom(Runnable whenRoom) {
        this.whenRoom = whenRoom;
    }

    synchronized void claimed(Execution execution) {
        String eid = execution.claim().job().executor();
        if (perNode.containsKey(eid)) {
            held.merge(eid, 1, Integer::sum);
        }
    }

    /** How many of those that this node holds it may not run, by eid: several partitions may give some at the same time. */
    synchronized Map<String, Integer> tooMany() {
        Map<String, Integer> tooMany = new TreeMap<>();
        for (String eid : perNode.keySet()) {
            if (room(eid) < 0) {
                tooMany.put(eid, -room(eid));
            }
        }
        return tooMany;
    }

    void ended(Collection<Execution> executions) {
        boolean anyRoom = false;
        synchronized (this) {
            for (Execution execution : executions) {
                String eid = execution.claim().job().executor();
                if (perNode.containsKey(eid)) {
                    held.merge(eid, -1, Integer::sum);
                    anyRoom |= room(eid) == 1;
                }
            }
        }
        if (anyRoom) {
            whenRoom.run();
        }
    }
}
