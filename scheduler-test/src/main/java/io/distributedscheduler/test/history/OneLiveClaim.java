package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.ONE_LIVE_CLAIM;

/** {@link Invariant#ONE_LIVE_CLAIM}. */
final class OneLiveClaim implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> check(evidence, job, findings));
    }

    private static void check(Evidence evidence, JobStory job, Findings findings) {
        ClaimStory last = null;
        for (Step step : job.steps()) {
            if (step.did(Op.CLAIM, "claimed") && !step.has(Fact.HANDLE)) {
                if (last != null && !evidence.mayHaveEnded(last, step)) {
                    findings.violation(
                            ONE_LIVE_CLAIM,
                            job.id(),
                            "claim " + step.token() + " was given while claim " + last.token() + " lived",
                            last.given(),
                            step);
                }
                last = job.claim(step);
            } else if (step.op() == Op.ENTER && job.claim(step).entered() != step) {
                findings.violation(
                        ONE_LIVE_CLAIM,
                        job.id(),
                        "claim " + step.token() + " entered user code twice",
                        job.claim(step).entered(),
                        step);
            }
        }
    }
}
