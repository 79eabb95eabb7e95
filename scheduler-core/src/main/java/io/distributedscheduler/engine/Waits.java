package io.distributedscheduler.engine;

import io.distributedscheduler.TooManyWaitsException;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.store.AwaitAnswer;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The futures that callers of this process wait for: that a run ends, or that a stopped job has come to rest. Signals
 * say when to look; without them each is looked at once a beat, or less often when there are very many.
 */
final class Waits {

    private static final Logger log = LoggerFactory.getLogger(Waits.class);

    /** More futures at a time are refused: each costs memory here, and a registration in the store. */
    static final int MOST = 100_000;

    private static final int LOOKED_AT_IN_A_BEAT = 500;
    private static final int STEP = 50;
    private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Duration REGISTERED = Duration.ofMinutes(2);

    private final JobStore store;
    private final NodeRuntime runtime;
    private final RunMapper runs;
    private final Callbacks callbacks;
    private final NodeId self;
    private final Duration expiry;
    private final long beat;
    private final OnDemandLoop loop;

    private final Map<JobId, Set<Wait>> byJob = new HashMap<>();
    private final Map<JobId, Integer> registering = new HashMap<>();
    private final TreeSet<Wait> byTime = new TreeSet<>(Waits::compare);
    private @Nullable Wait lookedAt;
    private long created;
    private int open;
    private boolean closed;

    Waits(SchedulerContext context, String name) {
        this.store = context.store();
        this.runtime = context.runtime();
        this.runs = new RunMapper(context.details());
        this.callbacks = context.callbacks();
        this.self = new NodeId(context.settings().node(), Long.toUnsignedString(runtime.random(), 36));
        this.expiry = context.settings().completionExpiry();
        this.beat = context.settings().beat().toNanos();
        this.loop = new OnDemandLoop(runtime, name, this::runOnce);
    }

    /** The first run of the job that ends from now on, or the kept one of a job that has finished. */
    CompletableFuture<Run> completion(JobId job) {
        if (isFull()) {
            return CompletableFuture.failedFuture(new TooManyWaitsException(MOST));
        }
        registering(job, 1);
        try {
            AwaitAnswer answer = store.await(new AwaitRequest(job, self, REGISTERED, Optional.empty()));
            if (answer instanceof AwaitAnswer.Ended ended) {
                return CompletableFuture.completedFuture(runs.run(ended.run()));
            }
            if (answer instanceof AwaitAnswer.Pending pending) {
                boolean signalled = registering(job, 0);
                RunWait wait = new RunWait(job, pending.since());
                add(wait, signalled ? 0 : beat, expiry);
                return wait.future;
            }
            return CompletableFuture.failedFuture(new UnknownJobException(job));
        } finally {
            registering(job, -1);
        }
    }

    /** That no claim of the job lives any more. */
    CompletableFuture<Void> rest(JobId job, Duration atMost) {
        if (isFull()) {
            return CompletableFuture.failedFuture(new TooManyWaitsException(MOST));
        }
        RestWait wait = new RestWait(job);
        add(wait, FIRST_LOOK, atMost);
        return wait.future;
    }

    /** A run of the job has ended, it is said. */
    void ended(JobId job) {
        synchronized (this) {
            if (registering.containsKey(job)) {
                registering.put(job, SIGNALLED | registering.get(job));
            }
            Set<Wait> waits = byJob.get(job);
            if (waits == null) {
                return;
            }
            for (Wait wait : waits) {
                if (byTime.remove(wait)) {
                    wait.told = true;
                    byTime.add(wait);
                } else {
                    // It is being looked at; perhaps too early.
                    wait.again = true;
                }
            }
        }
        loop.wake();
    }

    /** Signals may have been missed: all are looked at, after those of which it is known that there is something to see. */
    void checkAll() {
        synchronized (this) {
            if (open == 0) {
                return;
            }
            long now = runtime.nanoTime();
            List<Wait> all = new ArrayList<>(byTime);
            byTime.clear();
            for (Wait wait : all) {
                wait.nextLook = now;
                byTime.add(wait);
            }
            if (lookedAt != null) {
                lookedAt.again = true;
            }
        }
        loop.wake();
    }

    /** Ends all waiting: the scheduler was stopped. */
    void close() {
        List<Wait> all;
        synchronized (this) {
            closed = true;
            all = byJob.values().stream().flatMap(Collection::stream).toList();
        }
        for (Wait wait : all) {
            end(
                    wait,
                    () -> wait.fail(new IllegalStateException("The scheduler was stopped before " + wait
                            + "; ask again when it runs, or on another node")));
        }
        loop.wakeIfRunning();
    }

    synchronized void open() {
        closed = false;
    }

    /** Looks at some of those whose time has come. */
    long runOnce() {
        for (int i = 0; i < STEP; i++) {
            Wait next;
            long interval;
            synchronized (this) {
                if (byTime.isEmpty()) {
                    return closed ? NodeRuntime.END : NodeRuntime.UNTIL_WOKEN;
                }
                next = byTime.first();
                long left = next.told ? 0 : next.nextLook - runtime.nanoTime();
                if (left > 0) {
                    return left;
                }
                byTime.remove(next);
                next.told = false;
                lookedAt = next;
                interval = Math.min(beat * Math.max(1, open / LOOKED_AT_IN_A_BEAT), next.interval * 2);
            }
            look(next, interval);
            synchronized (this) {
                lookedAt = null;
                if (!next.ended) {
                    next.interval = interval;
                    next.nextLook = runtime.nanoTime() + interval;
                    next.told = next.again;
                    next.again = false;
                    byTime.add(next);
                }
            }
        }
        return 0;
    }

    private void look(Wait wait, long interval) {
        try {
            wait.look(Duration.ofNanos(interval));
        } catch (JobStoreException e) {
            log.debug("Cannot look whether {}", wait, e);
        } catch (RuntimeException e) {
            // Such as a record that cannot be read: it will look no better the next time.
            end(wait, () -> wait.fail(e));
        }
        if (runtime.nanoTime() - wait.expires >= 0) {
            end(wait, () -> wait.fail(new TimeoutException("Waited until " + wait + " for long enough")));
        }
    }

    private void add(Wait wait, long firstLook, Duration atMost) {
        long now = runtime.nanoTime();
        wait.interval = Math.max(FIRST_LOOK, firstLook);
        wait.nextLook = now + firstLook;
        wait.expires = now + Durations.nanos(atMost);
        synchronized (this) {
            wait.number = created++;
            open++;
            byJob.computeIfAbsent(wait.job, any -> new LinkedHashSet<>(2)).add(wait);
            byTime.add(wait);
        }
        // Also when the caller cancels it, or has it time out.
        wait.future().whenComplete((value, thrown) -> forget(wait));
        loop.wake();
    }

    /** Completes the future, by what is given, where callbacks of callers run. */
    private void end(Wait wait, Runnable completion) {
        if (forget(wait)) {
            callbacks.execute(completion);
        }
    }

    private synchronized boolean forget(Wait wait) {
        if (wait.ended) {
            return false;
        }
        wait.ended = true;
        open--;
        byTime.remove(wait);
        Set<Wait> others = byJob.get(wait.job);
        if (others != null) {
            others.remove(wait);
            if (others.isEmpty()) {
                byJob.remove(wait.job);
            }
        }
        return true;
    }

    private synchronized boolean isFull() {
        return open >= MOST;
    }

    /** Those first that were told of, then by time, by differences since the monotonic clock may wrap. */
    private static int compare(Wait one, Wait other) {
        if (one.told != other.told) {
            return one.told ? -1 : 1;
        }
        int byTime = Long.signum(one.nextLook - other.nextLook);
        return byTime != 0 ? byTime : Long.compare(one.number, other.number);
    }

    private static final int SIGNALLED = 1 << 30;

    /** Counts who is about to register, so that a signal in that moment is not missed; answers whether there was one. */
    private synchronized boolean registering(JobId job, int change) {
        int before = registering.getOrDefault(job, 0);
        int after = before + change;
        if ((after & ~SIGNALLED) == 0) {
            registering.remove(job);
        } else {
            registering.put(job, after);
        }
        return (before & SIGNALLED) != 0;
    }

    /** Guarded by the lock of the waits; its place in {@code byTime} goes by what must not change while it is there. */
    private abstract static class Wait {

        final JobId job;
        long number;
        long nextLook;
        long interval;
        long expires;

        /** There is something to see. */
        boolean told;

        /** That was said while somebody looked. */
        boolean again;

        boolean ended;

        Wait(JobId job) {
            this.job = job;
        }

        /** Ends the wait if it can be; looks again after the interval. */
        abstract void look(Duration interval);

        abstract CompletableFuture<?> future();

        void fail(Exception reason) {
            future().completeExceptionally(reason);
        }
    }

    private final class RunWait extends Wait {

        private final CompletableFuture<Run> future = new CompletableFuture<>();
        private Instant since;

        RunWait(JobId job, Instant since) {
            super(job);
            this.since = since;
        }

        @Override
        void look(Duration interval) {
            // Registered for so long that it is renewed in time, also when there are many and looks are late.
            Duration tripled = interval.multipliedBy(3);
            Duration registered = REGISTERED.compareTo(tripled) < 0 ? tripled : REGISTERED;
            AwaitAnswer answer = store.await(new AwaitRequest(job, self, registered, Optional.of(since)));
            if (answer instanceof AwaitAnswer.Ended ended) {
                Run run = runs.run(ended.run());
                end(this, () -> future.complete(run));
            } else if (answer instanceof AwaitAnswer.Unknown) {
                end(this, () -> future.completeExceptionally(new UnknownJobException(job)));
            } else {
                since = ((AwaitAnswer.Pending) answer).since();
            }
        }

        @Override
        CompletableFuture<?> future() {
            return future;
        }

        @Override
        public String toString() {
            return "a run of job " + job + " ends";
        }
    }

    private final class RestWait extends Wait {

        private final CompletableFuture<Void> future = new CompletableFuture<>();

        RestWait(JobId job) {
            super(job);
        }

        @Override
        void look(Duration interval) {
            List<NodeId> running = store.find(job).map(JobRecord::running).orElse(List.of());
            if (running.isEmpty()) {
                end(this, () -> future.complete(null));
            }
        }

        @Override
        CompletableFuture<?> future() {
            return future;
        }

        @Override
        public String toString() {
            return "no run of job " + job + " lasts";
        }
    }
}
