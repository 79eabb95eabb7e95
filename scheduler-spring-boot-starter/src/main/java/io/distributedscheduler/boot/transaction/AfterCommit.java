package io.distributedscheduler.boot.transaction;

import io.distributedscheduler.boot.transaction.Step.Left;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What waits for the commit of one transaction. It is found among the synchronizations of the transaction, so that one that
 * is suspended for another takes its own with it.
 */
final class AfterCommit implements TransactionSynchronization {

    /** As many jobs as may wait for one commit. */
    static final int MOST = 100_000;

    private static final Logger log = LoggerFactory.getLogger(AfterCommit.class);

    private final Delivery delivery;
    private final List<Step> steps = new ArrayList<>();
    private final Map<JobId, Optional<Job>> left = new HashMap<>();

    /** How many steps there were at each savepoint; one that is not known was set before the first step. */
    private final Map<Object, Integer> savepoints = new HashMap<>();

    private int size;
    private boolean delivered;

    private AfterCommit(Delivery delivery) {
        this.delivery = delivery;
    }

    /** That of the transaction of this thread; empty where there is none that could still be rolled back. */
    static Optional<AfterCommit> current(Delivery delivery) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()
                || !TransactionSynchronizationManager.isActualTransactionActive()) {
            return Optional.empty();
        }
        for (TransactionSynchronization one : TransactionSynchronizationManager.getSynchronizations()) {
            if (one instanceof AfterCommit known && known.delivery == delivery) {
                return known.delivered ? Optional.empty() : Optional.of(known);
            }
        }
        AfterCommit first = new AfterCommit(delivery);
        TransactionSynchronizationManager.registerSynchronization(first);
        return Optional.of(first);
    }

    /** @throws IllegalStateException when too many wait already */
    void add(Step step) {
        if (size + step.size() > MOST) {
            throw new IllegalStateException("More than " + MOST + " jobs wait for the commit of one transaction, at "
                    + step.what() + "; commit in between, or schedule so many outside of a transaction");
        }
        steps.add(step);
        count(step);
    }

    /** Whether the transaction has scheduled or changed a job, and so knows how it will be. */
    Optional<Job> made(JobId id) {
        return left.getOrDefault(id, Optional.empty());
    }

    /** Whether the transaction has removed a job. */
    boolean removed(JobId id) {
        return left.containsKey(id) && left.get(id).isEmpty();
    }

    @Override
    public void savepoint(Object savepoint) {
        savepoints.put(savepoint, steps.size());
    }

    @Override
    public void savepointRollback(Object savepoint) {
        List<Step> undone = steps.subList(savepoints.getOrDefault(savepoint, 0), steps.size());
        drop(undone);
        undone.clear();
        size = 0;
        left.clear();
        steps.forEach(this::count);
    }

    @Override
    public void afterCommit() {
        if (!delivered) {
            delivered = true;
            if (!steps.isEmpty()) {
                delivery.deliver(steps);
            }
        }
    }

    /** Also where {@link #afterCommit} was not called: for what was added, or because another synchronization threw. */
    @Override
    public void afterCompletion(int status) {
        if (status == STATUS_COMMITTED) {
            afterCommit();
        } else if (!delivered) {
            delivered = true;
            if (status == STATUS_UNKNOWN && !steps.isEmpty()) {
                log.error(
                        "It is not known whether a transaction was committed; not done: {}",
                        steps.stream().map(Step::what).toList());
            }
            drop(steps);
        }
    }

    private void count(Step step) {
        size += step.size();
        for (Left one : step.leaves()) {
            left.put(one.id(), one.job());
        }
    }

    private static void drop(List<Step> steps) {
        steps.forEach(step -> step.dropped().accept(new CancellationException("The transaction was not committed")));
    }
}
