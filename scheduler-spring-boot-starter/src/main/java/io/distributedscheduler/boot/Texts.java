package io.distributedscheduler.boot;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
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

    /** {@code "run-once"}, {@code "skip"}, {@code "skip 5m"} or {@code "catch-up 1h"}. */
    static Misfire misfire(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length <= 2) {
            Optional<Duration> time = words.length == 2 ? Optional.of(duration(words[1])) : Optional.empty();
            switch (words[0]) {
                case "run-once" -> {
                    if (time.isEmpty()) {
                        return Misfire.runOnce();
                    }
                }
                case "skip" -> {
                    return time.map(Misfire::skip).orElseGet(Misfire::skip);
                }
                case "catch-up" -> {
                    if (time.isPresent()) {
                        return Misfire.catchUp(time.get());
                    }
                }
                default -> {
                    // Falls through to what is allowed.
                }
            }
        }
        throw new IllegalArgumentException("'" + text
                + "' is none of run-once, skip, skip with how late is too late (skip 5m), and catch-up with how"
                + " far back (catch-up 1h)");
    }

    /** {@code "skip"}, {@code "queue-one"}, {@code "queue"}, {@code "cancel"} or {@code "allow 3"}. */
    static Overlap overlap(String text) {
        String[] words = text.strip().split("\\s+", 2);
        if (words.length == 2 && words[0].equals("allow")) {
            return Overlap.allow(number(words[1]));
        }
        return switch (text.strip()) {
            case "skip" -> Overlap.skip();
            case "queue-one" -> Overlap.queueOne();
            case "queue" -> Overlap.queue();
            case "cancel" -> Overlap.cancel();
            default ->
                throw new IllegalArgumentException("'" + text + "' is none of skip, queue-one, queue, cancel, and"
                        + " allow with how many may run at once (allow 3)");
        };
    }

    /** {@code "3"} at once, {@code "100 per 1m"}, or both with a comma between them; nothing for no limit. */
    static Limit limit(String text) {
        int atOnce = 0;
        int starts = 0;
        Duration window = Duration.ZERO;
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            String[] words = part.strip().split("\\s+");
            if (words.length == 1 && atOnce == 0) {
                atOnce = positive(words[0]);
            } else if (words.length == 3 && words[1].equals("per") && starts == 0) {
                starts = positive(words[0]);
                window = duration(words[2]);
            } else {
                throw new IllegalArgumentException(
                        "'" + text + "' is none of so many runs at once (3), so many starts in a"
                                + " time (100 per 1m), and both (3, 100 per 1m)");
            }
        }
        return new Limit(atOnce, starts, window);
    }

    /** {@code "tenant-42: 3"}: a key, and what its jobs are limited to. */
    static Job limitedBy(Job job, String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.substring(colon + 1).isBlank()) {
            throw new IllegalArgumentException("'" + text + "' is not a key and its limit, such as tenant-42: 3");
        }
        return job.limitedBy(text.substring(0, colon).strip(), limit(text.substring(colon + 1)));
    }

    /** A whole number from 1 on. */
    static int positive(String text) {
        int number = number(text.strip());
        if (number < 1) {
            throw new IllegalArgumentException("'" + text + "' must be at least 1");
        }
        return number;
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
