package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the rules found. */
final class Findings {

    private final List<Violation> violations = new ArrayList<>();

    void violation(Invariant invariant, String subject, String message, @Nullable Step... evidence) {
        violation(
                invariant,
                subject,
                message,
                Arrays.stream(evidence)
                        .filter(Objects::nonNull)
                        .map(Step::event)
                        .toList());
    }

    void violation(Invariant invariant, String subject, String message, List<HistoryEvent> evidence) {
        violations.add(new Violation(invariant, subject, message, evidence));
    }

    List<Violation> violations() {
        return violations;
    }
}
