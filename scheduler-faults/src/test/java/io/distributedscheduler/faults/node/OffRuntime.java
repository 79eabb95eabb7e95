package io.distributedscheduler.faults.node;

import io.distributedscheduler.engine.NodeRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The runtime of a machine whose wall clock is off. */
record OffRuntime(NodeRuntime machine, Duration offset) implements NodeRuntime {

    @Override
    public Instant wallTime() {
        return machine.wallTime().plus(offset);
    }

    @Override
    public long nanoTime() {
        return machine.nanoTime();
    }

    @Override
    public long random() {
        return machine.random();
    }

    @Override
    public Loop startLoop(String name, boolean keepsAlive, Step step) {
        return machine.startLoop(name, keepsAlive, step);
    }

    @Override
    public Worker startWorker(String name, boolean virtual, Step step) {
        return machine.startWorker(name, virtual, step);
    }

    @Override
    public boolean await(CompletableFuture<?> done, Duration atMost) {
        return machine.await(done, atMost);
    }
}
