package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.FENCED_COMPLETION;

import org.jspecify.annotations.Nullable;

/** {@link Invariant#FENCED_COMPLETION}. */
final class FencedCompletion implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> check(evidence, job, findings));
    }

    private static void check(Evidence evidence, JobStory job, Findings findings) {
        Step newest = null;
        for (Step step : job.steps()) {
            if (step.did(Op.CLAIM, "claimed") && !step.has(Fact.HANDLE)) {
                newest = step;
            } else if (step.did(Op.COMPLETE, "accepted")) {
                String why = whyNotLive(evidence, job.claim(step), newest, step);
                if (!why.isEmpty()) {
                    findings.violation(
                            FENCED_COMPLETION,
                            job.id(),
                            "an end of claim " + step.token() + " was accepted, " + why,
                            job.claim(step).given(),
                            newest,
                            step);
                }
            } else if (step.did(Op.COMPLETE, "rejected") && isLive(evidence, job.claim(step), step)) {
                findings.violation(
                        FENCED_COMPLETION,
                        job.id(),
                        "the end of claim " + step.token() + " was rejected, which lived",
                        job.claim(step).given(),
                        step);
            }
        }
    }

    private static String whyNotLive(Evidence evidence, ClaimStory claim, @Nullable Step newest, Step end) {
        Step given = claim.given();
        if (given == null || !given.isBefore(end)) {
            return "which was not given";
        }
        if (!claim.member().equals(end.member())) {
            return "by a node that did not hold it";
        }
        if (claim.hasEnded(end)) {
            return "which had ended";
        }
        if (newest != null && newest.token() != claim.token() && !given.has(Fact.HANDLE) && !claim.mayBeBranched(end)) {
            return "although a newer one had been given";
        }
        for (Step recovery : evidence.recoveriesOf(claim.member())) {
            if (recovery.isBefore(end)
                    && recovery.did(Op.RECOVER, "dead")
                    && !hasJoined(evidence, claim.member(), recovery, given)) {
                return "although its node had been declared dead";
            }
        }
        return "";
    }

    /** Whether the node joined between the two: one whose first join was not answered is the same when it joins again. */
    private static boolean hasJoined(Evidence evidence, String member, Step after, Step before) {
        return evidence.steps().stream()
                .anyMatch(step -> after.isBefore(step)
                        && step.isBefore(before)
                        && step.did(Op.JOIN, "joined")
                        && step.member().equals(member));
    }

    private static boolean isLive(Evidence evidence, ClaimStory claim, Step at) {
        return claim.given() != null
                && claim.given().isBefore(at)
                && claim.member().equals(at.member())
                && !evidence.mayHaveEnded(claim, at);
    }
}
