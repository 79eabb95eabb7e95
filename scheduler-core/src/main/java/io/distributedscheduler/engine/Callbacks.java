package io.distributedscheduler.engine;

import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes futures, and so runs what callers hung on them, apart from everything else. Whoever waits in there holds up
 * its own thread only: while all are at work there is one more, up to a limit.
 */
final class Callbacks {

    private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

    static final int MOST_THREADS = 64;

    /** How long a thread that has nothing to do is kept. */
    private static final long KEPT_NANOS = 1_000_000_000;

    private final NodeRuntime runtime;
    private final String name;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final ArrayDeque<Caller> idle = new ArrayDeque<>();
    private int threads;
    private int created;
    private boolean told;
    private boolean closed;

    Callbacks(NodeRuntime runtime, String name) {
        this.runtime = runtime;
        this.name = name;
    }

    /** Runs it soon, in the order of the calls unless others take long. */
    void execute(Runnable callback) {
        Caller caller;
        boolean isNew = false;
        boolean tell = false;
        synchronized (this) {
            waiting.add(callback);
            caller = idle.poll();
            if (caller == null && threads < MOST_THREADS) {
                threads++;
                isNew = true;
                caller = new Caller(name + "-" + ++created);
            } else if (caller == null && !told) {
                told = true;
                tell = true;
            }
        }
        if (tell) {
            log.warn("{} threads are held up by what was hung on futures; further futures complete late", MOST_THREADS);
        }
        if (isNew) {
            caller.loop.start(runtime, false);
        } else if (caller != null) {
            caller.loop.wake();
        }
    }

    /** Ends its threads when there is nothing left; they come back, for as long as needed, when there is more. */
    void close() {
        ArrayDeque<Caller> toWake;
        synchronized (this) {
            closed = true;
            toWake = new ArrayDeque<>(idle);
            idle.clear();
        }
        toWake.forEach(caller -> caller.loop.wake());
    }

    synchronized void open() {
        closed = false;
    }

    private final class Caller {

        private final BackgroundLoop loop;

        Caller(String name) {
            this.loop = new BackgroundLoop(name, this::runOnce);
        }

        long runOnce() {
            Runnable next;
            synchronized (Callbacks.this) {
                next = waiting.poll();
                if (next == null) {
                    told = false;
                    // Still among the idle: nobody woke it for so long.
                    if (idle.remove(this) || closed) {
                        threads--;
                        return NodeRuntime.END;
                    }
                    idle.push(this);
                    return KEPT_NANOS;
                }
                idle.remove(this);
            }
            try {
                next.run();
            } catch (Throwable e) {
                log.warn("What was hung on a future threw; that changes nothing", e);
            }
            return 0;
        }
    }
}
