package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.NO_LOST_OCCURRENCE;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.JobRecord;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link Invariant#NO_LOST_OCCURRENCE}: a job that was scheduled is there in the end, unless something is known, or may have
 * happened, that took it away; what was due is not left lying; and a claim that was given ends, or lives no longer than any
 * run lasts.
 */
final class NoLostOccurrence implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        Set<String> running = running(evidence.end());
        evidence.jobs().forEach(job -> {
            checkThere(evidence, job, findings);
            checkClaims(evidence, job, running, findings);
        });
        evidence.end().jobs().forEach((id, record) -> checkDue(evidence, id, record, findings));
    }

    private static void checkThere(Evidence evidence, JobStory job, Findings findings) {
        Step made = null;
        for (Step step : job.steps()) {
            if (step.did(Op.SCHEDULE, "created")) {
                made = step;
            } else if (takesAway(step)) {
                made = null;
            }
        }
        if (made != null && !evidence.end().jobs().containsKey(job.id())) {
            findings.violation(
                    NO_LOST_OCCURRENCE, job.id(), "it was scheduled, has not finished, and is gone", made, last(job));
        }
    }

    /** Whether a job is gone after a step, or may be. */
    private static boolean takesAway(Step step) {
        return switch (step.op()) {
            case REMOVE -> !step.certain() || step.did(Op.REMOVE, "done");
            case COMPLETE ->
                step.text(Fact.AFTER).equals("finished") && (!step.certain() || step.did(Op.COMPLETE, "accepted"));
            default -> false;
        };
    }

    private static @Nullable Step last(JobStory job) {
        return job.steps().get(job.steps().size() - 1);
    }

    private static void checkClaims(Evidence evidence, JobStory job, Set<String> running, Findings findings) {
        long settled = evidence.end().micros() - evidence.options().settle().toNanos() / 1_000;
        for (ClaimStory claim : job.claims()) {
            Step given = claim.given();
            boolean lives = running.contains(job.id() + ' ' + claim.token());
            if (given != null && lives && given.micros() < settled) {
                findings.violation(
                        NO_LOST_OCCURRENCE,
                        job.id(),
                        "claim " + claim.token() + " was given long ago and lives in the end, "
                                + (claim.entered() == null ? "and its code was never entered" : "longer than any run"),
                        given,
                        claim.entered());
            } else if (given != null
                    && !lives
                    && claim.ends().isEmpty()
                    && !evidence.mayHaveEnded(claim, evidence.lastStep())) {
                findings.violation(
                        NO_LOST_OCCURRENCE,
                        job.id(),
                        "claim " + claim.token() + " was given, has not ended, and is gone",
                        given,
                        claim.entered());
            }
        }
    }

    /** Job and token of each claim that lives in the end. */
    private static Set<String> running(FinalState end) {
        Set<String> running = new HashSet<>();
        String prefix = "running/";
        end.facts().subMap(prefix, prefix + '\uffff').forEach((name, text) -> {
            String handle = name.substring(name.indexOf('/', prefix.length()) + 1);
            int number = handle.indexOf('\0');
            String job = number < 0 ? handle : handle.substring(0, number);
            running.add(job + ' ' + text.substring(0, text.indexOf('|')));
        });
        return running;
    }

    private static void checkDue(Evidence evidence, String id, JobRecord record, Findings findings) {
        long settled =
                evidence.end().micros() / 1_000 - evidence.options().settle().toMillis();
        if (record.state() == JobState.SCHEDULED
                && record.notBefore()
                        .filter(due -> due.toEpochMilli() < settled)
                        .isPresent()
                && !evidence.options().unserved().contains(record.job().executor())
                && !LimitsHold.mayWait(evidence, record.job().queue(), settled * 1_000)) {
            JobStory job = evidence.job(id);
            findings.violation(
                    NO_LOST_OCCURRENCE,
                    id,
                    "it is due since " + record.notBefore().get() + " and nobody has run it",
                    job == null ? null : last(job));
        }
    }
}
