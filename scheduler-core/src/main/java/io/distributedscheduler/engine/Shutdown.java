package io.distributedscheduler.engine;

import io.distributedscheduler.engine.Execution.Told;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a node in order: it claims nothing more, hands back what has not started, waits for what runs, interrupts it,
 * writes how it ended, and leaves. A run whose code does not end keeps its claim: the node beats on for it until it ends or the process
 * does.
 */
final class Shutdown {

    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    private static final long CHECK = TimeUnit.MILLISECONDS.toNanos(20);

    private enum Phase {
        BEGIN,
        WAIT,
        INTERRUPTED,
        LEAVE
    }

    private final JobStore store;
    private final NodeRuntime runtime;
    private final SchedulerSettings settings;
    private final List<NodePartition> left;
    private final Runnable atEnd;
    private final BackgroundLoop loop;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Phase phase = Phase.BEGIN;
    private long until;

    Shutdown(SchedulerContext context, List<NodePartition> partitions, Runnable atEnd, String name) {
        this.store = context.store();
        this.runtime = context.runtime();
        this.settings = context.settings();
        this.left = new ArrayList<>(partitions);
        this.atEnd = atEnd;
        this.loop = new BackgroundLoop(name, this::runOnce);
    }

    void start() {
        loop.start(runtime, false);
    }

    void wake() {
        loop.wake();
    }

    /** Completes when the node has stopped, but for code that does not end. */
    CompletableFuture<Void> done() {
        return done;
    }

    long runOnce() {
        long now = runtime.nanoTime();
        switch (phase) {
            case BEGIN -> {
                left.forEach(NodePartition::stopClaiming);
                enter(Phase.WAIT, now + settings.shutdown().toNanos());
                if (!running().isEmpty()) {
                    log.info("Waiting for {} runs to end", running().size());
                }
            }
            case WAIT -> {
                // A claim call that was on its way may have brought more.
                left.forEach(NodePartition::handBackUnstarted);
                if (running().isEmpty()) {
                    leaveFrom(now);
                } else if (now - until >= 0) {
                    running().forEach(execution -> {
                        if (execution.tell(Told.HAND_BACK)) {
                            log.info("{} was told to end, since the node stops; it is handed back", execution);
                        }
                    });
                    enter(Phase.INTERRUPTED, now + settings.interrupt().toNanos());
                }
            }
            case INTERRUPTED -> {
                if (running().isEmpty() || now - until >= 0) {
                    leaveFrom(now);
                }
            }
            case LEAVE -> {
                return leave(now);
            }
        }
        return Math.max(0, Math.min(CHECK, until - runtime.nanoTime()));
    }

    private void leaveFrom(long now) {
        // Time to write what has ended; when the store is away, the lease will have to do.
        enter(Phase.LEAVE, now + 2 * settings.commandTimeout().toNanos());
    }

    private void enter(Phase next, long limit) {
        phase = next;
        until = limit;
    }

    private long leave(long now) {
        boolean late = now - until >= 0;
        for (NodePartition partition : List.copyOf(left)) {
            boolean runs = !partition.running().isEmpty();
            if (!runs && (hasLeft(partition) || late)) {
                partition.end();
                left.remove(partition);
            }
        }
        if (left.isEmpty()) {
            finish();
            atEnd.run();
            return NodeRuntime.END;
        }
        if (late && !done.isDone()) {
            log.warn("Runs do not end although they were interrupted; the node keeps them: {}", running());
        }
        if (late) {
            finish();
        }
        if (done.isDone() && !running().isEmpty()) {
            // When that ends at last, it gets the same time to be written.
            leaveFrom(now);
        }
        return CHECK;
    }

    private boolean hasLeft(NodePartition partition) {
        Membership membership = partition.membership();
        if (!membership.isPresent()) {
            return true;
        }
        if (!partition.isWritten()) {
            return false;
        }
        partition.leaving(true);
        try {
            if (store.leave(membership.partition(), membership.node())) {
                return true;
            }
            // It holds claims that the node does not know: the next beat hands them back.
            partition.leaving(false);
            partition.beatSoon();
        } catch (JobStoreException e) {
            partition.leaving(false);
            log.debug("The store does not answer; the lease ends by itself", e);
        }
        return false;
    }

    private void finish() {
        done.complete(null);
    }

    private List<Execution> running() {
        return left.stream().flatMap(partition -> partition.running().stream()).toList();
    }
}
