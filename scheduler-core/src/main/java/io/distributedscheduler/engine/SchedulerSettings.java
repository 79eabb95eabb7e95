package io.distributedscheduler.engine;

import io.distributedscheduler.job.Names;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.TrimLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * How a node behaves.
 *
 * @param node its name, unique among the nodes that share a store
 * @param application whose declared jobs it reconciles
 * @param concurrency how many jobs it runs at once; 0 for a node that only schedules
 * @param lease how long it counts as alive without renewing; runs of a dead node start again after it
 * @param commandTimeout after which a call to the store has failed; under a third of the lease
 * @param shutdown how long {@code stop} waits for running jobs before it interrupts them
 * @param interrupt how long it waits after that
 * @param retry for jobs that say nothing else
 * @param timeout for jobs that say nothing else; empty for none
 * @param retention for executors that say nothing else
 * @param trim how much of finished and failed jobs is kept
 * @param completionExpiry how long a future of {@code completion(id)} waits
 * @param lateAfter how long after its due instant a job that has not started is late, as alarms tell
 * @param virtualThreads whether jobs run on virtual threads, where the JDK has them
 */
public record SchedulerSettings(
        String node,
        String application,
        int concurrency,
        Duration lease,
        Duration commandTimeout,
        Duration shutdown,
        Duration interrupt,
        RetryPolicy retry,
        Optional<Duration> timeout,
        Retention retention,
        TrimLimits trim,
        Duration completionExpiry,
        Duration lateAfter,
        boolean virtualThreads) {

    /** The shortest lease. */
    public static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

    /** The longest lease. */
    public static final Duration LONGEST_LEASE = Duration.ofHours(1);

    /** How many jobs a node runs at once at most. */
    public static final int MOST_CONCURRENCY = 10_000;

    public SchedulerSettings {
        Names.check("node name", node);
        Names.check("application name", application);
        if (concurrency < 0 || concurrency > MOST_CONCURRENCY) {
            throw new IllegalArgumentException("concurrency must be 0 to 10,000, was " + concurrency);
        }
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException("lease must be 1 s to 1 h, was " + lease);
        }
        if (commandTimeout.isNegative()
                || commandTimeout.isZero()
                || commandTimeout.multipliedBy(3).compareTo(lease) > 0) {
            throw new IllegalArgumentException("The command timeout must be positive and at most a third of the lease, "
                    + lease + ", was " + commandTimeout);
        }
        notNegative("shutdown", shutdown);
        notNegative("interrupt", interrupt);
        timeout.ifPresent(limit -> positive("timeout", limit));
        positive("completionExpiry", completionExpiry);
        positive("lateAfter", lateAfter);
    }

    /** The defaults for a node of that name. */
    public static SchedulerSettings of(String node) {
        return new SchedulerSettings(
                node,
                "application",
                16,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                RetryPolicy.DEFAULT,
                Optional.empty(),
                new Retention(20, Duration.ofHours(1)),
                new TrimLimits(100_000, Duration.ofDays(7)),
                Duration.ofDays(1),
                Duration.ofMinutes(1),
                false);
    }

    /** The same with another lease. */
    public SchedulerSettings lease(Duration changed) {
        return new SchedulerSettings(
                node,
                application,
                concurrency,
                changed,
                commandTimeout,
                shutdown,
                interrupt,
                retry,
                timeout,
                retention,
                trim,
                completionExpiry,
                lateAfter,
                virtualThreads);
    }

    /** How often the node beats: ten times a lease. */
    public Duration beat() {
        return lease.dividedBy(10);
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, was " + value);
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }
}
