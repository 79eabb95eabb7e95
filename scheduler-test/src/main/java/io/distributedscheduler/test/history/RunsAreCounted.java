package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.CONSERVATION;

import io.distributedscheduler.job.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * {@link Invariant#CONSERVATION} of runs, whatever the trigger: from one claim of a job that repeats to the next its count of
 * runs grows by the runs that ended between them, no more and no less.
 */
final class RunsAreCounted implements Rule {

    private static final long UNKNOWN = -1;

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> check(evidence, job, findings));
    }

    private static void check(Evidence evidence, JobStory job, Findings findings) {
        boolean repeats = false;
        boolean changed = false;
        long runs = UNKNOWN;
        Step last = null;
        for (Step step : job.steps()) {
            if (step.did(Op.CLAIM, "claimed")) {
                if (last != null && evidence.mayHaveRecovered(last, step)) {
                    runs = UNKNOWN;
                }
                checkClaim(job, runs, last, step, findings);
                runs = repeats ? step.runs() : UNKNOWN;
                last = step;
                changed = false;
                continue;
            }
            if (step.did(Op.SCHEDULE, "created") || step.did(Op.MODIFY, "modified")) {
                repeats = step.has(Fact.REPEATS);
            } else if (step.maybe(Op.SCHEDULE) || step.maybe(Op.MODIFY)) {
                repeats = false;
            }
            changed |= step.did(Op.MODIFY, "modified") || step.did(Op.STOP, "done");
            // What is missed is no run, unless a change has counted on it.
            boolean missed = Outcome.MISSED.name().equals(step.event().outcome()) && !changed;
            runs = repeats && runs != UNKNOWN ? missed ? runs : after(job, step, runs) : UNKNOWN;
        }
    }

    private static void checkClaim(JobStory job, long runs, @Nullable Step last, Step claim, Findings findings) {
        if (runs != UNKNOWN && claim.runs() != runs) {
            findings.violation(
                    CONSERVATION,
                    job.id(),
                    claim.runs() + " runs are counted, and " + runs + " have ended",
                    last,
                    claim);
        }
    }

    private static long after(JobStory job, Step step, long runs) {
        return switch (step.op()) {
            case ENTER, EXIT, CLAIM -> runs;
            // What was taken out of the sequence has been counted with that.
            case BRANCH -> !step.certain() ? UNKNOWN : step.did(Op.BRANCH, "branched") ? runs + 1 : runs;
            case COMPLETE, RECOVER ->
                !step.certain() || job.claim(step).isDoubtful() ? UNKNOWN : ended(job, step) ? runs + 1 : runs;
            case RELEASE ->
                step.did(Op.RELEASE, "some") || !step.certain() ? UNKNOWN : job.closes(step) ? runs + 1 : runs;
            case MODIFY, STOP -> !step.certain() ? UNKNOWN : job.closes(step) && !goesOn(step) ? runs + 1 : runs;
            // There may be another job of the id.
            default -> UNKNOWN;
        };
    }

    /** Whether the new definition runs the occurrence of the run that the change closes: then it is no run yet. */
    private static boolean goesOn(Step step) {
        return step.op() == Op.MODIFY && step.text(Fact.PLACE).equals("unchanged");
    }

    private static boolean ended(JobStory job, Step step) {
        Step given = job.claim(step).given();
        boolean counted = job.claim(step).wasBranched(step) || given != null && given.has(Fact.HANDLE);
        return !counted && step.has(Fact.LAST) && (step.did(Op.COMPLETE, "accepted") || step.did(Op.RECOVER, "lost"));
    }
}
