package io.distributedscheduler.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a node, the runs that wait for one, and how many more may be claimed.
 *
 * <p>A run holds a slot from when a worker takes it until its code has ended, also while that goes on in a stage and the
 * worker has gone. Code that does not end after its timeout keeps its thread but not its slot: up to as many threads as
 * there are slots are replaced so.
 */
final class Workers {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    /** A claim that could have been started this long ago, and was not, is better handed back to others. */
    static final long PATIENCE = 20_000_000;

    private static final int MOST_WAITING = 1_000;

    private final int concurrency;
    private final NodeRuntime runtime;
    private final CodeRunner runner;
    private final String name;
    private final boolean virtual;
    private final ArrayDeque<Execution> waiting = new ArrayDeque<>();
    private final ArrayDeque<JobWorker> idle = new ArrayDeque<>();
    private final ArrayDeque<Runnable> wantingRoom = new ArrayDeque<>();
    private final Pace pace;
    private int threads;
    private int created;
    private int waking;
    private int busy;
    private int stuck;
    private int reserved;
    private boolean exhausted;
    private boolean shortOfThreads;
    private boolean closed;

    Workers(SchedulerContext context, CodeRunner runner, String name) {
        this.concurrency = context.settings().concurrency();
        this.virtual = context.settings().virtualThreads();
        this.runtime = context.runtime();
        this.runner = runner;
        this.name = name;
        this.pace = new Pace(runtime.nanoTime());
    }

    // ---- room for claims

    /**
     * Reserves room for claims, at most so many. If there is none, {@code whenRoom} is called once there is.
     */
    int reserve(int most, Runnable whenRoom) {
        synchronized (this) {
            int room = room();
            if (wantingRoom.contains(whenRoom)) {
                return 0;
            }
            // Others wait, too: each gets its share, in turn.
            int share = Math.min(most, (room + wantingRoom.size()) / (wantingRoom.size() + 1));
            if (room <= 0 || share <= 0) {
                wantingRoom.add(whenRoom);
                return 0;
            }
            reserved += Math.min(share, room);
            return Math.min(share, room);
        }
    }

    /** Gives reserved room back. */
    void unreserve(int room) {
        Runnable next;
        synchronized (this) {
            reserved -= room;
            next = nextWanting();
        }
        run(next);
    }

    /** Takes runs for which room was reserved. */
    void add(Collection<Execution> executions, int room) {
        List<JobWorker> toWake = new ArrayList<>();
        Runnable next;
        synchronized (this) {
            reserved -= room;
            waiting.addAll(executions);
            int free = Math.min(waiting.size(), concurrency - busy) - waking;
            // Each run that has a free slot gets a worker at once. Of a long queue of short runs the first few workers
            // take so much before the others are awake that they wake each other as needed.
            int first = waiting.size() > concurrency ? Math.min(free, 2) : free;
            for (int i = 0; i < first; i++) {
                JobWorker worker = workerToWake();
                if (worker != null) {
                    toWake.add(worker);
                }
            }
            next = nextWanting();
        }
        toWake.forEach(JobWorker::wake);
        run(next);
    }

    /**
     * The runs of the partition that have waited too long, and that no free worker is about to take; they wait no more.
     */
    List<Execution> takeStale(Membership home) {
        long now = runtime.nanoTime();
        List<Execution> stale = new ArrayList<>();
        JobWorker missing = null;
        Runnable next;
        synchronized (this) {
            int aboutToStart = concurrency - busy;
            Iterator<Execution> all = waiting.iterator();
            while (all.hasNext()) {
                Execution execution = all.next();
                if (aboutToStart-- <= 0 && execution.home() == home && execution.overdue(now) > PATIENCE) {
                    all.remove();
                    stale.add(execution);
                }
            }
            if (waking == 0 && busy < concurrency && !waiting.isEmpty()) {
                // None is on its way, since it could not be started.
                missing = workerToWake();
            }
            next = nextWanting();
        }
        if (missing != null) {
            missing.wake();
        }
        run(next);
        return stale;
    }

    /** All runs of the partition that wait; they wait no more. */
    List<Execution> takeAll(Membership home) {
        List<Execution> taken = new ArrayList<>();
        synchronized (this) {
            for (Execution execution : waiting) {
                if (execution.home() == home) {
                    taken.add(execution);
                }
            }
            waiting.removeAll(taken);
        }
        return taken;
    }

    // ---- workers

    /** The next run for a worker; null if there is none, and the worker sleeps until it is woken. */
    @Nullable
    Execution take(JobWorker worker) {
        JobWorker another = null;
        Runnable next;
        Execution execution;
        synchronized (this) {
            if (worker.wasWoken()) {
                waking--;
            }
            if (closed) {
                threads--;
                worker.retire();
                return null;
            }
            execution = busy < concurrency ? waiting.poll() : null;
            if (execution == null) {
                idle.push(worker);
                return null;
            }
            busy++;
            pace.started(runtime.nanoTime());
            if (waking == 0 && busy < concurrency && !waiting.isEmpty()) {
                another = workerToWake();
            }
            next = nextWanting();
        }
        if (another != null) {
            another.wake();
        }
        run(next);
        return execution;
    }

    /** There is a thread for a worker. */
    synchronized void started() {
        shortOfThreads = false;
    }

    /** There can be no thread for the worker now. It is forgotten; what waits is looked after at the next turn. */
    void notStarted(JobWorker worker, Throwable e) {
        boolean first;
        synchronized (this) {
            threads--;
            if (worker.wasWoken()) {
                waking--;
            }
            first = !shortOfThreads;
            shortOfThreads = true;
        }
        if (first) {
            log.error("{} cannot start a thread, and tries again", name, e);
        }
    }

    /** A run has left its slot. */
    void free() {
        JobWorker another = null;
        Runnable next;
        synchronized (this) {
            busy--;
            if (waking == 0 && !waiting.isEmpty()) {
                another = workerToWake();
            }
            next = nextWanting();
        }
        if (another != null) {
            another.wake();
        }
        run(next);
    }

    /** The code in the worker does not end although its time is over: the slot is free, the thread is not. */
    void stuck(JobWorker worker) {
        synchronized (this) {
            worker.stuck(true);
            stuck++;
            threads--;
            if (stuck > concurrency && !exhausted) {
                exhausted = true;
                log.error(
                        "{} runs have timed out and do not react to their interrupt: {} claims nothing more until some end",
                        stuck,
                        name);
            }
        }
        free();
    }

    /** Code that was stuck has ended; the worker goes on if one is missing. */
    void unstuck(JobWorker worker) {
        boolean back;
        Runnable next;
        synchronized (this) {
            worker.stuck(false);
            stuck--;
            back = exhausted && stuck <= concurrency;
            exhausted = stuck > concurrency;
            if (threads < concurrency) {
                threads++;
            } else {
                worker.retire();
            }
            next = nextWanting();
        }
        if (back) {
            log.info("{} claims again", name);
        }
        run(next);
    }

    /** Ends the workers, each when its run has ended. */
    void close() {
        List<JobWorker> toWake;
        synchronized (this) {
            closed = true;
            toWake = List.copyOf(idle);
            idle.clear();
        }
        toWake.forEach(JobWorker::wake);
    }

    // ---- what health asks

    /** Whether runs wait for a worker. */
    synchronized boolean anyWaiting() {
        return !waiting.isEmpty();
    }

    /** How many slots are held. */
    synchronized int busy() {
        return busy;
    }

    /** Whether so much code ignores its timeout that nothing more is claimed. */
    synchronized boolean isExhausted() {
        return exhausted;
    }

    // ---- with the lock held

    private int room() {
        if (exhausted || closed) {
            return 0;
        }
        int ahead = Math.min(MOST_WAITING, pace.recent(runtime.nanoTime()));
        return concurrency - busy + ahead - waiting.size() - reserved;
    }

    private @Nullable Runnable nextWanting() {
        if (wantingRoom.isEmpty() || room() <= 0) {
            return null;
        }
        boolean slotsWait = concurrency - busy > waiting.size();
        boolean runsLow = waiting.size() * 2 <= pace.recent(runtime.nanoTime());
        return slotsWait || runsLow ? wantingRoom.poll() : null;
    }

    private @Nullable JobWorker workerToWake() {
        JobWorker worker = idle.poll();
        if (worker == null) {
            if (threads >= concurrency) {
                return null;
            }
            threads++;
            worker = new JobWorker(this, runner, runtime, name + "-" + ++created, virtual);
        }
        worker.aboutToWake();
        waking++;
        return worker;
    }

    private static void run(@Nullable Runnable wanting) {
        if (wanting != null) {
            wanting.run();
        }
    }
}
