package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A guarantee that a history breaks.
 *
 * @param invariant what does not hold
 * @param subject the job, call or node in which it shows
 * @param message what is wrong, in words
 * @param evidence the events that show it, in order
 */
public record Violation(Invariant invariant, String subject, String message, List<HistoryEvent> evidence) {

    @Override
    public String toString() {
        return invariant + " of " + subject + ": " + message
                + evidence.stream()
                        .map(event -> "\n    " + HistoryJson.write(event))
                        .collect(Collectors.joining());
    }
}
