package io.distributedscheduler.trigger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Another trigger, of which each occurrence is due a little later: up to a longest delay, but always before the next one.
 * The delay depends on the job and the occurrence and on nothing else, so that every node knows it: jobs that would all be
 * due at once are spread, and each is due when it was said to be.
 *
 * <p>The delay of an occurrence at {@code t} milliseconds since 1970 is the CRC-32 of the UTF-8 bytes of {@code <job>@<t>}
 * modulo the longest delay, or modulo the time to the next occurrence if that is less, in milliseconds.
 *
 * @param trigger a repeating one by a clock, without bounds and jitter
 * @param most the longest delay, 1 ms to a day, cut to whole milliseconds; it is never quite reached
 * @param job id of the job; empty until {@link #ofJob} has set it
 */
public record JitteredTrigger(Trigger trigger, Duration most, String job) implements Trigger {

    /** The longest delay. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** @throws IllegalArgumentException when a value is not allowed */
    public JitteredTrigger {
        if (!trigger.repeats() || trigger.basis() != Basis.PLANNED) {
            throw new IllegalArgumentException(
                    "only a trigger that repeats by a clock, such as every and cron, can have jitter, was " + trigger);
        }
        if (trigger instanceof BoundedTrigger || trigger instanceof JitteredTrigger) {
            throw new IllegalArgumentException("jitter comes before bounds, and there is one of it, was " + trigger);
        }
        most = TimeLimits.checkDuration("jitter", most);
        if (most.isZero() || most.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "jitter must be from 1 ms to " + LONGEST.toHours() + " hours, was " + most);
        }
    }

    /** One whose job is not known yet. */
    public JitteredTrigger(Trigger trigger, Duration most) {
        this(trigger, most, "");
    }

    @Override
    public Optional<Instant> next(Instant after) {
        Optional<Instant> tick = due(before(after));
        while (tick.isPresent()) {
            Optional<Instant> following = due(trigger.next(tick.get()));
            Instant jittered = tick.get().plusMillis(delay(tick.get(), following));
            if (jittered.isAfter(after)) {
                return TimeLimits.due(jittered);
            }
            tick = following;
        }
        return Optional.empty();
    }

    @Override
    public JitteredTrigger anchoredAt(Instant now) {
        return new JitteredTrigger(trigger.anchoredAt(now), most, job);
    }

    @Override
    public JitteredTrigger ofJob(String id) {
        return new JitteredTrigger(trigger.ofJob(id), most, id);
    }

    @Override
    public List<Trigger> parts() {
        return List.of(trigger);
    }

    /**
     * An occurrence of the trigger at or before the instant whose delay may end after it, if there is one, else the first one
     * after it. Looks back twice as far each time, so that it does not walk along all occurrences of the longest delay.
     */
    private Optional<Instant> before(Instant after) {
        for (long back = 1; ; back *= 2) {
            long millis = Math.min(back, most.toMillis());
            Optional<Instant> tick = trigger.next(after.minusMillis(millis));
            if (millis == most.toMillis() || tick.isPresent() && !tick.get().isAfter(after)) {
                return tick;
            }
        }
    }

    private long delay(Instant tick, Optional<Instant> following) {
        long bound = most.toMillis();
        if (following.isPresent()) {
            bound = Math.min(bound, Duration.between(tick, following.get()).toMillis());
        }
        CRC32 hash = new CRC32();
        hash.update((job + "@" + tick.toEpochMilli()).getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % Math.max(1, bound);
    }

    private static Optional<Instant> due(Optional<Instant> tick) {
        return tick.flatMap(TimeLimits::due);
    }
}
