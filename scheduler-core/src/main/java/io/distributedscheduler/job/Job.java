package io.distributedscheduler.job;

import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job: under an id, which executor runs it, when, with what payload and by which policies. Immutable; each method
 * that sets something answers a changed copy.
 *
 * <pre>{@code
 * Job.of("welcome-mail").payload(new Welcome("ada@example.org")).in(Duration.ofHours(1))
 * Job.of("sync").id("sync-acme").every(Duration.ofMinutes(5)).from(monday).until(friday)
 * Job.of("pick").onKeyword("order-placed")
 * }</pre>
 *
 * <p>A value that is not allowed throws {@link IllegalArgumentException} at once, naming the value and the rule.
 */
public final class Job {

    private final JobId id;
    private final String executor;
    private final Trigger trigger;
    private final @Nullable Object payload;
    private final @Nullable RetryPolicy retry;
    private final @Nullable Duration timeout;
    private final boolean exclusive;
    private final long revision;

    private Job(Draft draft) {
        this.id = draft.id;
        this.executor = draft.executor;
        this.trigger = draft.trigger;
        this.payload = draft.payload;
        this.retry = draft.retry;
        this.timeout = draft.timeout;
        this.exclusive = draft.exclusive;
        this.revision = draft.revision;
    }

    /** A job of the executor, with a generated id, that runs once, now. */
    public static Job of(String eid) {
        return new Job(new Draft(JobId.generate(), Names.executor(eid)));
    }

    /** Sets the id instead of the generated one. */
    public Job id(String id) {
        return id(new JobId(id));
    }

    /** Sets the id instead of the generated one. */
    public Job id(JobId id) {
        return with(draft -> draft.id = id);
    }

    /** Sets the executor. */
    public Job executor(String eid) {
        return with(draft -> draft.executor = Names.executor(eid));
    }

    /**
     * Sets what user code gets: any value that Jackson can write, or null for none. It is encoded when the job is
     * scheduled, so do not change the object until then.
     */
    public Job payload(@Nullable Object payload) {
        return with(draft -> draft.payload = payload);
    }

    /** Runs once, at once. */
    public Job now() {
        return trigger(OnceTrigger.now());
    }

    /** Runs once, at the instant, or at once if that has passed. */
    public Job at(Instant instant) {
        return trigger(OnceTrigger.at(instant));
    }

    /** Runs once, this long after it was scheduled, by store time. */
    public Job in(Duration delay) {
        return trigger(OnceTrigger.in(delay));
    }

    /** Runs at a fixed rate: first when it is scheduled or at {@link #from}, then each interval, without drift. */
    public Job every(Duration interval) {
        return trigger(new EveryTrigger(interval, null));
    }

    /** Runs first when it is scheduled or at {@link #from}, then each time this long after a run has ended. */
    public Job fixedDelay(Duration delay) {
        return trigger(new FixedDelayTrigger(delay));
    }

    /** Runs by a six-field cron expression (seconds first) or macro in the zone; see {@link CronTrigger}. */
    public Job cron(String expression, ZoneId zone) {
        return trigger(new CronTrigger(expression, zone));
    }

    /** Runs each time the keyword is fired. */
    public Job onKeyword(String keyword) {
        return trigger(new KeywordTrigger(keyword));
    }

    /** Sets the trigger, built in or your own. */
    public Job trigger(Trigger trigger) {
        return with(draft -> draft.trigger = trigger);
    }

    /** No occurrence before this instant. Only for repeating triggers. */
    public Job from(Instant start) {
        return bounded(start, finish(), runs());
    }

    /** No occurrence at or after this instant. Only for repeating triggers. */
    public Job until(Instant finish) {
        return bounded(start(), finish, runs());
    }

    /** At most this many runs (retries do not count), then the job is finished. Only for repeating triggers. */
    public Job maxRuns(long maxRuns) {
        return bounded(start(), finish(), maxRuns);
    }

    /** Sets how failed runs are retried; unset, the scheduler's default applies. */
    public Job retry(RetryPolicy retry) {
        return with(draft -> draft.retry = retry);
    }

    /** Sets the longest time an attempt may take; unset, the scheduler's default applies. */
    public Job timeout(Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("A timeout must be at least 1 ms, was " + timeout);
        }
        return with(draft -> draft.timeout = timeout);
    }

    /**
     * Interrupts a run as soon as its node may have been declared dead, rather than when the node learns that it was:
     * for work that must never overlap. A store outage longer than the lease then interrupts the run.
     */
    public Job exclusive() {
        return with(draft -> draft.exclusive = true);
    }

    /** Sets the revision that {@code modify(job)} expects. Jobs read from the scheduler carry theirs. */
    public Job revision(long revision) {
        return with(draft -> draft.revision = revision);
    }

    public JobId id() {
        return id;
    }

    /** eid of the executor. */
    public String executor() {
        return executor;
    }

    public Trigger trigger() {
        return trigger;
    }

    /** The payload: the object that was set, or {@link Encoded} when the job was read from the store. */
    public Optional<Object> payload() {
        return Optional.ofNullable(payload);
    }

    /**
     * The payload as {@code type}; empty when the job has none.
     *
     * @throws UnreadableDataException when it does not fit the type
     */
    public <T> Optional<T> payloadAs(Class<T> type) {
        if (payload instanceof Encoded encoded) {
            return Optional.of(encoded.as(type));
        }
        if (payload != null && !type.isInstance(payload)) {
            throw new UnreadableDataException(
                    "The payload of job " + id + " is a " + payload.getClass().getName() + ", not a " + type.getName(),
                    null);
        }
        return Optional.ofNullable(payload).map(type::cast);
    }

    public Optional<RetryPolicy> retry() {
        return Optional.ofNullable(retry);
    }

    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    public boolean isExclusive() {
        return exclusive;
    }

    /** How often the job was changed: 1 when it was scheduled; 0 for one that was not read from the store. */
    public long revision() {
        return revision;
    }

    @Override
    public String toString() {
        return "Job[" + id + ", executor " + executor + ", " + trigger + "]";
    }

    private Job bounded(@Nullable Instant start, @Nullable Instant finish, long maxRuns) {
        Trigger bare = trigger instanceof BoundedTrigger bounded ? bounded.trigger() : trigger;
        return trigger(new BoundedTrigger(bare, start, finish, maxRuns));
    }

    private @Nullable Instant start() {
        return trigger instanceof BoundedTrigger bounded ? bounded.start() : null;
    }

    private @Nullable Instant finish() {
        return trigger instanceof BoundedTrigger bounded ? bounded.finish() : null;
    }

    private long runs() {
        return trigger instanceof BoundedTrigger bounded ? bounded.maxRuns() : BoundedTrigger.UNLIMITED;
    }

    private Job with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new Job(draft);
    }

    private static final class Draft {

        JobId id;
        String executor;
        Trigger trigger = OnceTrigger.now();

        @Nullable
        Object payload;

        @Nullable
        RetryPolicy retry;

        @Nullable
        Duration timeout;

        boolean exclusive;
        long revision;

        Draft(JobId id, String executor) {
            this.id = id;
            this.executor = executor;
        }

        Draft(Job job) {
            this(job.id, job.executor);
            this.trigger = job.trigger;
            this.payload = job.payload;
            this.retry = job.retry;
            this.timeout = job.timeout;
            this.exclusive = job.exclusive;
            this.revision = job.revision;
        }
    }
}
