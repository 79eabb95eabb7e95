package io.distributedscheduler.test.simulation;

import io.distributedscheduler.engine.NodeRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The time and threads of one simulated process. Its loops are steps of the simulation. User code has a thread of its
 * own, so that it can wait in the middle; but only one thread of the whole simulation runs at any time, and the
 * simulation says which.
 */
public final class SimulatedRuntime implements NodeRuntime {

    private final Simulation simulation;
    private final Random random;
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private final long monotonicOffset;
    private Duration wallOffset = Duration.ZERO;
    private boolean crashed;
    private long frozenUntil;
    private long suspended;
    private boolean callsWait;

    /** Of a new process. */
    public SimulatedRuntime(Simulation simulation) {
        this.simulation = simulation;
        this.random = new Random(simulation.random().nextLong());
        this.monotonicOffset = random.nextLong() >> 8;
    }

    // ---- what tests do to it

    /** The process is no more. */
    void crash() {
        crashed = true;
        loops.forEach(SimulatedLoop::cancel);
    }

    /** Nobody needs it any more: its threads end. */
    void end() {
        crash();
        loops.forEach(SimulatedLoop::endThread);
    }

    /**
     * From now on its dispatcher has a thread of its own, so that the answer to one of its calls can take time, in which other
     * parts of the node go on.
     */
    void letCallsWait() {
        callsWait = true;
    }

    boolean isCrashed() {
        return crashed;
    }

    /** The process does nothing for so long, as in a long pause of its garbage collector. */
    void freeze(Duration time) {
        frozenUntil = simulation.now() + time.toNanos();
    }

    /** Whether it does nothing now. */
    boolean isFrozen() {
        return simulation.now() < frozenUntil;
    }

    /** The machine is suspended for so long: its monotonic clock stands still. Not while it is frozen. */
    void suspend(Duration time) {
        freeze(time);
        // Nobody reads it until then.
        suspended += time.toNanos();
    }

    /** Its wall clock is off by so much from now on. */
    void wallClockIsOffBy(Duration offset) {
        wallOffset = offset;
    }

    /** How many of its loops have not ended. */
    long liveLoops() {
        return loops.stream().filter(loop -> !loop.ended).count();
    }

    // ---- what nodes see

    @Override
    public long nanoTime() {
        return simulation.now() + monotonicOffset - suspended;
    }

    @Override
    public Instant wallTime() {
        return simulation.storeTime().plus(wallOffset);
    }

    @Override
    public long random() {
        return random.nextLong();
    }

    @Override
    public Loop startLoop(String name, boolean keepsAlive, Step step) {
        SimulatedLoop loop = keepsAlive && callsWait ? new SimulatedWorker(name, step) : new SimulatedLoop(name, step);
        loops.add(loop);
        loop.plan(simulation.now());
        return loop;
    }

    @Override
    public Worker startWorker(String name, boolean virtual, Step step) {
        SimulatedWorker worker = new SimulatedWorker(name, step);
        loops.add(worker);
        worker.plan(simulation.now());
        return worker;
    }

    @Override
    public boolean await(CompletableFuture<?> done, Duration atMost) {
        return simulation.runs(done::isDone, atMost);
    }

    /** What user code calls to wait; ends early, with the exception, when it is interrupted. */
    public static void sleep(Duration time) throws InterruptedException {
        Carrier.current().sleep(time, true);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** What user code calls that waits without listening. */
    public static void sleepDeaf(Duration time) {
        Carrier.current().sleep(time, false);
    }

    /** Whether the calling thread can wait while others go on. */
    static boolean canWait() {
        return Carrier.CURRENT.get() != null;
    }

    private class SimulatedLoop implements Loop {

        final String name;
        final Step step;
        final Simulation.Task task;
        private boolean running;
        private boolean wokenMeanwhile;
        boolean ended;

        SimulatedLoop(String name, Step step) {
            this.name = name;
            this.step = step;
            this.task = simulation.new Task(name, this::runOnce);
        }

        void plan(long at) {
            task.plan(at);
        }

        void cancel() {
            ended = true;
            task.cancel();
        }

        void endThread() {
            // It has none of its own.
        }

        void runOnce() {
            if (ended || crashed) {
                return;
            }
            if (simulation.now() < frozenUntil) {
                plan(frozenUntil);
                return;
            }
            running = true;
            wokenMeanwhile = false;
            execute();
        }

        void execute() {
            after(step.run());
        }

        final void after(long pause) {
            running = false;
            if (pause == END) {
                ended = true;
            } else if (ended || crashed) {
                task.cancel();
            } else if (pause <= 0 || wokenMeanwhile) {
                plan(simulation.now());
            } else if (pause != UNTIL_WOKEN) {
                plan(simulation.now() + pause);
            }
        }

        @Override
        public void wake() {
            if (running) {
                wokenMeanwhile = true;
            } else if (!ended && !crashed) {
                plan(simulation.now());
            }
        }

        @Override
        public void end() {
            ended = true;
            if (!running) {
                task.cancel();
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final class SimulatedWorker extends SimulatedLoop implements Worker {

        private @Nullable Carrier carrier;

        SimulatedWorker(String name, Step step) {
            super(name, step);
        }

        @Override
        void execute() {
            if (carrier == null) {
                carrier = new Carrier(simulation, SimulatedRuntime.this, name);
            }
            carrier.run(step, this::after);
        }

        @Override
        void endThread() {
            if (carrier != null) {
                carrier.end();
            }
        }

        @Override
        public void interrupt() {
            if (carrier != null) {
                carrier.interrupt();
            }
        }
    }

    /** A thread for user code. It and the thread of the simulation take turns. */
    private static final class Carrier {

        private static final ThreadLocal<Carrier> CURRENT = new ThreadLocal<>();

        private final Simulation simulation;
        private final SimulatedRuntime runtime;
        private final Semaphore mine = new Semaphore(0);
        private final Semaphore theirs = new Semaphore(0);
        private final Thread thread;
        private final Simulation.Task resume;
        private Step step = () -> END;
        private java.util.function.LongConsumer whenDone = pause -> {};
        private boolean done;
        private long pause;
        private boolean interruptible;
        private boolean sleeping;
        private boolean ended;
        private boolean over;

        Carrier(Simulation simulation, SimulatedRuntime runtime, String name) {
            this.simulation = simulation;
            this.runtime = runtime;
            this.resume = simulation.new Task(name, this::resume);
            this.thread = new Thread(this::loop, name);
            thread.setDaemon(true);
            thread.start();
        }

        static Carrier current() {
            Carrier current = CURRENT.get();
            if (current == null) {
                throw new IllegalStateException(
                        "Only user code in a worker, and a dispatcher that may wait, can do so");
            }
            return current;
        }

        void run(Step next, java.util.function.LongConsumer then) {
            step = next;
            whenDone = then;
            done = false;
            turn();
        }

        /** Lets the thread run until it has done its step or sleeps. */
        private void turn() {
            mine.release();
            theirs.acquireUninterruptibly();
            if (done) {
                whenDone.accept(pause);
            }
        }

        private void loop() {
            CURRENT.set(this);
            while (true) {
                mine.acquireUninterruptibly();
                if (ended) {
                    over = true;
                    theirs.release();
                    return;
                }
                try {
                    pause = step.run();
                } catch (Throwable e) {
                    e.printStackTrace();
                    pause = 1_000_000;
                }
                done = true;
                if (pause == END || ended) {
                    over = true;
                    theirs.release();
                    return;
                }
                theirs.release();
            }
        }

        void sleep(Duration time, boolean listens) {
            long until = simulation.now() + time.toNanos();
            interruptible = listens;
            while (simulation.now() < until && !(listens && thread.isInterrupted())) {
                sleeping = true;
                resume.plan(until);
                theirs.release();
                mine.acquireUninterruptibly();
                sleeping = false;
                if (ended) {
                    throw new IllegalStateException("The simulation is over");
                }
            }
        }

        private void resume() {
            if (runtime.crashed) {
                return;
            }
            if (simulation.now() < runtime.frozenUntil) {
                resume.plan(runtime.frozenUntil);
                return;
            }
            turn();
        }

        /** Ends the thread, wherever its code waits. */
        void end() {
            ended = true;
            while (!over) {
                mine.release();
                theirs.acquireUninterruptibly();
            }
        }

        void interrupt() {
            thread.interrupt();
            if (sleeping && interruptible) {
                resume.plan(simulation.now());
            }
        }
    }
}
