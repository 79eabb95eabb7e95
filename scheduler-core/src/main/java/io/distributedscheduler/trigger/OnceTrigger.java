package io.distributedscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Due once: at an instant, or after a delay that counts from the moment of scheduling by store time.
 *
 * <p>An instant that has passed already is due at once. The occurrence of a delay is known to {@link #first} only;
 * {@link #next} is empty for it until {@link #anchoredAt} has turned it into an instant.
 */
public final class OnceTrigger implements Trigger {

    private static final OnceTrigger NOW = new OnceTrigger(null, Duration.ZERO);

    private final @Nullable Instant at;
    private final @Nullable Duration delay;

    private OnceTrigger(@Nullable Instant at, @Nullable Duration delay) {
        this.at = at;
        this.delay = delay;
    }

    /** Due as soon as the job is scheduled. The same as a delay of zero. */
    public static OnceTrigger now() {
        return NOW;
    }

    /**
     * Due at the instant, cut to whole milliseconds.
     *
     * @throws IllegalArgumentException when it is outside {@link TimeLimits}
     */
    public static OnceTrigger at(Instant instant) {
        return new OnceTrigger(TimeLimits.checkInstant("instant", instant), null);
    }

    /**
     * Due when the delay, cut to whole milliseconds, has passed since the job was scheduled.
     *
     * @throws IllegalArgumentException when it is negative or outside {@link TimeLimits}
     */
    public static OnceTrigger in(Duration delay) {
        return new OnceTrigger(null, TimeLimits.checkDuration("delay", delay));
    }

    /** The instant; empty when this trigger is a delay. */
    public Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    /** The delay, zero for {@link #now}; empty when this trigger is an instant. */
    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return at().filter(after::isBefore);
    }

    /** The instant, also when it has passed; otherwise {@code now} and the delay. */
    @Override
    public Optional<Instant> first(Instant now) {
        return delay == null ? at() : TimeLimits.due(now.plus(delay));
    }

    /**
     * This trigger as an instant.
     *
     * @throws IllegalArgumentException when that would be after {@link TimeLimits#LATEST}
     */
    @Override
    public OnceTrigger anchoredAt(Instant now) {
        return delay == null ? this : at(first(now).orElseGet(() -> now.plus(delay)));
    }

    @Override
    public boolean repeats() {
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OnceTrigger once && Objects.equals(at, once.at) && Objects.equals(delay, once.delay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(at, delay);
    }

    @Override
    public String toString() {
        return delay == null ? "once at " + at : "once in " + delay;
    }
}
