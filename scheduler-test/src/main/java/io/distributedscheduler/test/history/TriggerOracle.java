package io.distributedscheduler.test.history;

import java.time.ZoneId;
import tools.jackson.databind.JsonNode;

/**
 * The ticks of a trigger, worked out from its definition once more, so that a mistake of the product's triggers is no
 * excuse. Instants are milliseconds.
 */
sealed interface TriggerOracle {

    /** A day and an hour: as far as anybody looks for the next tick. */
    long FORESEEABLE = 90_000_000;

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

    /** The ticks of a trigger in a definition. */
    static TriggerOracle of(JsonNode trigger) {
        TriggerOracle bare = switch (trigger.path("type").asString()) {
            case "every" ->
                new Every(
                        trigger.path("anchor").longValue(),
                        trigger.path("interval").longValue());
            case "cron" ->
                new Cron(new CronOracle(
                        trigger.path("expression").asString(),
                        ZoneId.of(trigger.path("zone").asString())));
            default -> new None();
        };
        long start = trigger.path("start").asLong(Long.MIN_VALUE);
        long finish = trigger.path("finish").asLong(Long.MAX_VALUE);
        return !bare.ticks() || start == Long.MIN_VALUE && finish == Long.MAX_VALUE
                ? bare
                : new Bounded(bare, start, finish);
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
        public boolean hasTickFrom(long ms) {
            return true;
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
        public boolean ticks() {
            return false;
        }
    }
}
