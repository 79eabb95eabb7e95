package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Values as scripts read and write them: numbers are text, since Lua's own conversion would round them. */
final class Texts {

    private static final long MICROS = 1_000_000;

    /** Durations beyond it are kept as it, so that sums stay within what Lua counts exactly: some 140,000 years. */
    private static final long LONGEST_MILLIS = 1L << 52;

    private static final long FARTHEST_SECOND = (1L << 53) / MICROS - 1;

    static final Pattern COUNTS = Pattern.compile("\\d{1,16}(\\|\\d{1,16}){3}(\\|\\d{1,9})?");

    private Texts() {}

    /** The instant in microseconds, cut; one so far away that Lua could not count it, as the farthest that it can. */
    static String micros(Instant instant) {
        long seconds = Math.max(-FARTHEST_SECOND, Math.min(instant.getEpochSecond(), FARTHEST_SECOND));
        return Long.toString(seconds * MICROS + instant.getNano() / 1_000);
    }

    /** The first microsecond that is not before the instant. */
    static String microsUp(Instant instant) {
        return micros(instant.plusNanos(999));
    }

    static Instant ofMicros(String text) {
        long micros = Long.parseLong(text);
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    static String millis(Instant instant) {
        return Long.toString(instant.toEpochMilli());
    }

    /** The instant of a score in milliseconds; of one that is none of ours, the nearest there is. */
    static Instant ofScore(String score) {
        String number = score.replace("inf", "Infinity");
        return Instant.ofEpochMilli((long) Double.parseDouble(number));
    }

    /** The duration in milliseconds, cut. */
    static String millis(Duration duration) {
        return Long.toString(
                duration.compareTo(Duration.ofMillis(LONGEST_MILLIS)) < 0 ? duration.toMillis() : LONGEST_MILLIS);
    }

    /** How many, followed by them. */
    static List<String> counted(List<String> texts) {
        List<String> counted = new ArrayList<>(1 + texts.size());
        counted.add(Integer.toString(texts.size()));
        counted.addAll(texts);
        return counted;
    }

    /** Of each limited executor its eid, at once, starts, and the window. */
    static List<String> limits(Map<String, Limit> limits) {
        List<String> texts = new ArrayList<>(4 * limits.size());
        limits.forEach((eid, limit) -> texts.addAll(List.of(
                eid, Integer.toString(limit.atOnce()), Integer.toString(limit.starts()), millis(limit.window()))));
        return texts;
    }

    /** Nodes with commas between them, without those that none of us can be. */
    static List<NodeId> nodes(String text) {
        return Stream.of(text.split(",")).flatMap(node -> node(node).stream()).toList();
    }

    /** Empty when no job can have that id: something else wrote it. */
    static Optional<JobId> job(String text) {
        try {
            return Optional.of(new JobId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Empty when it cannot be one: something else wrote it. */
    static Optional<Handle> handle(String text) {
        try {
            return Optional.of(Handle.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Empty when no node can be called so: something else wrote it. */
    static Optional<NodeId> node(String text) {
        try {
            return Optional.of(NodeId.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code A<ms>} for an instant, {@code I<ms>} for a delay, W for waiting, U for unchanged. */
    static String due(Due due) {
        if (due instanceof Due.At at) {
            return "A" + millis(at.instant());
        }
        if (due instanceof Due.In in) {
            return "I" + millis(in.delay());
        }
        return due instanceof Due.Waiting ? "W" : "U";
    }

    static String counts(Counts counts) {
        return counts.runs() + "|" + counts.missed() + "|" + counts.skipped() + "|" + counts.coalesced();
    }

    /** Those that cannot be read begin anew, as they do in the scripts. */
    static Counts ofCounts(String text) {
        return COUNTS.matcher(text).matches() ? readCounts(text) : Counts.NONE;
    }

    private static Counts readCounts(String text) {
        long[] numbers =
                Arrays.stream(text.split("\\|")).mapToLong(Long::parseLong).toArray();
        return new Counts(numbers[0], numbers[1], numbers[2], numbers[3], numbers.length > 4 ? (int) numbers[4] : 0);
    }
}
