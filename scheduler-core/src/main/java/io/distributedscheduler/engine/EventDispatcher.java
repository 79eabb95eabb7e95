package io.distributedscheduler.engine;

import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.event.SchedulerListener;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happened, on a thread of its own: what they do there delays no job and no future. Events that find
 * the queue full are dropped and counted.
 */
final class EventDispatcher {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    static final int CAPACITY = 10_000;
    private static final int STEP = 100;

    private final List<SchedulerListener> listeners = new CopyOnWriteArrayList<>();
    private final ArrayDeque<SchedulerEvent> events = new ArrayDeque<>();
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
            SchedulerEvent event;
            synchronized (this) {
                event = events.poll();
                if (event == null) {
                    return nothingLeft();
                }
            }
            for (SchedulerListener listener : listeners) {
                tell(listener, event);
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

    private static void tell(SchedulerListener listener, SchedulerEvent event) {
        try {
            listener.onEvent(event);
        } catch (Throwable e) {
            log.warn("A listener threw; that changes nothing", e);
        }
    }
}
