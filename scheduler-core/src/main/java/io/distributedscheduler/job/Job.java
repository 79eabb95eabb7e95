package io.distributedscheduler.job;

import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.Exclusions;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.TimeLimits;
import io.distributedscheduler.trigger.Trigger;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
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

    private static final int MOST_FIRE_TIMES = 1_000;

    private final JobId id;
    private final String executor;
    private final Trigger trigger;
    private final @Nullable Object payload;
    private final @Nullable RetryPolicy retry;
    private final @Nullable Duration timeout;
    private final Misfire misfire;
    private final @Nullable Overlap overlap;
    private final int stopAfterFailures;
    private final boolean exclusive;
    private final @Nullable String limitKey;
    private final Limit limit;
    private final long revision;

    private Job(Draft draft) {
        this.id = draft.id;
        this.executor = draft.executor;
        this.trigger = draft.trigger.ofJob(draft.id.toString());
        this.payload = draft.payload;
        this.retry = draft.retry;
        this.timeout = draft.timeout;
        this.misfire = draft.misfire;
        this.overlap = draft.overlap;
        this.stopAfterFailures = draft.stopAfterFailures;
        this.exclusive = draft.exclusive;
        this.limitKey = draft.limitKey;
        this.limit = draft.limit;
        this.revision = draft.revision;
    }

    /** A job of the executor, with a generated id, that runs once, now. See {@link Names} for what an eid may be. */
    public static Job of(String eid) {
        return of(eid, JobId.generate());
    }

    /** A job of the executor, with this id, that runs once, now. */
    public static Job of(String eid, JobId id) {
        return new Job(new Draft(id, Names.executor(eid)));
    }

    /** Sets the id instead of the generated one. See {@link JobId} for what an id may be. */
    public Job id(String id) {
        return id(new JobId(id));
    }

    /** Sets the id instead of the generated one. */
    public Job id(JobId id) {
        return with(draft -> draft.id = id);
    }

    /** Sets the executor. See {@link Names} for what an eid may be. */
    public Job executor(String eid) {
        return with(draft -> draft.executor = Names.executor(eid));
    }

    /**
     * Sets what user code gets: any value that Jackson can write, or null for none, and so for one that is written as
     * JSON null. {@link Encoded} is stored as it is. It is encoded when the job is scheduled, so do not change the
     * object until then; that is also when {@link UnwritableDataException} says that it cannot be written, or is larger
     * than allowed (64 KiB of JSON unless configured).
     */
    public Job payload(@Nullable Object payload) {
        return with(draft -> draft.payload = payload);
    }

    /**
     * Runs once, at once. Replaces the trigger, with its bounds, jitter and exclusions, as all methods do that say when to run.
     */
    public Job now() {
        return trigger(OnceTrigger.now());
    }

    /**
     * Runs once, at the instant (cut to whole milliseconds), or at once if that has passed.
     *
     * @throws IllegalArgumentException when it is before 1970 or after 9999
     */
    public Job at(Instant instant) {
        return trigger(OnceTrigger.at(instant));
    }

    /**
     * Runs once, this long (cut to whole milliseconds) after it was scheduled, by store time.
     *
     * @throws IllegalArgumentException when it is negative or longer than a hundred years
     */
    public Job in(Duration delay) {
        return trigger(OnceTrigger.in(delay));
    }

    /**
     * Runs at a fixed rate: first when it is scheduled or at {@link #from}, then each interval (cut to whole
     * milliseconds), without drift.
     *
     * @throws IllegalArgumentException when it is shorter than 100 ms or longer than a hundred years
     */
    public Job every(Duration interval) {
        return trigger(new EveryTrigger(interval));
    }

    /**
     * Runs first when it is scheduled or at {@link #from}, then each time this long (cut to whole milliseconds) after a
     * run has ended.
     *
     * @throws IllegalArgumentException when it is shorter than 100 ms or longer than a hundred years
     */
    public Job fixedDelay(Duration delay) {
        return trigger(new FixedDelayTrigger(delay));
    }

    /**
     * Runs by a six-field cron expression (seconds first) or macro in the zone; see {@link CronTrigger}.
     *
     * @throws IllegalArgumentException when the expression cannot be read, or no date ever matches it
     */
    public Job cron(String expression, ZoneId zone) {
        return trigger(new CronTrigger(expression, zone));
    }

    /** Runs each time the keyword is fired. See {@link Names} for what a keyword may be. */
    public Job onKeyword(String keyword) {
        return trigger(new KeywordTrigger(keyword));
    }

    /**
     * Sets the trigger, built in or your own. One of your own needs a {@link io.distributedscheduler.trigger.TriggerType},
     * which is asked for when the job is scheduled.
     */
    public Job trigger(Trigger trigger) {
        return with(draft -> draft.trigger = trigger);
    }

    /**
     * Runs by another trigger as well, such as {@code new CronTrigger("0 0 4 * * SAT", zone)}: whenever one of them is due, once
     * where both are.
     *
     * @throws IllegalArgumentException when one of them does not repeat by a clock, or there are more than
     *     {@value io.distributedscheduler.trigger.AnyOfTrigger#MOST}
     */
    public Job also(Trigger other) {
        return trigger(Composition.also(trigger, other));
    }

    /**
     * Never due at the times that are excluded: it has no occurrences then, and none is missed. A fixed delay waits for their
     * end. Replaces other exclusions; those of nothing take them back.
     *
     * @throws IllegalArgumentException when the trigger does not repeat
     */
    public Job except(Exclusions exclusions) {
        return trigger(Composition.except(trigger, exclusions));
    }

    /**
     * Delays each occurrence by up to this long (cut to whole milliseconds), but never up to the next one, so that jobs of one
     * cron expression do not all start at once. By how much depends on the job's id and the occurrence only. The start of
     * {@link #from} is delayed as well; nothing is due at or after {@link #until}; what is due just before excluded times may be
     * delayed into them. Zero takes it back.
     *
     * @throws IllegalArgumentException when the trigger does not repeat by a clock, or it is negative or longer than a day
     */
    public Job jitter(Duration most) {
        return trigger(Composition.jitter(trigger, TimeLimits.checkDuration("jitter", most)));
    }

    /**
     * No occurrence before this instant (cut to whole milliseconds), which is also the first one of {@link #every}.
     *
     * @throws IllegalArgumentException when the trigger does not repeat, or the finish is not after it
     */
    public Job from(Instant start) {
        return bounded(start, finish(), runs());
    }

    /**
     * No occurrence at or after this instant (cut to whole milliseconds).
     *
     * @throws IllegalArgumentException when the trigger does not repeat, or the instant is not after the start
     */
    public Job until(Instant finish) {
        return bounded(start(), finish, runs());
    }

    /**
     * At most this many runs (retries do not count), then the job is finished. Runs that it had before it was changed
     * count, those of a job that it has replaced do not.
     *
     * @throws IllegalArgumentException when the trigger does not repeat, or the number is less than 1
     */
    public Job maxRuns(long maxRuns) {
        return bounded(start(), finish(), maxRuns);
    }

    /** Sets how failed runs are retried; unset, the scheduler's default applies. */
    public Job retry(RetryPolicy retry) {
        return with(draft -> draft.retry = retry);
    }

    /** Takes back {@link #retry(RetryPolicy)}: the scheduler's default applies again. */
    public Job defaultRetry() {
        return with(draft -> draft.retry = null);
    }

    /**
     * Sets the longest time an attempt may take (cut to whole milliseconds); unset, the scheduler's default applies.
     *
     * @throws IllegalArgumentException when it is shorter than 1 ms or longer than a hundred years
     */
    public Job timeout(Duration timeout) {
        Duration whole = TimeLimits.checkDuration("timeout", timeout);
        if (whole.isZero()) {
            throw new IllegalArgumentException("timeout must be at least 1 ms, was " + timeout);
        }
        return with(draft -> draft.timeout = whole);
    }

    /** Takes back {@link #timeout(Duration)}: the scheduler's default applies again. */
    public Job defaultTimeout() {
        return with(draft -> draft.timeout = null);
    }

    /** Sets what becomes of an occurrence that comes late; unset, {@link Misfire#runOnce()}. */
    public Job misfire(Misfire misfire) {
        return with(draft -> draft.misfire = misfire);
    }

    /**
     * Sets what becomes of an occurrence that comes while a run lasts; unset, {@link Overlap#skip()}, or
     * {@link Overlap#queue()} of a keyword job.
     */
    public Job overlap(Overlap overlap) {
        return with(draft -> draft.overlap = overlap);
    }

    /** Takes back {@link #overlap(Overlap)}. */
    public Job defaultOverlap() {
        return with(draft -> draft.overlap = null);
    }

    /**
     * Stops the job when so many runs in a row have failed or timed out, each after its retries, instead of going on with the
     * next: it is STOPPED, and says why. {@code start} lets it go on, and counts anew. 0 never stops it, as is the case
     * unless set. A one-time job that failed is FAILED in any case.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public Job stopAfterFailures(int runs) {
        if (runs < 0) {
            throw new IllegalArgumentException("stopAfterFailures must not be negative, was " + runs);
        }
        return with(draft -> draft.stopAfterFailures = runs);
    }

    /**
     * Runs only while fewer than so many jobs with this key do, on all nodes together and whatever their executors:
     * {@code limitedBy("tenant-42", 3)}. See {@link #limitedBy(String, Limit)}; 1 makes the key a mutex that waits.
     */
    public Job limitedBy(String key, int atOnce) {
        return limitedBy(key, Limit.atOnce(atOnce));
    }

    /**
     * Runs only while the limit lets it, of all jobs with this key. What may not start waits, in the order in which it is due
     * among the jobs of its executor; where the jobs of several executors wait for one key, those that have waited longest go
     * first. Jobs that share a key may have different limits: each starts when its own lets it. Replaces another key.
     *
     * <p>The keys of an executor also take turns, so that none with many jobs holds up the others; see {@link #fairBy}.
     *
     * <p>Where the store has several partitions the key must be the tag of the job's id, as in
     * {@code id("{tenant-42}sync").limitedBy("tenant-42", 3)}: otherwise {@code schedule} refuses it.
     *
     * @param key what the jobs share: one line of at most 128 bytes of UTF-8, without braces
     * @throws IllegalArgumentException when the key is something else
     */
    public Job limitedBy(String key, Limit limit) {
        String checked = Names.limitKey(key);
        return with(draft -> {
            draft.limitKey = checked;
            draft.limit = limit;
        });
    }

    /**
     * Takes turns with the jobs of other keys when there are more than can run: each key has one started after the other, however
     * many jobs it has. Nothing is limited; {@link #limitedBy} does both. Replaces another key.
     *
     * @throws IllegalArgumentException as {@link #limitedBy(String, Limit)} does
     */
    public Job fairBy(String key) {
        return limitedBy(key, Limit.NONE);
    }

    /** Takes back {@link #limitedBy} and {@link #fairBy}. */
    public Job unlimited() {
        return with(draft -> {
            draft.limitKey = null;
            draft.limit = Limit.NONE;
        });
    }

    /**
     * Interrupts a run as soon as its node may have been declared dead, rather than when the node learns that it was:
     * for work that must never overlap. A store outage longer than the lease then interrupts the run.
     */
    public Job exclusive() {
        return exclusive(true);
    }

    /** Sets whether it is exclusive, as {@link #exclusive()} does; unset, it is not. */
    public Job exclusive(boolean exclusive) {
        return with(draft -> draft.exclusive = exclusive);
    }

    /**
     * Sets the revision that {@code modify(job)} expects. Jobs read from the scheduler carry theirs.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public Job revision(long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("revision must not be negative, was " + revision);
        }
        return with(draft -> draft.revision = revision);
    }

    /** Its id: the one that was set, or the generated one. */
    public JobId id() {
        return id;
    }

    /** eid of the executor. */
    public String executor() {
        return executor;
    }

    /** When it runs. A bounded one is a {@link BoundedTrigger}. */
    public Trigger trigger() {
        return trigger;
    }

    /**
     * When it would be due if it were scheduled at {@code now}: see {@link Trigger#fireTimes}. What comes late, or while a run
     * lasts, is up to its policies.
     *
     * @param count at most so many, 1 to 1,000
     * @throws IllegalArgumentException when the count is not 1 to 1,000
     */
    public List<Instant> nextFireTimes(Instant now, int count) {
        checkFireTimes(count);
        return trigger.fireTimes(now, count);
    }

    /** @throws IllegalArgumentException when nobody may ask for so many instants at once */
    public static void checkFireTimes(int count) {
        if (count < 1 || count > MOST_FIRE_TIMES) {
            throw new IllegalArgumentException(
                    "the number of fire times must be from 1 to " + MOST_FIRE_TIMES + ", was " + count);
        }
    }

    /** The payload: the object that was set, or {@link Encoded} when the job was read from the store. */
    public Optional<Object> payload() {
        return Optional.ofNullable(payload);
    }

    /**
     * The payload as {@code type}; empty when the job has none. The object that was set is never converted: it is an
     * instance of the type or does not fit. {@link Encoded} answers the JSON of a job that was read from the store.
     *
     * @throws UnreadableDataException when it does not fit the type
     */
    @SuppressWarnings("unchecked") // Checked with the wrapper, since int.class.cast(...) fails for each Integer.
    public <T> Optional<T> payloadAs(Class<T> type) {
        if (payload instanceof Encoded encoded) {
            return Optional.of(encoded.as(type));
        }
        if (payload != null && !MethodType.methodType(type).wrap().returnType().isInstance(payload)) {
            throw new UnreadableDataException(
                    "The payload of job " + id + " is a " + payload.getClass().getName() + ", not a " + type.getName(),
                    null);
        }
        return Optional.ofNullable((T) payload);
    }

    /** Its own retry policy, if it has one. */
    public Optional<RetryPolicy> retry() {
        return Optional.ofNullable(retry);
    }

    /** Its own longest time of an attempt, if it has one. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** What becomes of an occurrence that comes late. */
    public Misfire misfire() {
        return misfire;
    }

    /** What becomes of an occurrence that comes while a run lasts: what was set, or what holds for its trigger. */
    public Overlap overlap() {
        if (overlap != null) {
            return overlap;
        }
        return trigger instanceof KeywordTrigger ? Overlap.queue() : Overlap.skip();
    }

    /** When so many runs in a row have failed it is stopped; 0 for never. */
    public int stopAfterFailures() {
        return stopAfterFailures;
    }

    /** The key that limits it, or by which it takes turns, if it has one. */
    public Optional<String> limitKey() {
        return Optional.ofNullable(limitKey);
    }

    /** What its key limits it to; {@link Limit#NONE} without one, and if it only takes turns. */
    public Limit limit() {
        return limit;
    }

    /** Whether it is {@link #exclusive()}. */
    public boolean isExclusive() {
        return exclusive;
    }

    /** How often the job was changed: 1 when it was scheduled; 0 for one that was not read from the store. */
    public long revision() {
        return revision;
    }

    /** Names id, executor and trigger; never the payload, which may be secret. */
    @Override
    public String toString() {
        return "Job[" + id + ", executor " + executor + ", " + trigger + "]";
    }

    private Job bounded(@Nullable Instant start, @Nullable Instant finish, long maxRuns) {
        return trigger(Composition.bounded(trigger, start, finish, maxRuns));
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

        Misfire misfire = Misfire.runOnce();

        @Nullable
        Overlap overlap;

        int stopAfterFailures;
        boolean exclusive;

        @Nullable
        String limitKey;

        Limit limit = Limit.NONE;
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
            this.misfire = job.misfire;
            this.overlap = job.overlap;
            this.stopAfterFailures = job.stopAfterFailures;
            this.exclusive = job.exclusive;
            this.limitKey = job.limitKey;
            this.limit = job.limit;
            this.revision = job.revision;
        }
    }
}
