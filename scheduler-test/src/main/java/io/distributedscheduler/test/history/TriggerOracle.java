package io.distributedscheduler.test.history;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;

/**
 * The ticks of a trigger, worked out from its definition once more, so that a mistake of the product's triggers is no
 * excuse. Instants are milliseconds.
 */
sealed interface TriggerOracle {

    /** A day and an hour: as far as anybody looks for the next tick. */
    long FORESEEABLE = 90_000_000;

    /** Of a clock, in milliseconds. */
    long MINUTE = 60_000;

    /** Whether an instant is a tick. */
    boolean isTick(long ms);

    /** How many ticks there are from the first instant to the second, the second not included. */
    long count(long from, long to);

    /** Whether there is a tick from the instant on; of a far future it need not know. */
    boolean hasTickFrom(long ms);

    /** Whether the trigger has ticks of its own; a keyword and a fixed delay have none. */
    default boolean ticks() {
        return true;
    }

    /** The ticks from the first instant to the second, the second not included, in order. */
    LongStream between(long from, long to);

    /** The ticks of a trigger in the definition of a job. */
    static TriggerOracle of(JsonNode trigger, String job) {
        TriggerOracle bare = bare(trigger, job);
        if (!bare.ticks()) {
            return bare;
        }
        if (trigger.has("except")) {
            bare = new Excluding(
                    bare,
                    trigger.path("except").asString().split(","),
                    ZoneId.of(trigger.path("exceptZone").asString()));
        }
        if (trigger.has("jitter")) {
            bare = new Jittered(bare, trigger.path("jitter").longValue(), job);
        }
        long start = trigger.path("start").asLong(Long.MIN_VALUE);
        long finish = trigger.path("finish").asLong(Long.MAX_VALUE);
        return start == Long.MIN_VALUE && finish == Long.MAX_VALUE ? bare : new Bounded(bare, start, finish);
    }

    private static TriggerOracle bare(JsonNode trigger, String job) {
        return switch (trigger.path("type").asString()) {
            case "every" ->
                new Every(
                        trigger.path("anchor").longValue(),
                        trigger.path("interval").longValue());
            case "cron" ->
                new Cron(new CronOracle(
                        trigger.path("expression").asString(),
                        ZoneId.of(trigger.path("zone").asString())));
            case "any-of" ->
                new AnyOf(trigger.path("triggers")
                        .valueStream()
                        .map(part -> of(part, job))
                        .toList());
            default -> new None();
        };
    }

    /** At the anchor and each whole number of intervals after it. */
    record Every(long anchor, long interval) implements TriggerOracle {

        @Override
        public boolean isTick(long ms) {
            return ms >= anchor && (ms - anchor) % interval == 0;
        }

        @Override
        public long count(long from, long to) {
            return Math.max(0, before(to) - before(from));
        }

        @Override
        public boolean hasTickFrom(long ms) {
            return true;
        }

        @Override
        public LongStream between(long from, long to) {
            long first = before(from);
            return LongStream.range(first, Math.max(first, before(to))).map(tick -> anchor + tick * interval);
        }

        private long before(long ms) {
            return ms <= anchor ? 0 : (ms - anchor - 1) / interval + 1;
        }
    }

    /** Those from a start on and before a finish. */
    record Bounded(TriggerOracle bare, long start, long finish) implements TriggerOracle {

        @Override
        public boolean isTick(long ms) {
            return ms >= start && ms < finish && bare.isTick(ms);
        }

        @Override
        public long count(long from, long to) {
            long first = Math.max(from, start);
            long end = Math.min(to, finish);
            return first < end ? bare.count(first, end) : 0;
        }

        @Override
        public LongStream between(long from, long to) {
            long first = Math.max(from, start);
            return bare.between(first, Math.max(first, Math.min(to, finish)));
        }

        @Override
        public boolean hasTickFrom(long ms) {
            return count(ms, Math.min(finish, Math.max(ms, start) + FORESEEABLE)) > 0;
        }
    }

    /** Looks at every minute whether a clock on the wall shows what the expression says. */
    record Cron(CronOracle expression) implements TriggerOracle {

        @Override
        public boolean isTick(long ms) {
            return count(ms, ms + 1) == 1;
        }

        @Override
        public long count(long from, long to) {
            return expression.count(from, to);
        }

        @Override
        public LongStream between(long from, long to) {
            return LongStream.range(Math.floorDiv(from, MINUTE), Math.floorDiv(to + MINUTE, MINUTE))
                    .filter(minute -> expression.count(minute * MINUTE, (minute + 1) * MINUTE) > 0)
                    .flatMap(minute -> LongStream.range(0, 60).map(second -> minute * MINUTE + second * 1_000))
                    .filter(ms -> ms >= from && ms < to && isTick(ms));
        }

        @Override
        public boolean hasTickFrom(long ms) {
            return true;
        }
    }

    /** Those of each, at one instant once. */
    record AnyOf(List<TriggerOracle> parts) implements TriggerOracle {

        @Override
        public boolean isTick(long ms) {
            return parts.stream().anyMatch(part -> part.isTick(ms));
        }

        @Override
        public long count(long from, long to) {
            return between(from, to).count();
        }

        @Override
        public LongStream between(long from, long to) {
            return parts.stream()
                    .flatMapToLong(part -> part.between(from, to))
                    .sorted()
                    .distinct();
        }

        @Override
        public boolean hasTickFrom(long ms) {
            return parts.stream().anyMatch(part -> part.hasTickFrom(ms));
        }
    }

    /** Those at which a clock on the wall shows nothing that is excluded. */
    record Excluding(TriggerOracle bare, String[] parts, ZoneId zone) implements TriggerOracle {

        @Override
        public boolean isTick(long ms) {
            return bare.isTick(ms) && !excludes(ms);
        }

        @Override
        public long count(long from, long to) {
            return between(from, to).count();
        }

        @Override
        public LongStream between(long from, long to) {
            return bare.between(from, to).filter(ms -> !excludes(ms));
        }

        @Override
        public boolean hasTickFrom(long ms) {
            return between(ms, ms + FORESEEABLE).findAny().isPresent();
        }

        private boolean excludes(long ms) {
            LocalDateTime shown = LocalDateTime.ofInstant(Instant.ofEpochMilli(ms), zone);
            return Stream.of(parts).anyMatch(part -> excludes(part, shown));
        }

        private static boolean excludes(String part, LocalDateTime shown) {
            if (part.contains(":")) {
                String time = shown.toLocalTime().toString();
                String from = part.substring(0, part.indexOf('-'));
                String until = part.substring(part.indexOf('-') + 1);
                // Texts of the times of a day are in their order.
                boolean overMidnight = from.compareTo(until) > 0;
                boolean begun = time.compareTo(from) >= 0;
                boolean lasts = time.compareTo(until) < 0;
                return overMidnight ? begun || lasts : begun && lasts;
            }
            return part.contains("-")
                    ? shown.toLocalDate().toString().equals(part)
                    : shown.getDayOfWeek().name().startsWith(part);
        }
    }

    /** Each later by what the documentation of {@code JitteredTrigger} says. */
    record Jittered(TriggerOracle bare, long most, String job) implements TriggerOracle {

        @Override
        public boolean isTick(long ms) {
            return count(ms, ms + 1) == 1;
        }

        @Override
        public long count(long from, long to) {
            return between(from, to).count();
        }

        @Override
        public LongStream between(long from, long to) {
            long[] ticks = bare.between(from - most, to + most).toArray();
            return IntStream.range(0, ticks.length)
                    .mapToLong(i ->
                            i + 1 < ticks.length ? later(ticks[i], ticks[i + 1] - ticks[i]) : later(ticks[i], most))
                    .filter(ms -> ms >= from && ms < to);
        }

        @Override
        public boolean hasTickFrom(long ms) {
            return bare.hasTickFrom(ms) || between(ms, ms + most).findAny().isPresent();
        }

        private long later(long tick, long gap) {
            CRC32 hash = new CRC32();
            hash.update((job + "@" + tick).getBytes(StandardCharsets.UTF_8));
            return tick + hash.getValue() % Math.min(most, gap);
        }
    }

    /** No ticks. */
    record None() implements TriggerOracle {

        @Override
        public boolean isTick(long ms) {
            return false;
        }

        @Override
        public long count(long from, long to) {
            return 0;
        }

        @Override
        public boolean hasTickFrom(long ms) {
            return false;
        }

        @Override
        public LongStream between(long from, long to) {
            return LongStream.empty();
        }

        @Override
        public boolean ticks() {
            return false;
        }
    }
}
