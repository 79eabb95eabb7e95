package io.distributedscheduler.engine;

import io.distributedscheduler.trigger.Basis;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts the ticks of a trigger that have passed, and finds the one that comes next. Ticks are due instants in whole
 * milliseconds, rounded up, as the store keeps them.
 */
final class Ticks {

    /** A walk over more ticks than this is given up, and the trigger asked for the next tick from its end on. */
    static final int LONGEST_WALK = 100_000;

    /**
     * @param counts how many ticks there were, interval by interval; a lower bound when a walk was given up
     * @param next the first tick after the last interval; empty when there is none
     */
    record Passed(long[] counts, Optional<Instant> next) {

        long in(int interval) {
            return counts[interval];
        }
    }

    private Ticks() {}

    /** The first tick after the instant; empty when there is none. */
    static Optional<Instant> next(Trigger trigger, Instant after) {
        Optional<Instant> next = trigger.next(after).map(Ticks::up);
        if (next.isPresent() && !next.get().isAfter(after)) {
            throw new IllegalStateException(
                    "the trigger " + trigger + " does not move on: after " + after + " it answered " + next.get());
        }
        return next;
    }

    /** The first tick of a job that is scheduled then; empty when there is none. */
    static Optional<Instant> first(Trigger trigger, Instant now) {
        return trigger.first(now).map(Ticks::up);
    }

    /**
     * Counts the ticks after {@code from}, in the intervals that end at (and include) each of {@code ends}, which do not decrease. A trigger
     * that counts from the end of runs has no ticks of its own.
     */
    static Passed passed(Trigger trigger, Instant from, Instant... ends) {
        long[] counts = new long[ends.length];
        if (trigger.basis() == Basis.ENDED || !trigger.repeats()) {
            return new Passed(counts, Optional.empty());
        }
        Instant at = from;
        Optional<Instant> next = next(trigger, at);
        for (int i = 0; i < ends.length; i++) {
            long walked = 0;
            while (next.isPresent() && !next.get().isAfter(ends[i])) {
                Instant tick = next.get();
                EveryTrigger every = every(trigger);
                Instant last = every == null ? tick : lastTick(trigger, every, tick, ends[i]);
                counts[i] += 1 + (every == null ? 0 : intervals(every, tick, last));
                if (++walked == LONGEST_WALK) {
                    last = ends[i];
                }
                next = next(trigger, last);
            }
        }
        return new Passed(counts, next);
    }

    /** The ticks after one instant and up to another, but no more than so many. */
    static List<Instant> between(Trigger trigger, Instant after, Instant until, int most) {
        List<Instant> ticks = new ArrayList<>();
        Optional<Instant> next = next(trigger, after);
        while (ticks.size() < most && next.isPresent() && !next.get().isAfter(until)) {
            ticks.add(next.get());
            next = next(trigger, next.get());
        }
        return ticks;
    }

    /** The tick that comes so many, at least one, after the instant; empty when there are fewer. */
    static Optional<Instant> after(Trigger trigger, Instant from, long ticks) {
        Optional<Instant> next = next(trigger, from);
        EveryTrigger every = every(trigger);
        long left = ticks - 1;
        if (every != null && next.isPresent() && left > 0) {
            Instant last = next.get().plus(every.interval().multipliedBy(left)).minusMillis(1);
            return next(trigger, last);
        }
        for (; left > 0 && next.isPresent(); left--) {
            next = next(trigger, next.get());
        }
        return next;
    }

    private static @Nullable EveryTrigger every(Trigger trigger) {
        Trigger bare = trigger instanceof BoundedTrigger bounded ? bounded.trigger() : trigger;
        return bare instanceof EveryTrigger every ? every : null;
    }

    /** The last tick up to the end, given one that is not after it. */
    private static Instant lastTick(Trigger trigger, EveryTrigger every, Instant tick, Instant end) {
        Instant limit = end;
        if (trigger instanceof BoundedTrigger bounded
                && bounded.finish() != null
                && !bounded.finish().isAfter(end)) {
            limit = bounded.finish().minusMillis(1);
        }
        long intervals =
                (limit.toEpochMilli() - tick.toEpochMilli()) / every.interval().toMillis();
        return tick.plusMillis(Math.max(0, intervals) * every.interval().toMillis());
    }

    private static long intervals(EveryTrigger every, Instant first, Instant last) {
        return (last.toEpochMilli() - first.toEpochMilli()) / every.interval().toMillis();
    }

    private static Instant up(Instant instant) {
        Instant cut = Instant.ofEpochMilli(instant.toEpochMilli());
        return cut.equals(instant) ? cut : cut.plusMillis(1);
    }
}
