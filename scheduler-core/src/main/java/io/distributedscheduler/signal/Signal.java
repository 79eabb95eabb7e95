package io.distributedscheduler.signal;

import io.distributedscheduler.job.JobId;
import java.time.Instant;
import java.util.Optional;

/** A hint to other nodes. Its text form is what travels: {@code head|<queue>|<due ms>}, {@code mark|<node>}, ... */
public sealed interface Signal {

    /** A queue has an earlier head: something is due at {@code due}, or is now. Text: {@code head|<queue>|<ms>}. */
    record Head(String queue, Instant due) implements Signal {
        @Override
        public String text() {
            return "head|" + queue + "|" + due.toEpochMilli();
        }
    }

    /** A running claim of that node was marked: it shall end. Text: {@code mark|<node>}. */
    record Mark(String node) implements Signal {
        @Override
        public String text() {
            return "mark|" + node;
        }
    }

    /** A run of a job that somebody awaits has ended. Text: {@code ended|<job id>}. */
    record Ended(JobId job) implements Signal {
        @Override
        public String text() {
            return "ended|" + job;
        }
    }

    /** A keyword was fired and has jobs to promote. Text: {@code fired|<keyword>}. */
    record Fired(String keyword) implements Signal {
        @Override
        public String text() {
            return "fired|" + keyword;
        }
    }

    /** The text that travels. */
    String text();

    /** Reads the text form; empty when it is not a signal this version knows, which is ignored. */
    static Optional<Signal> parse(String text) {
        int bar = text.indexOf('|');
        if (bar < 0) {
            return Optional.empty();
        }
        String rest = text.substring(bar + 1);
        try {
            return switch (text.substring(0, bar)) {
                case "head" -> {
                    int split = rest.lastIndexOf('|');
                    yield split < 1
                            ? Optional.empty()
                            : Optional.of(new Head(
                                    rest.substring(0, split),
                                    Instant.ofEpochMilli(Long.parseLong(rest.substring(split + 1)))));
                }
                case "mark" -> Optional.of(new Mark(rest));
                case "ended" -> Optional.of(new Ended(new JobId(rest)));
                case "fired" -> Optional.of(new Fired(rest));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
