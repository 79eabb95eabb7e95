package io.distributedscheduler.boot;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.function.Function;
import org.springframework.boot.convert.DurationStyle;

/** Reads texts, and says which attribute holds one that does not fit. */
final class Texts {

    private Texts() {}

    /** What {@code read} makes of the value. */
    static <V, T> T read(String attribute, V value, Function<V, T> read) {
        try {
            return read.apply(value);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new InvalidTextException(attribute, value.toString(), String.valueOf(e.getMessage()));
        }
    }

    /** {@code "5m"} or {@code "PT5M"}. */
    static Duration duration(String text) {
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 5m or PT5M", e);
        }
    }

    /** A whole number. */
    static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
        }
    }

    /** {@code "Europe/Paris"}. */
    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a time zone such as Europe/Paris, +02:00 or UTC", e);
        }
    }
}
