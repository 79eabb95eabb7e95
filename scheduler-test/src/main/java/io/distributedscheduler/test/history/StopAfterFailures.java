package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.STOP_AFTER_FAILURES;

import io.distributedscheduler.job.Outcome;
import org.jspecify.annotations.Nullable;

/** {@link Invariant#STOP_AFTER_FAILURES}. After something uncertain it concludes nothing, until a run succeeds. */
final class StopAfterFailures implements Rule {

    private static final long UNKNOWN = -1;

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> check(evidence, job, findings));
    }

    private static void check(Evidence evidence, JobStory job, Findings findings) {
        Revisions revisions = new Revisions(evidence, job);
        long failed = UNKNOWN;
        for (Step step : job.steps()) {
            revisions.follow(step);
            switch (step.op()) {
                case SCHEDULE -> failed = !step.certain() ? UNKNOWN : step.did(Op.SCHEDULE, "created") ? 0 : failed;
                case START -> failed = !step.certain() ? UNKNOWN : step.did(Op.START, "started") ? 0 : failed;
                // Counts may be forgotten with a job that repeats no more, or with a stop that is taken back.
                case MODIFY, REMOVE -> failed = UNKNOWN;
                case COMPLETE -> {
                    if (!step.certain()) {
                        failed = UNKNOWN;
                    } else if (step.did(Op.COMPLETE, "accepted") && step.has(Fact.LAST)) {
                        failed = after(step, failed);
                        check(job, revisions.of(step), step, failed, findings);
                    }
                }
                default -> {
                    // Neither ends a run nor forgets how others ended.
                }
            }
        }
    }

    private static long after(Step step, long failed) {
        String outcome = String.valueOf(step.event().outcome());
        if (outcome.equals(Outcome.SUCCEEDED.name())) {
            return 0;
        }
        boolean fails = outcome.equals(Outcome.FAILED.name()) || outcome.equals(Outcome.TIMED_OUT.name());
        return fails && failed != UNKNOWN ? failed + 1 : failed;
    }

    private static void check(
            JobStory job, @Nullable Definition definition, Step step, long failed, Findings findings) {
        if (definition == null || failed == UNKNOWN || definition.runsSeveralAtOnce()) {
            return; // Of several that run at once none knows how the others end.
        }
        String after = step.text(Fact.AFTER);
        boolean stops = after.equals("stopped");
        boolean goesOn = after.startsWith("next ") || after.startsWith("queued ") || after.startsWith("fire ");
        long limit = definition.stopAfterFailures();
        boolean isReached = limit > 0 && failed >= limit;
        if (stops && !isReached || goesOn && isReached) {
            findings.violation(
                    STOP_AFTER_FAILURES,
                    job.id(),
                    failed + " runs in a row have failed, of " + limit + " after which it is stopped, and it "
                            + (stops ? "is stopped" : "goes on"),
                    step);
        }
    }
}
