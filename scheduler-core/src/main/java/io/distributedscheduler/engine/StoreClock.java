package io.distributedscheduler.engine;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What a node knows of the time of one partition of the store: a lower and an upper bound, from the replies so far.
 *
 * <p>A reply that reports T was made after its request was sent and before it was received. So when it is received the
 * store's time is at least T, and at most T plus what passed since it was sent. Bounds of earlier replies stay good but
 * for the drift between the two clocks; where they contradict a new reply, the store's clock has stepped, and the new
 * reply alone holds.
 */
final class StoreClock {

    /** Clocks that are slewed differ by up to 500 µs a second. */
    private static final long DRIFT_DIVISOR = 2_000;

    /** Replies report whole microseconds, cut. */
    private static final long RESOLUTION_NANOS = 1_000;

    /** What is added to the monotonic clock to get store time, in nanoseconds since 1970, as known {@code at}. */
    private record Bounds(long low, long high, long at) {

        long low(long now) {
            return low - drift(now);
        }

        long high(long now) {
            return high + drift(now);
        }

        private long drift(long now) {
            return Math.max(0, now - at) / DRIFT_DIVISOR;
        }
    }

    private static final Bounds UNKNOWN = new Bounds(0, 0, 0);

    private volatile Bounds bounds = UNKNOWN;

    /** Takes a reply into account: when its request was sent, when it was received, and the store's time in it. */
    synchronized void observe(long sent, long received, Instant time) {
        long reported = nanos(time);
        Bounds fresh = new Bounds(reported - received, reported + RESOLUTION_NANOS - sent, received);
        Bounds known = bounds;
        if (known == UNKNOWN) {
            bounds = fresh;
            return;
        }
        long low = Math.max(fresh.low, known.low(received));
        long high = Math.min(fresh.high, known.high(received));
        // Two threads may report out of order; the later reception stays.
        bounds = low <= high ? new Bounds(low, high, Math.max(received, known.at)) : fresh;
    }

    /** Whether there was a reply. */
    boolean isKnown() {
        return bounds != UNKNOWN;
    }

    /** When the last reply was received, on the monotonic clock. */
    long observedAt() {
        return bounds.at;
    }

    /** The store's time is at least this, in nanoseconds since 1970. */
    long lower(long now) {
        return now + bounds.low(now);
    }

    /** The store's time is at most this, in nanoseconds since 1970. */
    long upper(long now) {
        return now + bounds.high(now);
    }

    /** How far the bounds are apart, in nanoseconds. */
    long width(long now) {
        return upper(now) - lower(now);
    }

    /** How long until the store's time has surely reached the instant; 0 or less if it has. */
    long nanosUntilSurely(long instant, long now) {
        return saturatedDifference(instant, lower(now));
    }

    /** How long until the store's time may have reached the instant; 0 or less if it may have. */
    long nanosUntilMaybe(long instant, long now) {
        return saturatedDifference(instant, upper(now));
    }

    /** An instant in nanoseconds since 1970, as far as that reaches: until 2262, which for a due instant is never. */
    static long nanos(Instant instant) {
        if (instant.getEpochSecond() >= Long.MAX_VALUE / 1_000_000_000L - 1) {
            return Long.MAX_VALUE;
        }
        if (instant.getEpochSecond() < 0) {
            return 0;
        }
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /** The reverse of {@link #nanos}. */
    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    private static long saturatedDifference(long one, long other) {
        return one == Long.MAX_VALUE ? Long.MAX_VALUE : one - other;
    }
}
