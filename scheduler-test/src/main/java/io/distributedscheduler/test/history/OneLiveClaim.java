package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.ONE_LIVE_CLAIM;

import java.util.HashSet;
import java.util.Set;

/** {@link Invariant#ONE_LIVE_CLAIM}. */
final class OneLiveClaim implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> check(evidence, job, findings));
    }

    private static void check(Evidence evidence, JobStory job, Findings findings) {
        ClaimStory last = null;
        for (Step step : job.steps()) {
            if (step.did(Op.BRANCH, "branched")) {
                checkBranch(evidence, job, step, findings);
            }
            if (step.did(Op.CLAIM, "claimed") && !step.has(Fact.HANDLE)) {
                if (last != null && !evidence.mayHaveEnded(last, step) && !last.mayBeBranched(step)) {
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

    /** No more are out of the sequence than may be. */
    private static void checkBranch(Evidence evidence, JobStory job, Step branch, Findings findings) {
        Set<Long> live = new HashSet<>();
        for (ClaimStory claim : job.claims()) {
            Step given = claim.given();
            if (given != null
                    && given.isBefore(branch)
                    && claim.token() != branch.token()
                    && (given.has(Fact.HANDLE) || claim.wasBranched(branch))
                    && !evidence.mayHaveEnded(claim, branch)) {
                live.add(given.event().run());
            }
        }
        if (live.size() >= branch.number(Fact.MOST)) {
            findings.violation(
                    ONE_LIVE_CLAIM,
                    job.id(),
                    "claim " + branch.token() + " was taken out of the sequence beside " + live.size() + " others, and "
                            + branch.number(Fact.MOST) + " may be",
                    branch);
        }
    }
}
