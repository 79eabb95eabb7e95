package io.distributedscheduler.engine;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The futures that callers of this process wait for: that a run ends, or that a stopped job has come to rest. Signals
 * say when to look; without them each is looked at once a beat, or less often when there are very many.
 */
final class Waits {

    private static final Logger log = LoggerFactory.getLogger(Waits.class);

    private static final int LOOKED_AT_IN_A_BEAT = 500;
    private static final int STEP = 50;
    private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Duration REGISTERED = Duration.ofMinutes(2);

    private final JobStore store;
    private final NodeRuntime runtime;
    private final RunMapper runs;
    private final EventDispatcher events;
    private final NodeId self;
    private final Duration expiry;
    private final long beat;
    private final OnDemandLoop loop;

    private final Map<JobId, List<Wait>> byJob = new HashMap<>();
    private final Map<JobId, Integer> registering = new HashMap<>();
    private final PriorityQueue<Wait> byTime =
            new PriorityQueue<>((one, other) -> Long.signum(one.nextLook - other.nextLook));
    private boolean closed;

    Waits(SchedulerContext context, String name) {
        this.store = context.store();
        this.runtime = context.runtime();
        this.runs = new RunMapper(context.details());
        this.events = context.events();
        this.self = new NodeId(context.settings().node(), Long.toUnsignedString(runtime.random(), 36));
        this.expiry = context.settings().completionExpiry();
        this.beat = context.settings().beat().toNanos();
        this.loop = new OnDemandLoop(runtime, name, this::runOnce);
    }

    /** The first run of the job that ends from now on, or the kept one of a job that has finished. */
    CompletableFuture<Run> completion(JobId job) {
        registering(job, 1);
        boolean signalled = false;
        try {
            AwaitAnswer answer = store.await(new AwaitRequest(job, self, REGISTERED, Optional.empty()));
            if (answer instanceof AwaitAnswer.Ended ended) {
                return CompletableFuture.completedFuture(runs.run(ended.run()));
            }
            if (answer instanceof AwaitAnswer.Pending pending) {
                CompletableFuture<Run> future = new CompletableFuture<>();
                signalled = registering(job, 0);
                add(new RunWait(job, future, pending.since()), signalled ? 0 : beat, expiry);
                return future;
            }
            return CompletableFuture.failedFuture(new UnknownJobException(job));
        } finally {
            registering(job, -1);
        }
    }

    /** That no claim of the job lives any more. */
    CompletableFuture<Void> rest(JobId job, Duration atMost) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        add(new RestWait(job, future), FIRST_LOOK, atMost);
        return future;
    }

    /** A run of the job has ended, it is said. */
    void ended(JobId job) {
        synchronized (this) {
            if (registering.containsKey(job)) {
                registering.put(job, SIGNALLED | registering.get(job));
            }
            List<Wait> waits = byJob.get(job);
            if (waits == null) {
                return;
            }
            lookNow(waits);
        }
        loop.wake();
    }

    /** Signals may have been missed. */
    void checkAll() {
        synchronized (this) {
            if (byTime.isEmpty()) {
                return;
            }
            lookNow(List.copyOf(byTime));
        }
        loop.wake();
    }

    /** Ends all waiting: the scheduler was stopped. */
    void close() {
        List<Wait> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(byTime);
            byTime.clear();
            byJob.clear();
        }
        for (Wait wait : all) {
            events.execute(() -> wait.fail(new IllegalStateException(
                    "The scheduler was stopped before " + wait + "; ask again when it runs, or on another node")));
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
            int count;
            synchronized (this) {
                count = byTime.size();
                next = byTime.peek();
                if (next == null) {
                    return closed ? NodeRuntime.END : NodeRuntime.UNTIL_WOKEN;
                }
                long left = next.nextLook - runtime.nanoTime();
                if (left > 0) {
                    return left;
                }
                byTime.poll();
            }
            long interval = beat * Math.max(1, count / LOOKED_AT_IN_A_BEAT);
            if (look(next)) {
                remove(next);
            } else {
                synchronized (this) {
                    next.interval = Math.min(interval, next.interval * 2);
                    next.nextLook = runtime.nanoTime() + (next.again ? 0 : next.interval);
                    next.again = false;
                    byTime.add(next);
                }
            }
        }
        return 0;
    }

    private boolean look(Wait wait) {
        if (wait.isDone()) {
            return true;
        }
        try {
            if (wait.look()) {
                return true;
            }
        } catch (JobStoreException e) {
            log.debug("Cannot look whether {}", wait, e);
        }
        if (runtime.nanoTime() - wait.expires >= 0) {
            events.execute(() -> wait.fail(new TimeoutException("Waited until " + wait + " for long enough")));
            return true;
        }
        return false;
    }

    private void add(Wait wait, long firstLook, Duration atMost) {
        long now = runtime.nanoTime();
        wait.interval = Math.max(FIRST_LOOK, firstLook);
        wait.nextLook = now + firstLook;
        wait.expires = now + Durations.nanos(atMost);
        synchronized (this) {
            byJob.computeIfAbsent(wait.job, any -> new ArrayList<>(1)).add(wait);
            byTime.add(wait);
        }
        loop.wake();
    }

    private synchronized void remove(Wait wait) {
        List<Wait> others = byJob.get(wait.job);
        if (others != null) {
            others.remove(wait);
            if (others.isEmpty()) {
                byJob.remove(wait.job);
            }
        }
    }

    private void lookNow(Collection<Wait> waits) {
        long now = runtime.nanoTime();
        for (Wait wait : waits) {
            if (byTime.remove(wait)) {
                wait.nextLook = now;
                byTime.add(wait);
            } else {
                // It is being looked at; perhaps too early.
                wait.again = true;
            }
        }
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

    private abstract static class Wait {

        final JobId job;
        long nextLook;
        long interval;
        long expires;
        boolean again;

        Wait(JobId job) {
            this.job = job;
        }

        /** Completes the future if it can be; answers whether it was. */
        abstract boolean look();

        abstract boolean isDone();

        abstract void fail(Exception reason);
    }

    private final class RunWait extends Wait {

        private final CompletableFuture<Run> future;
        private Instant since;

        RunWait(JobId job, CompletableFuture<Run> future, Instant since) {
            super(job);
            this.future = future;
            this.since = since;
        }

        @Override
        boolean look() {
            AwaitAnswer answer = store.await(new AwaitRequest(job, self, REGISTERED, Optional.of(since)));
            if (answer instanceof AwaitAnswer.Ended ended) {
                events.execute(() -> future.complete(runs.run(ended.run())));
                return true;
            }
            if (answer instanceof AwaitAnswer.Unknown) {
                events.execute(() -> future.completeExceptionally(new UnknownJobException(job)));
                return true;
            }
            since = ((AwaitAnswer.Pending) answer).since();
            return false;
        }

        @Override
        boolean isDone() {
            return future.isDone();
        }

        @Override
        void fail(Exception reason) {
            future.completeExceptionally(reason);
        }

        @Override
        public String toString() {
            return "a run of job " + job + " ends";
        }
    }

    private final class RestWait extends Wait {

        private final CompletableFuture<Void> future;

        RestWait(JobId job, CompletableFuture<Void> future) {
            super(job);
            this.future = future;
        }

        @Override
        boolean look() {
            List<NodeId> running = store.find(job).map(JobRecord::running).orElse(List.of());
            if (running.isEmpty()) {
                events.execute(() -> future.complete(null));
                return true;
            }
            return false;
        }

        @Override
        boolean isDone() {
            return future.isDone();
        }

        @Override
        void fail(Exception reason) {
            future.completeExceptionally(reason);
        }

        @Override
        public String toString() {
            return "no run of job " + job + " lasts";
        }
    }
}
