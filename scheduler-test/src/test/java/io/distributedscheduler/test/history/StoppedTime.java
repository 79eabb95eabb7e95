package io.distributedscheduler.test.history;

import io.distributedscheduler.engine.NodeRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Clocks that stand still; nothing runs. */
final class StoppedTime implements NodeRuntime {

    @Override
    public long nanoTime() {
        return 1_000;
    }

    @Override
    public Instant wallTime() {
        return Instant.ofEpochSecond(2);
    }

    @Override
    public long random() {
        return 0;
    }

    @Override
    public Loop startLoop(String name, boolean keepsAlive, Step step) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Worker startWorker(String name, boolean virtual, Step step) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean await(CompletableFuture<?> done, Duration atMost) {
        throw new UnsupportedOperationException();
    }
}
