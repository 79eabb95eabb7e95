package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.OVERLAP;

import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Overlap;
import java.util.HashMap;
import java.util.Map;

/**
 * {@link Invariant#OVERLAP}, of jobs with ticks: who queues goes on with a tick that came while the run lasted, if one did, and
 * who skips does not. That the counts fit is up to {@link Conservation}. Of fires see {@link KeywordExactlyOnce}.
 */
final class Overlaps implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        // When something came, cannot be told where the clock steps.
        if (!evidence.options().storeClockSteps()) {
            evidence.jobs().forEach(job -> check(evidence, job, findings));
        }
    }

    private static void check(Evidence evidence, JobStory job, Findings findings) {
        Revisions revisions = new Revisions(evidence, job);
        Map<Long, Step> firstOfRun = new HashMap<>();
        Map<Long, Step> exits = new HashMap<>();
        for (Step step : job.steps()) {
            revisions.follow(step);
            if (step.did(Op.CLAIM, "claimed")) {
                firstOfRun.putIfAbsent(step.event().run(), step);
            } else if (step.op() == Op.EXIT) {
                exits.put(step.token(), step);
            } else if (step.did(Op.COMPLETE, "accepted") && exits.containsKey(step.token())) {
                Definition definition = revisions.of(step);
                Step given = job.claim(step).given();
                Step first = given == null ? null : firstOfRun.get(given.event().run());
                if (definition != null && first != null && first.event().attempt() == 1 && concerns(definition, step)) {
                    // What comes between the end of the code and that of the run is the next one's.
                    long end = exits.get(step.token()).micros() / 1_000;
                    check(evidence, job, definition, first, step, end, findings);
                }
            }
        }
    }

    private static boolean concerns(Definition definition, Step ended) {
        String after = ended.text(Fact.AFTER);
        return definition.ticks()
                && !definition.catchesUp()
                && !definition.runsSeveralAtOnce()
                && !Outcome.MISSED.name().equals(ended.event().outcome())
                && (after.startsWith("next at ") || after.startsWith("queued "));
    }

    private static void check(
            Evidence evidence,
            JobStory job,
            Definition definition,
            Step first,
            Step ended,
            long end,
            Findings findings) {
        long slack = evidence.options().slack().toMillis();
        long begun = Math.max(first.micros() / 1_000, first.event().dueMs());
        boolean waits = ended.text(Fact.AFTER).startsWith("queued ");
        if (definition.overlap().equals("skip")) {
            if (waits) {
                findings.violation(OVERLAP, job.id(), "a tick waited although it is to be skipped", first, ended);
            }
            return;
        }
        long came = definition.oracle().count(begun + 1, end - slack);
        if (came > 0 && !waits) {
            findings.violation(
                    OVERLAP, job.id(), came + " ticks came while the run lasted, and none waits", first, ended);
        }
        boolean all = definition.overlap().equals("queue");
        long mayWait = definition.oracle().count(all ? first.event().dueMs() + 1 : begun, end + 1);
        long skipped = ended.skipped();
        if (skipped > Math.max(0, mayWait - (all ? Overlap.MOST_QUEUED : 1))) {
            findings.violation(OVERLAP, job.id(), skipped + " ticks were skipped that could wait", first, ended);
        }
    }
}
