package io.distributedscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Due at a fixed rate: at the anchor and each whole number of intervals after it, without drift, however long runs
 * take.
 *
 * <p>Without an anchor, the moment of scheduling becomes the anchor: the first run is at once.
 *
 * @param interval the time from one due instant to the next, at least {@link TimeLimits#SHORTEST_INTERVAL}, cut to
 *     whole milliseconds. It is elapsed time: 24 hours are not a day when clocks change; use {@link CronTrigger} for
 *     days
 * @param anchor the first due instant, cut to whole milliseconds; null until {@link #anchoredAt} has set it
 */
public record EveryTrigger(Duration interval, @Nullable Instant anchor) implements Trigger {

    /** @throws IllegalArgumentException when a value is outside {@link TimeLimits} */
    public EveryTrigger {
        interval = TimeLimits.checkInterval("interval", interval);
        anchor = anchor == null ? null : TimeLimits.checkInstant("anchor", anchor);
    }

    /** A trigger that is to be anchored at the moment of scheduling. */
    public EveryTrigger(Duration interval) {
        this(interval, null);
    }

    /**
     * The first of anchor, anchor + interval, anchor + 2 intervals and so on that is after {@code after}; empty when it
     * would be after {@link TimeLimits#LATEST}.
     *
     * @throws IllegalStateException when there is no anchor yet
     */
    @Override
    public Optional<Instant> next(Instant after) {
        if (anchor == null) {
            throw new IllegalStateException(
                    "every " + interval + " has no anchor yet, so its due instants are not known:"
                            + " call anchoredAt(now) first, as scheduling a job does, or give an anchor");
        }
        if (after.isBefore(anchor)) {
            return Optional.of(anchor);
        }
        if (after.isAfter(TimeLimits.LATEST)) {
            return Optional.empty();
        }
        long intervals = (after.toEpochMilli() - anchor.toEpochMilli()) / interval.toMillis() + 1;
        return TimeLimits.due(anchor.plusMillis(intervals * interval.toMillis()));
    }

    /** The first due instant at or after {@code now}; without an anchor, {@code now} itself. */
    @Override
    public Optional<Instant> first(Instant now) {
        return anchor == null ? TimeLimits.due(now) : next(now.minusNanos(1));
    }

    /**
     * This trigger if it has an anchor, otherwise one that is anchored at {@code now}, rounded up to whole
     * milliseconds.
     */
    @Override
    public EveryTrigger anchoredAt(Instant now) {
        return anchor == null ? new EveryTrigger(interval, TimeLimits.due(now).orElse(now)) : this;
    }
}
