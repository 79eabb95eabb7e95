package io.distributedscheduler.test.history;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the revisions of one job say, as far as that is certain. */
final class Revisions {

    private final Evidence evidence;
    private final JobStory job;
    private final Map<Long, Definition> known = new HashMap<>();
    private boolean seen;

    Revisions(Evidence evidence, JobStory job) {
        this.evidence = evidence;
        this.job = job;
    }

    void follow(Step step) {
        seen |= step.op() == Op.SCHEDULE || step.op() == Op.MODIFY;
        if (step.did(Op.SCHEDULE, "created")) {
            known.clear();
            known.put(step.event().revision(), evidence.definition(step));
        } else if (step.did(Op.MODIFY, "modified")) {
            known.put(step.event().revision(), evidence.definition(step));
        } else if (step.maybe(Op.SCHEDULE) || step.maybe(Op.MODIFY)) {
            known.clear();
        }
    }

    /** Whether the history begins after the job was defined. */
    boolean areOlder() {
        return !seen;
    }

    /** The definition that the claim of the step was given; null if that is not known. */
    @Nullable
    Definition of(Step step) {
        Step given = job.claim(step).given();
        return given == null ? null : known.get(given.event().revision());
    }
}
