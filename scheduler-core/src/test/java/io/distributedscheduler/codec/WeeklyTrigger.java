package io.distributedscheduler.codec;

import io.distributedscheduler.trigger.Trigger;
import io.distributedscheduler.trigger.TriggerType;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A trigger of a user's own, due once a week. */
record WeeklyTrigger(String day) implements Trigger {

    static final TriggerTypes TYPES = new TriggerTypes(Set.of(new Type("weekly")));

    @Override
    public Optional<Instant> next(Instant after) {
        return Optional.of(after.plusSeconds(7 * 24 * 60 * 60));
    }

    /** Stores the day as it is. */
    record Type(String name) implements TriggerType<WeeklyTrigger> {

        @Override
        public Class<WeeklyTrigger> type() {
            return WeeklyTrigger.class;
        }

        @Override
        public String write(WeeklyTrigger trigger) {
            return trigger.day();
        }

        @Override
        public WeeklyTrigger read(String text) {
            return new WeeklyTrigger(text);
        }
    }
}
