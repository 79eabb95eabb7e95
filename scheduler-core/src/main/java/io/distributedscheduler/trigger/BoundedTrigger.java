package io.distributedscheduler.trigger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A repeating trigger between a start and a finish, or for a number of runs, or both.
 *
 * <p>A start anchors the trigger: every five minutes from Monday 08:00 is due at 08:00, 08:05 and so on. Bounding a
 * bounded trigger gives one that keeps to both: the later start, the earlier finish, the smaller number of runs.
 *
 * @param trigger the trigger that is bounded; never itself a bounded one
 * @param start the first instant that may be due, cut to whole milliseconds; null for no such bound
 * @param finish the first instant that may not be due any more, after {@code start}, cut to whole milliseconds; null
 *     for no such bound
 * @param maxRuns how many occurrences are run at most, {@link #UNLIMITED} for no such bound. Only carried here: the
 *     scheduler counts
 */
public record BoundedTrigger(
        Trigger trigger, @Nullable Instant start, @Nullable Instant finish, long maxRuns) implements Trigger {

    /** The value of {@code maxRuns} that is no bound. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /**
     * @throws IllegalArgumentException when the trigger does not repeat, an instant is outside {@link TimeLimits}, the
     *     finish is not after the start, {@code maxRuns} is less than 1, or there is no bound at all
     */
    public BoundedTrigger {
        if (!trigger.repeats()) {
            throw new IllegalArgumentException(
                    "only a repeating trigger can have a start, a finish or a number of runs,"
                            + " and this one does not repeat: " + trigger
                            + "; to run once at a later time, schedule at that instant");
        }
        if (maxRuns < 1) {
            throw new IllegalArgumentException("maxRuns must be at least 1, was " + maxRuns);
        }
        start = start == null ? null : TimeLimits.checkInstant("start", start);
        finish = finish == null ? null : TimeLimits.checkInstant("finish", finish);
        if (trigger instanceof BoundedTrigger inner) {
            trigger = inner.trigger;
            start = later(start, inner.start);
            finish = earlier(finish, inner.finish);
            maxRuns = Math.min(maxRuns, inner.maxRuns);
        }
        if (start != null && finish != null && !finish.isAfter(start)) {
            throw new IllegalArgumentException("finish must be after start, was " + finish + ", start " + start);
        }
        if (start == null && finish == null && maxRuns == UNLIMITED) {
            throw new IllegalArgumentException(
                    "a bounded trigger needs a start, a finish or a number of runs;" + " use " + trigger + " as it is");
        }
        trigger = start == null ? trigger : trigger.anchoredAt(start);
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return clip(start != null && after.isBefore(start) ? trigger.first(start) : trigger.next(after));
    }

    /** The first due instant at or after {@code now} and the start. */
    @Override
    public Optional<Instant> first(Instant now) {
        return clip(trigger.first(start != null && now.isBefore(start) ? start : now));
    }

    @Override
    public BoundedTrigger anchoredAt(Instant now) {
        return new BoundedTrigger(trigger.anchoredAt(now), start, finish, maxRuns);
    }

    @Override
    public BoundedTrigger ofJob(String id) {
        return new BoundedTrigger(trigger.ofJob(id), start, finish, maxRuns);
    }

    @Override
    public List<Trigger> parts() {
        return List.of(trigger);
    }

    @Override
    public List<Instant> fireTimes(Instant now, int count) {
        return Trigger.super.fireTimes(now, (int) Math.min(count, maxRuns));
    }

    @Override
    public Basis basis() {
        return trigger.basis();
    }

    private Optional<Instant> clip(Optional<Instant> due) {
        return finish == null ? due : due.filter(finish::isAfter);
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other != null && other.isBefore(one) ? other : one;
    }
}
