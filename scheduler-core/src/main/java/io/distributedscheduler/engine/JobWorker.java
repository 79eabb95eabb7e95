package io.distributedscheduler.engine;

import io.distributedscheduler.engine.NodeRuntime.Worker;
import org.jspecify.annotations.Nullable;

/** A thread that runs user code: takes a run, waits until it may start, runs it, and takes the next. */
final class JobWorker {

    private final Workers workers;
    private final CodeRunner runner;
    private final NodeRuntime runtime;
    private final String name;
    private final boolean virtual;
    private @Nullable Worker worker;
    private volatile boolean retired;
    private @Nullable Execution taken;

    // Guarded by the lock of the workers.
    private boolean woken;
    private boolean stuck;

    JobWorker(Workers workers, CodeRunner runner, NodeRuntime runtime, String name, boolean virtual) {
        this.workers = workers;
        this.runner = runner;
        this.runtime = runtime;
        this.name = name;
        this.virtual = virtual;
    }

    /** Runs until there is nothing to take, or what was taken may not start yet. */
    long runOnce() {
        while (true) {
            Execution next = taken;
            if (next == null) {
                next = workers.take(this);
                if (next == null) {
                    return retired ? NodeRuntime.END : NodeRuntime.UNTIL_WOKEN;
                }
                taken = next;
            }
            long wait = runner.nanosUntilStart(next);
            if (wait > 0) {
                return wait;
            }
            taken = null;
            runner.run(next, this);
            if (retired) {
                return NodeRuntime.END;
            }
        }
    }

    /** Wakes the thread, or starts it. */
    void wake() {
        Worker current;
        synchronized (this) {
            current = worker;
            if (current == null) {
                try {
                    worker = runtime.startWorker(name, virtual, this::runOnce);
                    workers.started();
                    return;
                } catch (RuntimeException | OutOfMemoryError e) {
                    workers.notStarted(this, e);
                    return;
                }
            }
        }
        current.wake();
    }

    /** What to interrupt. Asked by the thread itself; the lock keeps one that has just started until it is known. */
    synchronized @Nullable Worker thread() {
        return worker;
    }

    void retire() {
        retired = true;
    }

    void aboutToWake() {
        woken = true;
    }

    boolean wasWoken() {
        boolean was = woken;
        woken = false;
        return was;
    }

    boolean isStuck() {
        return stuck;
    }

    void stuck(boolean stuck) {
        this.stuck = stuck;
    }
}
