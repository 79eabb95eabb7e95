package io.distributedscheduler.engine;

import io.distributedscheduler.codec.NodeInfoCodec;
import io.distributedscheduler.engine.Troubles.Task;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.QueueRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps house, one partition at a time: forgets records whose time is over, and says so when something is due that no
 * node can run.
 */
final class Janitor {

    private static final Logger log = LoggerFactory.getLogger(Janitor.class);

    private static final int TRIMMED_AT_ONCE = 500;

    /** The pause while there is more to forget; longer where that takes the store longer, so that others are served. */
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int SHARE = 4;
    private static final long TOLD_AGAIN = TimeUnit.MINUTES.toNanos(1);

    private final JobStore store;
    private final NodeRuntime runtime;
    private final SchedulerSettings settings;
    private final StoreClocks clocks;
    private final EventDispatcher events;
    private final Troubles troubles;
    private final NodeInfoCodec infos = new NodeInfoCodec();
    private final Map<String, Long> told = new HashMap<>();
    private final BackgroundLoop loop;
    private final long interval;
    private final List<Turn> turns = new ArrayList<>();

    /** When a partition is looked after, and when it is looked for executors that are missing. */
    private static final class Turn {

        final int partition;
        long next;
        long nextSearch;

        Turn(int partition, long next) {
            this.partition = partition;
            this.next = next;
            this.nextSearch = next;
        }
    }

    Janitor(SchedulerContext context, String name) {
        this.store = context.store();
        this.runtime = context.runtime();
        this.settings = context.settings();
        this.clocks = context.clocks();
        this.events = context.events();
        this.troubles = context.troubles();
        this.loop = new BackgroundLoop(name, this::runOnce);
        this.interval = settings.lease().toNanos();
    }

    void start(int partitions) {
        // Not all nodes at the same time; and those that start have better things to do.
        long first = runtime.nanoTime() + Math.floorMod(runtime.random(), interval);
        for (int i = 0; i < partitions; i++) {
            turns.add(new Turn(i, first + i * interval / partitions));
        }
        loop.start(runtime, false);
    }

    void end() {
        loop.end();
    }

    /** Looks after one partition; each has its turn once in a lease, and soon again while there is more to forget. */
    long runOnce() {
        Turn turn = turns.get(0);
        for (Turn other : turns) {
            turn = other.next - turn.next < 0 ? other : turn;
        }
        long now = runtime.nanoTime();
        if (turn.next - now > 0) {
            return turn.next - now;
        }
        turn.next = now + interval;
        try {
            if (store.trim(turn.partition, settings.trim(), TRIMMED_AT_ONCE)) {
                long took = runtime.nanoTime() - now;
                turn.next = now + took + Math.max(SOON, took * SHARE);
            }
            if (now - turn.nextSearch >= 0) {
                turn.nextSearch = now + interval;
                findMissingExecutors(turn.partition);
            }
            troubles.worked(Task.KEEP_HOUSE, turn.partition);
        } catch (JobStoreException e) {
            troubles.failed(Task.KEEP_HOUSE, turn.partition, e);
        }
        return 0;
    }

    private void findMissingExecutors(int partition) {
        Instant now = clocks.lower(partition);
        Instant overdue = now.minus(settings.lease().multipliedBy(2));
        Instant late = now.minus(settings.lateAfter());
        List<QueueRecord> waiting = store.queues(partition).stream()
                .filter(queue -> queue.pending() > 0)
                .filter(queue -> queue.head().filter(overdue::isAfter).isPresent())
                .toList();
        if (waiting.isEmpty()) {
            return;
        }
        List<NodeRecord> nodes = store.nodes(partition);
        if (nodes.isEmpty() || !nodes.get(0).node().name().equals(settings.node())) {
            return; // One node tells for all.
        }
        Set<String> canRun = new HashSet<>();
        for (NodeRecord node : nodes) {
            canRun.addAll(infos.read(node.info()).queues());
        }
        for (QueueRecord queue : waiting) {
            Instant head = queue.head().orElseThrow();
            if (!canRun.contains(queue.queue())) {
                tellMissing(queue, head);
            } else if (head.isBefore(late) && isToBeTold(queue)) {
                events.publish(new SchedulerEvent.JobsOverdue(queue.queue(), head, queue.pending()));
            }
        }
    }

    private boolean isToBeTold(QueueRecord queue) {
        long now = runtime.nanoTime();
        Long before = told.get(queue.queue());
        if (before != null && now - before < TOLD_AGAIN) {
            return false;
        }
        told.put(queue.queue(), now);
        return true;
    }

    private void tellMissing(QueueRecord queue, Instant head) {
        if (!isToBeTold(queue)) {
            return;
        }
        log.warn(
                "{} jobs wait for the executor {}, which no live node has; the first was due at {}",
                queue.pending(),
                queue.queue(),
                head);
        events.publish(new SchedulerEvent.ExecutorMissing(queue.queue(), head, queue.pending()));
    }
}
