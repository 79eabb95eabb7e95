package io.distributedscheduler.engine;

import io.distributedscheduler.engine.NodeRuntime.Step;
import org.jspecify.annotations.Nullable;

/** A loop that is there only as long as there is something to do: waking it starts it, and its step may end it. */
final class OnDemandLoop {

    private final NodeRuntime runtime;
    private final String name;
    private final Step step;
    private @Nullable BackgroundLoop loop;
    private boolean woken;

    OnDemandLoop(NodeRuntime runtime, String name, Step step) {
        this.runtime = runtime;
        this.name = name;
        this.step = step;
    }

    void wake() {
        BackgroundLoop current;
        synchronized (this) {
            woken = true;
            if (loop == null) {
                BackgroundLoop fresh = new BackgroundLoop(name, this::run);
                fresh.start(runtime, false);
                loop = fresh; // Not before: if there can be no thread now, the next wake tries again.
                return;
            }
            current = loop;
        }
        current.wake();
    }

    /** Wakes it if it is there. */
    void wakeIfRunning() {
        BackgroundLoop current;
        synchronized (this) {
            current = loop;
        }
        if (current != null) {
            current.wake();
        }
    }

    private long run() {
        synchronized (this) {
            woken = false;
        }
        long pause = step.run();
        if (pause != NodeRuntime.END) {
            return pause;
        }
        synchronized (this) {
            if (woken) {
                return 0;
            }
            loop = null;
            return NodeRuntime.END;
        }
    }
}
