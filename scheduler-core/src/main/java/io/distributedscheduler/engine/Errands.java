package io.distributedscheduler.engine;

import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a part of the node hands over since it must not wait for it, one after the other, on a thread that is there
 * only while there is something to do.
 */
final class Errands {

    private static final Logger log = LoggerFactory.getLogger(Errands.class);

    private final String name;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final OnDemandLoop loop;

    Errands(NodeRuntime runtime, String name) {
        this.name = name;
        this.loop = new OnDemandLoop(runtime, name, this::runOnce);
    }

    void add(Runnable errand) {
        synchronized (waiting) {
            waiting.add(errand);
        }
        loop.wake();
    }

    private long runOnce() {
        Runnable next;
        synchronized (waiting) {
            next = waiting.poll();
        }
        if (next == null) {
            return NodeRuntime.END;
        }
        try {
            next.run();
        } catch (Throwable e) {
            log.warn("Something that {} did threw; that changes nothing", name, e);
        }
        return 0;
    }
}
