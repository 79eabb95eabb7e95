package io.distributedscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Due a fixed delay after the last run has ended; the first time at once.
 *
 * @param delay from the end of a run to the next due instant, at least {@link TimeLimits#SHORTEST_INTERVAL}, cut to
 *     whole milliseconds
 */
public record FixedDelayTrigger(Duration delay) implements Trigger {

    /** @throws IllegalArgumentException when the delay is outside {@link TimeLimits} */
    public FixedDelayTrigger {
        delay = TimeLimits.checkInterval("delay", delay);
    }

    /** {@code after} and the delay; empty when that would be after {@link TimeLimits#LATEST}. */
    @Override
    public Optional<Instant> next(Instant after) {
        return after.isAfter(TimeLimits.LATEST) ? Optional.empty() : TimeLimits.due(after.plus(delay));
    }

    /** {@code now}. */
    @Override
    public Optional<Instant> first(Instant now) {
        return TimeLimits.due(now);
    }

    /** {@link Basis#ENDED}. */
    @Override
    public Basis basis() {
        return Basis.ENDED;
    }
}
