package io.distributedscheduler.engine;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clocks and threads of this machine; nothing else in the scheduler reads a clock, sleeps or creates a thread. */
final class SystemRuntime implements NodeRuntime {

    private static final Logger log = LoggerFactory.getLogger(SystemRuntime.class);

    /** A parked thread comes back some 60 µs late; a worker that shall be on time parks for that much less and spins. */
    private static final long SPIN_NANOS = 80_000;

    private static final long PAUSE_AFTER_ERROR_NANOS = 250_000_000;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }

    @Override
    public long random() {
        return ThreadLocalRandom.current().nextLong();
    }

    @Override
    public Loop startLoop(String name, boolean keepsAlive, Step step) {
        LoopThread loop = new LoopThread(step, 0);
        Thread thread = new Thread(loop, name);
        thread.setDaemon(!keepsAlive);
        loop.startOn(thread);
        return loop;
    }

    @Override
    public Worker startWorker(String name, boolean virtual, Step step) {
        LoopThread loop = new LoopThread(step, SPIN_NANOS);
        Thread thread = virtual ? VirtualThreads.unstarted(name, loop) : null;
        if (thread == null) {
            thread = new Thread(loop, name);
            thread.setDaemon(true);
        }
        loop.startOn(thread);
        return loop;
    }

    @Override
    public boolean await(CompletableFuture<?> done, Duration atMost) {
        try {
            done.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return done.isDone();
        }
    }

    private static final class LoopThread implements Worker, Runnable {

        private final Step step;
        private final long spinNanos;
        private final AtomicBoolean woken = new AtomicBoolean();
        private volatile boolean ended;
        private volatile @Nullable Thread thread;

        LoopThread(Step step, long spinNanos) {
            this.step = step;
            this.spinNanos = spinNanos;
        }

        void startOn(Thread thread) {
            this.thread = thread;
            thread.start();
        }

        @Override
        public void run() {
            while (!ended) {
                long pause = runStep();
                if (pause == END) {
                    ended = true;
                } else if (pause > 0) {
                    pause(pause);
                }
            }
        }

        private long runStep() {
            try {
                return step.run();
            } catch (Throwable e) {
                // Steps catch what they expect; a loop that ended by surprise would be worse than anything.
                log.error("A loop of the scheduler failed; it goes on", e);
                return PAUSE_AFTER_ERROR_NANOS;
            }
        }

        private void pause(long nanos) {
            long start = System.nanoTime();
            while (!woken.get() && !ended) {
                long left = nanos == UNTIL_WOKEN ? nanos : nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    break;
                }
                if (left == UNTIL_WOKEN) {
                    LockSupport.park(this);
                } else if (left > spinNanos) {
                    LockSupport.parkNanos(this, left - spinNanos);
                } else {
                    Thread.onSpinWait();
                }
                // An interrupt that came too late for user code would turn every further park into a spin.
                Thread.interrupted();
            }
            woken.getAndSet(false);
        }

        @Override
        public void wake() {
            if (!woken.getAndSet(true)) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void end() {
            ended = true;
            LockSupport.unpark(thread);
        }

        @Override
        public void interrupt() {
            Thread current = thread;
            if (current != null) {
                current.interrupt();
            }
        }
    }

    /** Virtual threads, which this code, made for an older JDK, cannot name. */
    private static final class VirtualThreads {

        private static final @Nullable Method OF_VIRTUAL = method("java.lang.Thread", "ofVirtual");
        private static final @Nullable Method NAME = method("java.lang.Thread$Builder", "name", String.class);
        private static final @Nullable Method UNSTARTED =
                method("java.lang.Thread$Builder", "unstarted", Runnable.class);

        /** A virtual thread; null where there are none. */
        static @Nullable Thread unstarted(String name, Runnable task) {
            if (OF_VIRTUAL == null || NAME == null || UNSTARTED == null) {
                return null;
            }
            try {
                return (Thread) UNSTARTED.invoke(NAME.invoke(OF_VIRTUAL.invoke(null), name), task);
            } catch (ReflectiveOperationException e) {
                log.warn("Virtual threads are not available; jobs run on platform threads", e);
                return null;
            }
        }

        private static @Nullable Method method(String type, String name, Class<?>... parameters) {
            try {
                return Class.forName(type).getMethod(name, parameters);
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }
    }
}
