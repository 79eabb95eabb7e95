package io.distributedscheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime as the parts of a scheduler see it: no step ends its loop by throwing, and it is known which one does not
 * return, such as from a call of the store that hangs despite all timeouts.
 */
final class GuardedRuntime implements NodeRuntime {

    private static final Logger log = LoggerFactory.getLogger(GuardedRuntime.class);

    private static final long FIRST_PAUSE = 250_000_000;
    private static final long LONGEST_PAUSE = 1_000_000_000;

    /** A loop whose step has not returned; {@code entered} tells one such time from another. */
    record Hanging(String loop, long entered, Duration since, StackTraceElement[] where) {}

    private final NodeRuntime runtime;
    private final Set<GuardedStep> steps = ConcurrentHashMap.newKeySet();

    GuardedRuntime(NodeRuntime runtime) {
        this.runtime = runtime;
    }

    /** The loops whose step began so long ago. Workers are not among them: how long user code takes is its own affair. */
    List<Hanging> hanging(Duration longerThan) {
        List<Hanging> hanging = new ArrayList<>();
        for (GuardedStep step : steps) {
            Entered entered = step.entered;
            long since = entered == null ? 0 : runtime.nanoTime() - entered.at;
            if (entered != null && since > longerThan.toNanos()) {
                hanging.add(
                        new Hanging(step.name, entered.at, Duration.ofNanos(since), entered.thread.getStackTrace()));
            }
        }
        return hanging;
    }

    @Override
    public long nanoTime() {
        return runtime.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return runtime.wallTime();
    }

    @Override
    public long random() {
        return runtime.random();
    }

    @Override
    public Loop startLoop(String name, boolean keepsAlive, Step step) {
        GuardedStep guarded = new GuardedStep(name, step);
        steps.add(guarded);
        Loop loop = runtime.startLoop(name, keepsAlive, guarded);
        return new Loop() {
            @Override
            public void wake() {
                loop.wake();
            }

            @Override
            public void end() {
                guarded.ended = true;
                if (guarded.entered == null) {
                    steps.remove(guarded);
                }
                loop.end();
            }
        };
    }

    @Override
    public Worker startWorker(String name, boolean virtual, Step step) {
        return runtime.startWorker(name, virtual, new GuardedStep(name, step));
    }

    @Override
    public boolean await(CompletableFuture<?> done, Duration atMost) {
        return runtime.await(done, atMost);
    }

    private record Entered(Thread thread, long at) {}

    private final class GuardedStep implements Step {

        private final String name;
        private final Step step;
        private volatile @Nullable Entered entered;
        private volatile boolean ended;
        private int failures;

        GuardedStep(String name, Step step) {
            this.name = name;
            this.step = step;
        }

        @Override
        public long run() {
            entered = new Entered(Thread.currentThread(), runtime.nanoTime());
            long pause = END;
            try {
                pause = step.run();
                if (failures > 0) {
                    log.info("{} works again, after {} failures in a row", name, failures);
                    failures = 0;
                }
            } catch (Throwable e) {
                pause = failed(e);
            } finally {
                entered = null;
                if (pause == END || ended) {
                    steps.remove(this);
                }
            }
            return pause;
        }

        private long failed(Throwable e) {
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
