package io.distributedscheduler.signal;

import io.distributedscheduler.job.JobId;
import java.time.Instant;
import java.util.Optional;

/**
 * A hint to other nodes. Its text form is what travels: {@code head|<queue>|<due ms>}, {@code mark|<node>}, ... Readers
 * take whatever arrives: they check what a signal is about before they act on it.
 */
public sealed interface Signal {

    /**
     * A queue has an earlier head. Text: {@code head|<queue>|<ms>}.
     *
     * @param queue what a node must be able to run: an eid, or {@code eid~type}
     * @param due when something is due in it, which may have passed; travels as whole milliseconds since 1970
     */
    record Head(String queue, Instant due) implements Signal {
        @Override
        public String text() {
            return "head|" + queue + "|" + due.toEpochMilli();
        }
    }

    /**
     * A running claim of a node was marked: it shall end. Text: {@code mark|<node>}.
     *
     * @param node the text form of the node's id, {@code name#epoch}
     */
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
                case "mark" -> named(rest).map(Mark::new);
                case "ended" -> Optional.of(new Ended(new JobId(rest)));
                case "fired" -> named(rest).map(Fired::new);
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> named(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }
}
