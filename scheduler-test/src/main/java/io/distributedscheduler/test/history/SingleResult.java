package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.SINGLE_RESULT;

import java.util.HashMap;
import java.util.Map;

/** {@link Invariant#SINGLE_RESULT}. */
final class SingleResult implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> {
            checkRuns(job, findings);
            checkKept(evidence.end(), job, findings);
        });
    }

    private static void checkRuns(JobStory job, Findings findings) {
        Map<Long, Step> endOfRun = new HashMap<>();
        for (Step step : job.steps()) {
            boolean accepted = step.did(Op.COMPLETE, "accepted");
            if (!accepted && !step.did(Op.RECOVER, "lost")) {
                continue;
            }
            Step given = job.claim(step).given();
            long run = step.event().run() != 0
                    ? step.event().run()
                    : given == null ? 0 : given.event().run();
            Step before = run == 0 ? null : endOfRun.get(run);
            if (before != null) {
                findings.violation(SINGLE_RESULT, job.id(), "run " + run + " went on after its end", before, step);
            }
            if (run != 0 && step.has(Fact.LAST)) {
                endOfRun.putIfAbsent(run, step);
            }
        }
    }

    /** What is kept of an attempt is what its completion said. */
    private static void checkKept(FinalState end, JobStory job, Findings findings) {
        for (KeptRun kept : KeptRun.of(end, job.id())) {
            for (ClaimStory claim : job.claims()) {
                Step completed = claim.completed();
                if (completed != null
                        && claim.token() == kept.token()
                        && kept.isOfNode()
                        && !kept.outcome().equals(completed.event().outcome())) {
                    findings.violation(
                            SINGLE_RESULT,
                            job.id(),
                            "kept as " + kept.outcome() + " is an attempt that ended otherwise",
                            completed);
                }
            }
        }
    }
}
