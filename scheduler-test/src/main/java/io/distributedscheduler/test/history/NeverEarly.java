package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.NEVER_EARLY;

/** {@link Invariant#NEVER_EARLY}. */
final class NeverEarly implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> {
            for (ClaimStory claim : job.claims()) {
                Step given = claim.given();
                if (given != null) {
                    checkGiven(job, given, findings);
                    checkEntered(evidence, job, claim, given, findings);
                }
            }
        });
    }

    private static void checkGiven(JobStory job, Step given, Findings findings) {
        long earliest = given.number(Fact.NOT_BEFORE) - given.number(Fact.AHEAD);
        if (given.micros() != 0 && given.micros() / 1_000 < earliest) {
            findings.violation(
                    NEVER_EARLY,
                    job.id(),
                    "claim " + given.token() + " was given " + (earliest - given.micros() / 1_000) + " ms early",
                    given);
        }
    }

    private static void checkEntered(Evidence evidence, JobStory job, ClaimStory claim, Step given, Findings findings) {
        long notBefore = given.number(Fact.NOT_BEFORE) * 1_000;
        Step entered = claim.entered();
        if (entered == null) {
            return;
        }
        // Of a step back of the store's clock since its last answer no node can know.
        boolean known = entered.has(Fact.TRUE_MICROS) && !evidence.options().storeClockSteps();
        long at = known ? entered.number(Fact.TRUE_MICROS) : entered.micros();
        if (at != 0 && at < notBefore) {
            findings.violation(
                    NEVER_EARLY, job.id(), "entered " + (notBefore - at) + " microseconds early", given, entered);
            return;
        }
        // A node may be wrong about store time. But whatever it did before a step of the store was before that step's
        // time.
        Step completed = claim.completed();
        if (completed != null
                && completed.micros() < notBefore
                && !evidence.options().storeClockSteps()) {
            findings.violation(
                    NEVER_EARLY,
                    job.id(),
                    "ended " + (notBefore - completed.micros()) + " microseconds before it was due",
                    given,
                    completed);
        }
    }
}
