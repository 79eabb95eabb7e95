package io.distributedscheduler.boot.transaction;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.SchedulerException;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.StoreFullException;
import io.distributedscheduler.store.StoreRefusesException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what committed transactions have asked for: at once, on the thread that has committed. While the store does not answer
 * it is tried again and again, in its order; nobody waits for that, and what is left when the process ends is lost.
 */
final class Delivery {

    /** As many jobs as wait for the store to answer. */
    static final int MOST_WAITING = 100_000;

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final DistributedScheduler scheduler;
    private final JobStore store;
    private final NodeRuntime runtime;

    /** What waits for the store. Guarded by this. */
    private final Deque<Order> waiting = new ArrayDeque<>();

    /** How many jobs are in {@link #waiting}. Guarded by this. */
    private int size;

    /** Whether somebody tries again. Guarded by this. */
    private boolean trying;

    Delivery(DistributedScheduler scheduler, JobStore store, NodeRuntime runtime) {
        this.scheduler = scheduler;
        this.store = store;
        this.runtime = runtime;
    }

    /** The steps of one transaction, of which some may be done. */
    private static final class Order {

        private final Deque<Step> steps;
        private final int size;
        private final Progress progress;

        Order(List<Step> steps, JobStore store) {
            this.progress = new Progress(store);
            this.steps = new ArrayDeque<>(steps);
            this.size = steps.stream().mapToInt(Step::size).sum();
        }

        /** Does what is left; false when the store does not answer. */
        synchronized boolean isDone(DistributedScheduler scheduler) {
            while (!steps.isEmpty()) {
                Step step = steps.element();
                try {
                    step.action().run(scheduler, progress);
                } catch (JobStoreException e) {
                    if (isPassing(e)) {
                        return false;
                    }
                    lost(step, e);
                } catch (RuntimeException e) {
                    lost(step, e);
                }
                steps.remove();
            }
            return true;
        }

        /** A store that has no room may have some soon; what else it refuses must not hold up all others. */
        private static boolean isPassing(JobStoreException e) {
            return e instanceof StoreFullException || !(e instanceof StoreRefusesException);
        }

        synchronized void lose(String why) {
            steps.forEach(step -> lost(step, new JobStoreException(why, null)));
            steps.clear();
        }

        private static void lost(Step step, RuntimeException why) {
            boolean speaksForItself = why instanceof SchedulerException || why instanceof JobStoreException;
            log.error(
                    "A transaction was committed, but {} failed: {}",
                    step.what(),
                    why.getMessage(),
                    speaksForItself ? null : why);
            step.dropped().accept(why);
        }
    }

    /** Does the steps of a transaction that was committed. Throws nothing: to its caller the transaction has succeeded. */
    void deliver(List<Step> steps) {
        Order order = new Order(steps, store);
        if ((hasWaiting() || !order.isDone(scheduler)) && isFirstToWait(order)) {
            log.warn(
                    "The store does not answer; what committed transactions have asked for waits for it, in this process");
            runtime.startLoop("distributed-scheduler-after-commit", false, this::tryAgain);
        }
    }

    /** Tries once more what waits, and says what is lost with the process. */
    void close() {
        List<Order> left;
        synchronized (this) {
            left = List.copyOf(waiting);
            waiting.clear();
            size = 0;
        }
        boolean answers = true;
        for (Order order : left) {
            answers = answers && order.isDone(scheduler);
            order.lose("The store did not answer until the scheduler was stopped");
        }
    }

    private synchronized boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Lets an order wait; answers whether nobody tries again yet. */
    private synchronized boolean isFirstToWait(Order order) {
        if (size + order.size > MOST_WAITING) {
            order.lose("More than " + MOST_WAITING + " jobs of committed transactions wait for the store to answer");
            return false;
        }
        waiting.add(order);
        size += order.size;
        boolean first = !trying;
        trying = true;
        return first;
    }

    /** Nobody waits at the lock while the store is asked. */
    private long tryAgain() {
        Order first = first();
        if (first == null) {
            return NodeRuntime.END;
        }
        if (!first.isDone(scheduler)) {
            return PAUSE.toNanos();
        }
        done(first);
        return 0;
    }

    private synchronized @Nullable Order first() {
        trying = !waiting.isEmpty();
        return waiting.peek();
    }

    private synchronized void done(Order order) {
        if (waiting.remove(order)) {
            size -= order.size;
            if (waiting.isEmpty()) {
                log.info("The store answers again; what committed transactions have asked for is done");
            }
        }
    }
}
