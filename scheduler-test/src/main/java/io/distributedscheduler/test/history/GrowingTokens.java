package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.GROWING_TOKENS;

/** {@link Invariant#GROWING_TOKENS}. */
final class GrowingTokens implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> check(job, findings));
    }

    private static void check(JobStory job, Findings findings) {
        Step highest = null;
        for (Step step : job.steps()) {
            if (step.did(Op.CLAIM, "claimed")) {
                if (highest != null && step.token() <= highest.token()) {
                    findings.violation(
                            GROWING_TOKENS,
                            job.id(),
                            "token " + step.token() + " was given after " + highest.token(),
                            highest,
                            step);
                } else {
                    highest = step;
                }
            }
        }
    }
}
