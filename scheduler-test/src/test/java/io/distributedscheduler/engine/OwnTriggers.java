package io.distributedscheduler.engine;

import io.distributedscheduler.codec.TriggerTypes;
import io.distributedscheduler.trigger.Trigger;
import io.distributedscheduler.trigger.TriggerType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Triggers as users may write them. */
final class OwnTriggers {

    private OwnTriggers() {}

    /** Due at the beginning and then after 1, 2, 4, 8 ... seconds. */
    record Doubling(long begin) implements Trigger {
        @Override
        public Optional<Instant> next(Instant after) {
            Instant first = Instant.ofEpochMilli(begin);
            Instant due = first;
            for (long seconds = 1; !due.isAfter(after); seconds *= 2) {
                due = first.plusSeconds(seconds);
            }
            return Optional.of(due);
        }
    }

    /** Knows its first occurrence and no other. */
    record Broken(long begin) implements Trigger {
        @Override
        public Optional<Instant> next(Instant after) {
            Instant first = Instant.ofEpochMilli(begin);
            if (first.isAfter(after)) {
                return Optional.of(first);
            }
            throw new IllegalStateException("no idea");
        }
    }

    static TriggerTypes types() {
        return new TriggerTypes(List.of(
                new Type<>("doubling", Doubling.class) {
                    @Override
                    public String write(Doubling trigger) {
                        return Long.toString(trigger.begin());
                    }

                    @Override
                    public Doubling read(String text) {
                        return new Doubling(Long.parseLong(text));
                    }
                },
                new Type<>("broken", Broken.class) {
                    @Override
                    public String write(Broken trigger) {
                        return Long.toString(trigger.begin());
                    }

                    @Override
                    public Broken read(String text) {
                        return new Broken(Long.parseLong(text));
                    }
                }));
    }

    /** Something happens each time that a stored trigger is read. */
    static TriggerType<Doubling> doublingReadBy(AtomicReference<Runnable> reader) {
        return new Type<>("doubling", Doubling.class) {
            @Override
            public String write(Doubling trigger) {
                return Long.toString(trigger.begin());
            }

            @Override
            public Doubling read(String text) {
                reader.get().run();
                return new Doubling(Long.parseLong(text));
            }
        };
    }

    private abstract static class Type<T extends Trigger> implements TriggerType<T> {

        private final String name;
        private final Class<T> type;

        Type(String name, Class<T> type) {
            this.name = name;
            this.type = type;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Class<T> type() {
            return type;
        }
    }
}
