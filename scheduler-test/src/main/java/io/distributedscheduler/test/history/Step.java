package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * Something a history says, at its place in the order of effects.
 *
 * @param index counts the steps
 * @param certain whether it happened; otherwise it may have, now or any time later
 */
record Step(int index, Op op, boolean certain, HistoryEvent event) {

    /** A certain step that the store answered so. */
    boolean did(Op which, String answer) {
        return op == which && certain && answer.equals(event.fact(Fact.ANSWER));
    }

    /** A call that may have had an effect, of which no answer is known. */
    boolean maybe(Op which) {
        return op == which && !certain;
    }

    boolean isBefore(Step other) {
        return index < other.index;
    }

    String job() {
        String job = event.job();
        return job == null ? "" : job;
    }

    long token() {
        return event.token();
    }

    long micros() {
        return event.storeMicros();
    }

    boolean has(String name) {
        return event.fact(name) != null;
    }

    String text(String name) {
        String value = event.fact(name);
        return value == null ? "" : value;
    }

    /** A number; 0 if it is not there. */
    long number(String name) {
        String value = event.fact(name);
        return value == null ? 0 : Long.parseLong(value);
    }

    String member() {
        return text(Fact.MEMBER);
    }

    /** The sum of the counts that it says. */
    long total() {
        return sum(event.fact(Fact.COUNTS), 0);
    }

    /** How many runs its counts have. */
    long runs() {
        String counts = event.fact(Fact.COUNTS);
        return counts == null ? 0 : Long.parseLong(counts.substring(0, counts.indexOf(',')));
    }

    /** How many skipped occurrences its counts have. */
    long skipped() {
        String counts = event.fact(Fact.COUNTS);
        return counts == null ? 0 : Long.parseLong(counts.split(",")[2]);
    }

    private static long sum(@Nullable String counts, int from) {
        if (counts == null) {
            return 0;
        }
        int comma = counts.indexOf(',', from);
        return comma < 0
                ? Long.parseLong(counts.substring(from))
                : Long.parseLong(counts.substring(from, comma)) + sum(counts, comma + 1);
    }

    @Override
    public String toString() {
        return HistoryJson.write(event);
    }
}
