package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.MISFIRE;

import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Misfire;

/** {@link Invariant#MISFIRE}. Of a revision of which it is not known what it says, it concludes nothing. */
final class Misfires implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        // How late something is, cannot be told where the clock steps.
        if (!evidence.options().storeClockSteps()) {
            evidence.jobs().forEach(job -> new OneJob(evidence, job, findings).check());
        }
    }

    private static final class OneJob {

        private final JobStory job;
        private final Findings findings;
        private final Revisions revisions;

        OneJob(Evidence evidence, JobStory job, Findings findings) {
            this.job = job;
            this.findings = findings;
            this.revisions = new Revisions(evidence, job);
        }

        void check() {
            for (Step step : job.steps()) {
                revisions.follow(step);
                if (step.op() == Op.ENTER) {
                    entered(step);
                } else if (step.did(Op.COMPLETE, "accepted")) {
                    completed(step);
                }
            }
        }

        private void entered(Step step) {
            Step given = job.claim(step).given();
            Definition definition = revisions.of(step);
            if (given == null || definition == null || given.event().attempt() != 1) {
                return;
            }
            if (isLate(definition, given, given.micros())) {
                violation("what came later than its job allows was run", given, step);
            }
        }

        private void completed(Step step) {
            Step given = job.claim(step).given();
            Definition definition = revisions.of(step);
            if (given == null || definition == null) {
                return;
            }
            if (!Outcome.MISSED.name().equals(step.event().outcome())) {
                if (definition.catchesUp() && definition.ticks() && step.total() > step.runs()) {
                    violation("who catches up passed over ticks", given, step);
                }
            } else if (job.claim(step).entered() != null) {
                violation("what was run is said to be missed", given, step);
            } else if (given.event().attempt() != 1
                    || !isLate(definition, given, step.micros()) && !isTooMuch(definition, given, step)) {
                violation("what came in time is said to be missed", given, step);
            }
        }

        private static boolean isLate(Definition definition, Step given, long micros) {
            return definition
                    .patience()
                    .filter(patience -> since(definition, given) * 1_000 < micros - patience * 1_000)
                    .isPresent();
        }

        /** What has waited for a run to end is not late for that. */
        private static long since(Definition definition, Step given) {
            long due = given.event().dueMs();
            return definition.catchesUp() ? due : Math.max(due, given.number(Fact.NOT_BEFORE));
        }

        private static boolean isTooMuch(Definition definition, Step given, Step ended) {
            return definition.catchesUp()
                    && definition.occurrences(given.event().dueMs(), ended.micros() / 1_000 + 1)
                            > Misfire.MOST_CAUGHT_UP;
        }

        private void violation(String message, Step... events) {
            findings.violation(MISFIRE, job.id(), message, events);
        }
    }
}
