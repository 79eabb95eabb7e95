package io.distributedscheduler.engine;

import io.distributedscheduler.engine.NodeRuntime.Loop;
import io.distributedscheduler.engine.NodeRuntime.Step;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop around a part of a node: it survives whatever the part throws, and may be woken before it was started. */
final class BackgroundLoop {

    private static final Logger log = LoggerFactory.getLogger(BackgroundLoop.class);

    private static final long FIRST_PAUSE = 250_000_000;
    private static final long LONGEST_PAUSE = 1_000_000_000;

    private final String name;
    private final Step step;
    private volatile @Nullable Loop loop;
    private volatile boolean ended;
    private int failures;

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
        if (ended) {
            return NodeRuntime.END;
        }
        try {
            long pause = step.run();
            failures = 0;
            return pause;
        } catch (Throwable e) {
            failures++;
            // The first time with its stack; a loop that fails each second must not fill the disk.
            if (failures == 1) {
                log.error("{} failed; it goes on", name, e);
            } else if (failures % 60 == 0) {
                log.error("{} failed {} times in a row, now with {}", name, failures, e.toString());
            }
            return Math.min(LONGEST_PAUSE, FIRST_PAUSE * failures);
        }
    }
}
