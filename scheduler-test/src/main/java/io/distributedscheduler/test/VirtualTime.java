package io.distributedscheduler.test;

import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.memory.MemorySignals;
import io.distributedscheduler.signal.Signals;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import io.distributedscheduler.test.simulation.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

/**
 * Time that stands still until a test lets it pass. Whatever becomes due meanwhile then happens, in order, at its exact
 * instant, and a month takes a moment.
 *
 * <p>One thing happens at a time: while a test looks, nothing runs. User code runs when its job is due, on a thread of its
 * own, and takes no time unless it calls {@link #sleep}. It must not wait for the thread of the test.
 *
 * <p>For the one thread of a test; not for several at once.
 */
public final class VirtualTime {

    /** When time begins, unless told: a Tuesday. */
    public static final Instant START = Simulation.START;

    /**
     * How long after its due instant a run has ended that takes no time: nodes know the store's time to some microseconds.
     * Nobody sees it, since instants of jobs are whole milliseconds.
     */
    private static final Duration MOMENT = Duration.ofNanos(500_000);

    private final Simulation simulation;
    private final SimulatedRuntime runtime;
    private final MemorySignals signals = new MemorySignals();
    private final JobStore store;

    /** Where the test let time get to; the simulation is as many nanoseconds further as the test made calls since. */
    private Instant now;

    /** Begins at {@link #START}. */
    public VirtualTime() {
        this(START);
    }

    /** Begins then, in whole milliseconds. */
    public VirtualTime(Instant from) {
        Instant start = from.truncatedTo(ChronoUnit.MILLIS);
        this.simulation = new Simulation(1, start);
        this.runtime = new SimulatedRuntime(simulation);
        this.store = VirtualStore.in(simulation, signals);
        this.now = start;
    }

    /** The instant at which it stands, in milliseconds. */
    public Instant now() {
        return now;
    }

    /** As a clock, for code under test that asks one; while code of a job runs, it shows the instant of that. */
    public InstantSource clock() {
        return () -> simulation.storeTime().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A store in memory, in this time. */
    public JobStore store() {
        return store;
    }

    /** The signals of the store. */
    public Signals signals() {
        return signals;
    }

    /** What a node sees of it. */
    public NodeRuntime runtime() {
        return runtime;
    }

    /**
     * Lets so much time pass, in whole milliseconds, and all happen that becomes due meanwhile.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Time does not go back, was " + time);
        }
        now = now.plusMillis(time.toMillis());
        Duration left = Duration.between(simulation.storeTime(), now);
        simulation.run(left.isNegative() ? Duration.ZERO : left);
        simulation.settle(MOMENT);
    }

    /** Lets time pass until then. */
    public void advanceTo(Instant instant) {
        advance(Duration.between(now, instant));
    }

    /** Lets all happen that is due now, and no time pass: it stays to be now. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /**
     * Lets time pass until a future is done, and answers its value.
     *
     * @throws AssertionError when it is not done within {@code atMost}
     * @throws java.util.concurrent.CompletionException when it failed
     */
    public <T> T await(CompletableFuture<T> future, Duration atMost) {
        if (!simulation.runs(future::isDone, atMost)) {
            throw new AssertionError("Not done within " + atMost + " of virtual time: " + future);
        }
        now = clock().instant().plusMillis(1);
        runDue();
        return future.join();
    }

    /** What code of a job calls to take time. */
    public static void sleep(Duration time) throws InterruptedException {
        SimulatedRuntime.sleep(time);
    }

    @Override
    public String toString() {
        return "VirtualTime[" + now + "]";
    }
}
