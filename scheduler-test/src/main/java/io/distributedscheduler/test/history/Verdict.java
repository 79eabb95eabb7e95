package io.distributedscheduler.test.history;

import java.util.List;

/** What a history was found to be. */
public record Verdict(List<Violation> violations, LossReport losses) {

    public Verdict {
        violations = List.copyOf(violations);
    }
}
