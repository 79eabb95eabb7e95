package io.distributedscheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The instants and durations that the scheduler works with, and the check that a value is one of them.
 *
 * <p>Resolution is one millisecond: what users give is cut to whole milliseconds, what is computed from it is rounded
 * up, so that nothing is due before it should be.
 */
public final class TimeLimits {

    /** The earliest instant: 1970-01-01T00:00:00Z. */
    public static final Instant EARLIEST = Instant.EPOCH;

    /** The latest instant: 9999-12-31T23:59:59.999Z. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** The longest duration: 36,525 days, a hundred years. */
    public static final Duration LONGEST = Duration.ofDays(36_525);

    /** The shortest interval of a repeating trigger: 100 milliseconds. */
    public static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    /** Shorter intervals than this second are allowed, but worth a warning: they cost more than they look. */
    public static final Duration ADVISED_INTERVAL = Duration.ofSeconds(1);

    private TimeLimits() {}

    /**
     * The instant in whole milliseconds (cut, not rounded).
     *
     * @param name what the instant is, for the message
     * @throws IllegalArgumentException when it is before {@link #EARLIEST} or after {@link #LATEST}
     */
    public static Instant checkInstant(String name, Instant instant) {
        Instant cut = instant.isAfter(LATEST) ? instant : instant.truncatedTo(ChronoUnit.MILLIS);
        if (cut.isBefore(EARLIEST) || cut.isAfter(LATEST)) {
            throw new IllegalArgumentException(
                    name + " must be from " + EARLIEST + " to " + LATEST + ", was " + instant);
        }
        return cut;
    }

    /**
     * The duration in whole milliseconds (cut, not rounded).
     *
     * @param name what the duration is, for the message
     * @throws IllegalArgumentException when it is negative or longer than {@link #LONGEST}
     */
    public static Duration checkDuration(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, was " + duration);
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " must be at most " + LONGEST.toDays() + " days, was " + duration);
        }
        return duration.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * The interval of a repeating trigger in whole milliseconds (cut, not rounded).
     *
     * @param name what the interval is, for the message
     * @throws IllegalArgumentException when it is shorter than {@link #SHORTEST_INTERVAL} or longer than
     *     {@link #LONGEST}
     */
    public static Duration checkInterval(String name, Duration interval) {
        if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new IllegalArgumentException(
                    name + " must be at least " + SHORTEST_INTERVAL.toMillis() + " ms, was " + interval);
        }
        return checkDuration(name, interval);
    }

    /**
     * The computed instant as one at which a job can be due: rounded up to whole milliseconds, and to
     * {@link #EARLIEST}; empty when it is after {@link #LATEST}.
     */
    public static Optional<Instant> due(Instant instant) {
        if (instant.isAfter(LATEST)) {
            return Optional.empty();
        }
        if (instant.isBefore(EARLIEST)) {
            return Optional.of(EARLIEST);
        }
        Instant cut = instant.truncatedTo(ChronoUnit.MILLIS);
        return Optional.of(cut.equals(instant) ? cut : cut.plusMillis(1));
    }
}
