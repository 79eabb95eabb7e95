package io.distributedscheduler.engine;

import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.event.SchedulerListener;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happened, and completes futures, on a thread of its own: what user code does there delays no job.
 * Events that find the queue full are dropped and counted; futures never are.
 */
final class EventDispatcher {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    static final int CAPACITY = 10_000;
    private static final int STEP = 100;

    private final List<SchedulerListener> listeners = new CopyOnWriteArrayList<>();
    private final ArrayDeque<SchedulerEvent> events = new ArrayDeque<>();
    private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
    private final OnDemandLoop loop;
    private boolean closed;
    private long dropped;
    private long droppedNow;

    EventDispatcher(NodeRuntime runtime, String name, List<SchedulerListener> listeners) {
        this.loop = new OnDemandLoop(runtime, name, this::runOnce);
        this.listeners.addAll(listeners);
    }

    void add(SchedulerListener listener) {
        listeners.add(listener);
    }

    /** Whether anybody listens; if not, nobody need make an event. */
    boolean isWanted() {
        return !listeners.isEmpty();
    }

    void publish(SchedulerEvent event) {
        if (!isWanted()) {
            return;
        }
        synchronized (this) {
            if (events.size() >= CAPACITY) {
                dropped++;
                if (droppedNow++ == 0) {
                    log.warn("{} events wait for listeners that are too slow; further ones are dropped", CAPACITY);
                }
                return;
            }
            events.add(event);
        }
        loop.wake();
    }

    /** Runs what completes a future. */
    void execute(Runnable callback) {
        synchronized (this) {
            callbacks.add(callback);
        }
        loop.wake();
    }

    /** How many events were dropped so far. */
    synchronized long dropped() {
        return dropped;
    }

    /** Ends the thread once all that waits is told; it comes back, for as long as needed, when there is more to tell. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        loop.wakeIfRunning();
    }

    /** Keeps the thread between events. */
    synchronized void open() {
        closed = false;
    }

    /** Tells some of what waits. */
    long runOnce() {
        for (int i = 0; i < STEP; i++) {
            Runnable callback;
            SchedulerEvent event;
            synchronized (this) {
                callback = callbacks.poll();
                event = callback == null ? events.poll() : null;
                if (callback == null && event == null) {
                    return nothingLeft();
                }
            }
            if (callback != null) {
                guarded(callback, "A callback of a completion");
            } else if (event != null) {
                SchedulerEvent told = event;
                for (SchedulerListener listener : listeners) {
                    guarded(() -> listener.onEvent(told), "A listener");
                }
            }
        }
        return 0;
    }

    private long nothingLeft() {
        if (droppedNow > 0) {
            log.warn("Dropped {} events, since listeners were too slow", droppedNow);
            droppedNow = 0;
        }
        return closed ? NodeRuntime.END : NodeRuntime.UNTIL_WOKEN;
    }

    private static void guarded(Runnable userCode, String what) {
        try {
            userCode.run();
        } catch (Throwable e) {
            log.warn("{} threw; that changes nothing", what, e);
        }
    }
}
