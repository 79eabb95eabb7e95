package io.distributedscheduler.boot;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application can set about the scheduler. A key that is not known fails the start, so that a typo is not taken
 * for a setting.
 *
 * @param enabled Whether to set up the scheduler.
 * @param store Where jobs are kept: in Redis, or in the memory of this process, for tests and trials.
 * @param prefix First part of all Redis keys.
 * @param namespace Second part of all Redis keys. Applications that share jobs share it.
 * @param partitions Number of slices that the jobs are spread over. Fixed when the store is first used. 16 on a Redis
 *     Cluster and 1 elsewhere unless set.
 * @param node Name of this node, unique among those that share the store. Host name and process id unless set.
 * @param application Owner of the jobs that this application declares. Taken from spring.application.name unless set.
 * @param concurrency How many jobs this node runs at once. 0 for a node that only schedules.
 * @param lease How long a node counts as alive without renewing. Runs of a dead node start again after it.
 * @param commandTimeout After which a call to the store has failed. A second, or a third of a shorter lease, unless set.
 * @param shutdownTimeout How long a shutdown waits for running jobs before it interrupts them. With
 *     interrupt-timeout shorter than spring.lifecycle.timeout-per-shutdown-phase.
 * @param interruptTimeout How long a shutdown waits for jobs that it has interrupted.
 * @param timeout Longest time an attempt may take, for jobs that say nothing else. No limit unless set.
 * @param completionExpiry How long a future of completion(id) waits.
 * @param virtualThreads Whether jobs run on virtual threads, on Java 21 and later. Taken from
 *     spring.threads.virtual.enabled unless set.
 * @param afterCommit Whether what is done to jobs inside a Spring transaction takes effect after its commit, and never when it
 *     is rolled back.
 * @param retry How failed runs are retried, for jobs that say nothing else.
 * @param retention What is kept of runs that have ended.
 * @param limits Largest data that are stored.
 * @param alarms What people are told of.
 * @param executors Settings of single executors, by executor id.
 * @param jobs Jobs declared by configuration, by name. All nodes of the application share each of them.
 */
@ConfigurationProperties(prefix = SchedulerProperties.PREFIX, ignoreUnknownFields = false)
public record SchedulerProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("redis") Store store,
        @DefaultValue("distributed-scheduler") String prefix,
        @DefaultValue("default") String namespace,
        @Nullable Integer partitions,
        @Nullable String node,
        @Nullable String application,
        @DefaultValue("16") int concurrency,
        @DefaultValue("10s") Duration lease,
        @Nullable Duration commandTimeout,
        @DefaultValue("20s") Duration shutdownTimeout,
        @DefaultValue("2s") Duration interruptTimeout,
        @Nullable Duration timeout,
        @DefaultValue("1d") Duration completionExpiry,
        @Nullable Boolean virtualThreads,
        @DefaultValue("true") boolean afterCommit,
        @DefaultValue Retry retry,
        @DefaultValue Retention retention,
        @DefaultValue Limits limits,
        @DefaultValue Alarms alarms,
        @DefaultValue Map<String, Executor> executors,
        @DefaultValue Map<String, DeclaredJob> jobs) {

    /** What all names of properties start with. */
    public static final String PREFIX = "distributed-scheduler";

    /** Where jobs are kept. */
    public enum Store {
        /** In Redis, shared by all nodes. */
        REDIS,
        /** In the memory of this process; gone when it ends. */
        MEMORY
    }

    /**
     * How failed runs are retried.
     *
     * @param attempts How often a run is attempted in all. 1 is no retry.
     * @param firstDelay Delay after the first attempt.
     * @param longestDelay What no delay is longer than.
     * @param multiplier By what each delay is multiplied to get the next.
     * @param jitter By what part a delay may be shortened at random: 0 is not at all, 1 is down to nothing.
     */
    public record Retry(
            @DefaultValue("4") int attempts,
            @DefaultValue("2s") Duration firstDelay,
            @DefaultValue("5m") Duration longestDelay,
            @DefaultValue("5") double multiplier,
            @DefaultValue("0.2") double jitter) {}

    /**
     * What is kept of runs that have ended.
     *
     * @param runs How many runs are kept of a job that runs more than once. 0 keeps none, also of one-time jobs.
     * @param results How long runs are kept after their job has gone, so also the result of a one-time job.
     * @param failed How long a one-time job that has failed is kept.
     * @param finishedMax How many results of finished one-time jobs are kept at most, in each partition.
     */
    public record Retention(
            @DefaultValue("20") int runs,
            @DefaultValue("1h") Duration results,
            @DefaultValue("7d") Duration failed,
            @DefaultValue("100000") int finishedMax) {}

    /**
     * Largest data that are stored.
     *
     * @param payload Largest payload of a job or a fire. A larger one is refused when the job is scheduled.
     * @param result Largest result of a run. A larger one makes the run fail.
     * @param error Largest error text of a run. A longer one is cut.
     */
    public record Limits(
            @DefaultValue("64KB") DataSize payload,
            @DefaultValue("16KB") DataSize result,
            @DefaultValue("8KB") DataSize error) {}

    /**
     * What people are told of.
     *
     * @param lateAfter How long after its due instant a job that has not started is late.
     * @param webhook Where alarms are posted to.
     */
    public record Alarms(
            @DefaultValue("1m") Duration lateAfter,
            @DefaultValue Webhook webhook) {}

    /**
     * Where alarms are posted to, as JSON.
     *
     * @param url Address that takes alarms by HTTP POST. No webhook unless set.
     * @param headers Headers of the requests, such as Authorization. None unless set.
     * @param timeout How long an answer is waited for.
     * @param attempts How often an alarm is posted in all until it is taken.
     */
    public record Webhook(
            @Nullable URI url,
            @DefaultValue Map<String, String> headers,
            @DefaultValue("5s") Duration timeout,
            @DefaultValue("5") int attempts) {}

    /**
     * Settings of one executor.
     *
     * @param limit how many runs there may be on all nodes together, such as "3" at once, "100 per 1m", or both with a comma;
     *     overrides the annotation
     * @param limitPerNode how many of its runs each node holds at most; overrides the annotation
     * @param retention what is kept of runs of this executor
     */
    public record Executor(
            @Nullable String limit,
            @Nullable Integer limitPerNode,
            @DefaultValue ExecutorRetention retention) {}

    /**
     * What is kept of runs of one executor.
     *
     * @param runs as {@link Retention#runs()}, which it overrides
     * @param results as {@link Retention#results()}, which it overrides
     */
    public record ExecutorRetention(
            @Nullable Integer runs, @Nullable Duration results) {}

    /**
     * A job declared by configuration. It needs one of {@code cron}, {@code every}, {@code fixedDelay} and {@code
     * keyword}; {@code "-"} there disables it.
     *
     * @param enabled whether the job is declared
     * @param id id of the job; application and name, with a dot between them, unless set
     * @param executor id of the executor; the name of the job unless set
     * @param cron six-field cron expression, such as "0 0 2 * * *", or a macro such as "@daily"; several with semicolons
     *     between them
     * @param zone time zone of cron and except, such as Europe/Paris; that of the JVM unless set
     * @param every interval of a fixed rate, such as 5m
     * @param fixedDelay pause between the end of a run and the next, such as 5m
     * @param keyword keyword that fires the job
     * @param except when it is not due, such as "SAT-SUN, 2026-12-25, 22:00-06:00"
     * @param jitter by how long each occurrence may be delayed, such as 30s
     * @param from no occurrence before this instant, such as 2030-01-01T00:00:00Z
     * @param until no occurrence at or after this instant
     * @param maxRuns after how many runs the job is finished
     * @param payload what the executor gets
     * @param timeout longest time an attempt may take
     * @param attempts how often a run is attempted in all
     * @param misfire what becomes of a run that comes late
     * @param overlap what becomes of an occurrence that comes while a run lasts
     * @param limitedBy key that jobs share, and what they are limited to, such as "tenant-42: 3" at once
     * @param stopAfterFailures after how many failed runs in a row the job is stopped
     */
    public record DeclaredJob(
            @DefaultValue("true") boolean enabled,
            @Nullable String id,
            @Nullable String executor,
            @Nullable String cron,
            @Nullable String zone,
            @Nullable String every,
            @Nullable String fixedDelay,
            @Nullable String keyword,
            @Nullable String except,
            @Nullable String jitter,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable Long maxRuns,
            @DefaultValue Map<String, Object> payload,
            @Nullable Duration timeout,
            @Nullable Integer attempts,
            @Nullable String misfire,
            @Nullable String overlap,
            @Nullable String limitedBy,
            @Nullable Integer stopAfterFailures) {}
}
