package io.distributedscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Time, threads and chance of a node. All that a node knows of them comes through here, so that a simulation can run
 * whole clusters in one thread, and a test can move time by hand.
 *
 * <p>Every part of a node is a {@link Step} that does what is to be done now, does not wait, and says when it wants to
 * run again. Parts wake each other; none blocks on another.
 */
public interface NodeRuntime {

    /** What a step answers that has nothing to do until it is woken. */
    long UNTIL_WOKEN = Long.MAX_VALUE;

    /** What a step answers that shall not run again. */
    long END = -1;

    /** That of this machine. */
    static NodeRuntime system() {
        return new SystemRuntime();
    }

    /** A clock that counts elapsed nanoseconds and never steps; only differences mean something. */
    long nanoTime();

    /** The wall clock of the machine: for people, and to notice that the machine was suspended. Decides nothing else. */
    Instant wallTime();

    /** Some random number. */
    long random();

    /**
     * Runs a step at once, and then again whenever it asks for or its loop is woken. A step never runs twice at a time.
     *
     * @param keepsAlive whether the process shall not end while the loop runs
     */
    Loop startLoop(String name, boolean keepsAlive, Step step);

    /**
     * Runs a step that enters user code, as {@link #startLoop} does, but as exactly on time as the machine can, and so that it can
     * be interrupted.
     *
     * @param virtual whether on a virtual thread, where there are any
     */
    Worker startWorker(String name, boolean virtual, Step step);

    /** Waits until {@code done} is, or the time is over; answers whether it is. Not called by any step. */
    boolean await(CompletableFuture<?> done, Duration atMost);

    /** What a loop does each time. */
    @FunctionalInterface
    interface Step {

        /**
         * Does what is to be done now.
         *
         * @return nanoseconds until it wants to run again; 0 or less (but not {@link #END}) for at once
         */
        long run();
    }

    /** A step that runs again and again. */
    interface Loop {

        /** Lets the step run soon, also when it runs right now. */
        void wake();

        /** Ends the loop; a step that runs right now is the last. */
        void end();
    }

    /** A loop that runs user code. */
    interface Worker extends Loop {

        /** Interrupts what the step does now. */
        void interrupt();
    }
}
