package io.distributedscheduler.engine;

import io.distributedscheduler.engine.NodeRuntime.Loop;
import io.distributedscheduler.engine.NodeRuntime.Step;
import org.jspecify.annotations.Nullable;

/** The loop around a part of a node, which may be woken before it was started, and ended before, too. */
final class BackgroundLoop {

    private final String name;
    private final Step step;
    private volatile @Nullable Loop loop;
    private volatile boolean ended;

    BackgroundLoop(String name, Step step) {
        this.name = name;
        this.step = step;
    }

    synchronized void start(NodeRuntime runtime, boolean keepsAlive) {
        if (loop == null && !ended) {
            loop = runtime.startLoop(name, keepsAlive, this::run);
        }
    }

    void wake() {
        Loop current = loop;
        if (current != null) {
            current.wake();
        }
    }

    synchronized void end() {
        ended = true;
        Loop current = loop;
        if (current != null) {
            current.end();
        }
    }

    private long run() {
        return ended ? NodeRuntime.END : step.run();
    }
}
