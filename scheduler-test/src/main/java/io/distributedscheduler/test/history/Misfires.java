package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.MISFIRE;

import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Misfire;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

        private final Evidence evidence;
        private final JobStory job;
        private final Findings findings;
        private final Map<Long, Definition> definitions = new HashMap<>();

        OneJob(Evidence evidence, JobStory job, Findings findings) {
            this.evidence = evidence;
            this.job = job;
            this.findings = findings;
        }

        void check() {
            for (Step step : job.steps()) {
                long revision = step.event().revision();
                if (step.did(Op.SCHEDULE, "created")) {
                    definitions.clear();
                    definitions.put(revision, evidence.definition(step));
                } else if (step.did(Op.MODIFY, "modified")) {
                    definitions.put(revision, evidence.definition(step));
                } else if (step.maybe(Op.SCHEDULE) || step.maybe(Op.MODIFY)) {
                    definitions.clear();
                } else if (step.op() == Op.ENTER) {
                    entered(step);
                } else if (step.did(Op.COMPLETE, "accepted")) {
                    completed(step);
                }
            }
        }

        private void entered(Step step) {
            Step given = job.claim(step).given();
            Definition definition = definitionOf(given);
            if (given == null || definition == null || given.event().attempt() != 1) {
                return;
            }
            if (isLate(definition, given, given.micros())) {
                violation("what came later than its job allows was run", given, step);
            }
        }

        private void completed(Step step) {
            Step given = job.claim(step).given();
            Definition definition = definitionOf(given);
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
                    .filter(patience -> given.event().dueMs() * 1_000 < micros - patience * 1_000)
                    .isPresent();
        }

        private static boolean isTooMuch(Definition definition, Step given, Step ended) {
            return definition.catchesUp()
                    && definition.occurrences(given.event().dueMs(), ended.micros() / 1_000 + 1)
                            > Misfire.MOST_CAUGHT_UP;
        }

        private @Nullable Definition definitionOf(@Nullable Step given) {
            return given == null ? null : definitions.get(given.event().revision());
        }

        private void violation(String message, Step... events) {
            findings.violation(MISFIRE, job.id(), message, events);
        }
    }
}
