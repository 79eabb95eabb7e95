package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.RETRY_LAW;

import io.distributedscheduler.retry.RetryPolicy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link Invariant#RETRY_LAW}. */
final class RetryLaw implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> new OneJob(evidence, job, findings).check());
    }

    private static final class OneJob {

        private final Evidence evidence;
        private final JobStory job;
        private final Findings findings;
        private final Revisions revisions;
        private final Map<Long, Step> lastOfRun = new HashMap<>();

        OneJob(Evidence evidence, JobStory job, Findings findings) {
            this.evidence = evidence;
            this.job = job;
            this.findings = findings;
            this.revisions = new Revisions(evidence, job);
        }

        void check() {
            for (Step step : job.steps()) {
                revisions.follow(step);
                if (step.did(Op.CLAIM, "claimed") && job.claim(step).given() == step) {
                    claimed(step);
                    lastOfRun.put(step.event().run(), step);
                } else if (step.did(Op.COMPLETE, "accepted")) {
                    completed(step);
                }
            }
        }

        private void claimed(Step step) {
            int attempt = step.event().attempt();
            if (attempt == 1 && step.event().run() != step.token() && !step.has(Fact.HANDLE)) {
                violation(step, "the first attempt of a run does not name it", step);
            }
            Step before = lastOfRun.get(step.event().run());
            Step ended = before == null ? null : endOf(before);
            if (before == null || ended == null) {
                return;
            }
            int expected = before.event().attempt() + (ended.op() == Op.RELEASE ? 0 : 1);
            if (attempt != expected) {
                violation(step, "attempt " + attempt + " follows where " + expected + " should", before, ended, step);
            }
            long losses = before.number(Fact.LOSSES) + (ended.op() == Op.RECOVER ? 1 : 0);
            if (losses != step.number(Fact.LOSSES)) {
                violation(step, losses + " losses are told as " + step.number(Fact.LOSSES), before, ended, step);
            }
            String after = ended.text(Fact.AFTER);
            if (after.startsWith("retry ")) {
                // Rounded up to a millisecond; or when a limit lets it start.
                long earliest = ended.micros() / 1_000 + Long.parseLong(after.substring("retry ".length()));
                long notBefore = step.number(Fact.NOT_BEFORE);
                if (notBefore < earliest || notBefore > earliest + 1 && !step.has(Fact.LIMITS)) {
                    violation(step, "it stands at " + notBefore + " instead of " + earliest, ended, step);
                }
            }
        }

        /** What ended a claim, if that is certain. */
        private @Nullable Step endOf(Step claim) {
            ClaimStory story = job.claim(claim);
            return story.ends().size() == 1 ? story.ends().get(0) : null;
        }

        private void completed(Step step) {
            Step given = job.claim(step).given();
            String after = step.text(Fact.AFTER);
            Definition definition = revisions.of(step);
            if (given == null || definition == null && !revisions.areOlder() || !after.startsWith("retry ")) {
                return;
            }
            RetryPolicy usual = evidence.options().retry();
            RetryPolicy policy = definition == null ? usual : definition.retry().orElse(usual);
            // Attempts that a node lost or handed back are not the job's fault.
            long attempt =
                    Math.max(1, given.event().attempt() - given.number(Fact.LOSSES) - given.number(Fact.HANDED_BACK));
            if (attempt >= policy.attempts()) {
                violation(
                        step,
                        "attempt " + attempt + " of " + policy.attempts() + " is followed by another",
                        given,
                        step);
            }
            double full = Math.min(
                    policy.longestDelay().toMillis(),
                    policy.firstDelay().toMillis() * Math.pow(policy.multiplier(), attempt - 1));
            long delay = Long.parseLong(after.substring("retry ".length()));
            if (delay > Math.ceil(full) || delay < Math.floor(full * (1 - policy.jitter())) - 1) {
                violation(
                        step,
                        "a delay of " + delay + " ms after attempt " + attempt + " is not by its policy",
                        given,
                        step);
            }
        }

        private void violation(Step step, String message, Step... events) {
            findings.violation(RETRY_LAW, job.id(), "run " + run(step) + ": " + message, events);
        }

        private long run(Step step) {
            Step given = job.claim(step).given();
            return given == null ? step.event().run() : given.event().run();
        }
    }
}
