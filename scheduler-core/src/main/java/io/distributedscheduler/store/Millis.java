package io.distributedscheduler.store;

import java.time.Duration;
import java.time.Instant;

/** Rounds up to the milliseconds that stores keep. */
final class Millis {

    /** Every whole number up to it is a double, which is what a score in Redis is; as an instant, the year 287396. */
    private static final long MAX = 1L << 53;

    private Millis() {}

    static Instant up(Instant instant) {
        if (Math.abs(instant.getEpochSecond()) >= MAX / 1000) {
            throw new IllegalArgumentException("An instant must be within 285,000 years of 1970, was " + instant);
        }
        long cut = instant.toEpochMilli();
        return Instant.ofEpochMilli(instant.getNano() % 1_000_000 == 0 ? cut : cut + 1);
    }

    static Duration up(Duration delay) {
        if (delay.isNegative() || delay.getSeconds() >= MAX / 2000) {
            throw new IllegalArgumentException("A delay must be 0 to 140,000 years, was " + delay);
        }
        long cut = delay.toMillis();
        return Duration.ofMillis(delay.getNano() % 1_000_000 == 0 ? cut : cut + 1);
    }
}
