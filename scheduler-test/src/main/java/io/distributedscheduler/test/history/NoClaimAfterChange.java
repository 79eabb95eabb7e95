package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.NO_CLAIM_AFTER_CHANGE;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link Invariant#NO_CLAIM_AFTER_CHANGE}. */
final class NoClaimAfterChange implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> new OneJob(evidence, job, findings).check());
    }

    private static final class OneJob {

        private final Evidence evidence;
        private final JobStory job;
        private final Findings findings;
        /** The change by which nothing of the job may be claimed; null if there is none. */
        private @Nullable Step held;
        /** The change that made the revision; null if it is not known. */
        private @Nullable Step changed;

        private long revision;

        /** The first change after each claim that lives. */
        private final Map<Long, Step> overtaken = new HashMap<>();

        OneJob(Evidence evidence, JobStory job, Findings findings) {
            this.evidence = evidence;
            this.job = job;
            this.findings = findings;
        }

        void check() {
            for (Step step : job.steps()) {
                switch (step.op()) {
                    case SCHEDULE -> scheduled(step);
                    case MODIFY -> modified(step);
                    case STOP, REMOVE -> {
                        if (step.did(step.op(), "done")) {
                            held = step;
                            overtake(step);
                        }
                    }
                    case START -> {
                        if (!step.certain() || step.did(Op.START, "started")) {
                            held = null;
                        }
                    }
                    case CLAIM -> claimed(step);
                    case ENTER -> entered(step);
                    default -> {
                        // Neither a change nor a claim.
                    }
                }
            }
        }

        private void scheduled(Step step) {
            if (!step.certain() || step.did(Op.SCHEDULE, "created")) {
                held = null;
                changed = null;
                revision = 1;
            }
        }

        private void modified(Step step) {
            if (!step.certain() && step.has(Fact.REVIVE)) {
                held = null;
            } else if (step.did(Op.MODIFY, "modified")) {
                held = step.has(Fact.REVIVE) ? null : held;
                changed = step;
                revision = step.event().revision();
                overtake(step);
            }
        }

        private void overtake(Step change) {
            for (ClaimStory claim : job.claims()) {
                if (claim.given() != null && claim.given().isBefore(change) && !claim.hasEnded(change)) {
                    overtaken.putIfAbsent(claim.token(), change);
                }
            }
        }

        private void claimed(Step step) {
            if (!step.did(Op.CLAIM, "claimed")) {
                return;
            }
            if (held != null) {
                findings.violation(
                        NO_CLAIM_AFTER_CHANGE,
                        job.id(),
                        "claimed after " + held.event().op() + " had answered",
                        held,
                        step);
            } else if (step.event().revision() < revision && changed != null) {
                findings.violation(
                        NO_CLAIM_AFTER_CHANGE,
                        job.id(),
                        "revision " + step.event().revision() + " was claimed after revision " + revision
                                + " had been made",
                        changed,
                        step);
            } else {
                revision = step.event().revision();
            }
        }

        private void entered(Step step) {
            Step change = overtaken.get(step.token());
            Step given = job.claim(step).given();
            if (change == null || given == null) {
                return;
            }
            CheckOptions options = evidence.options();
            long at = step.has(Fact.TRUE_MICROS) ? step.number(Fact.TRUE_MICROS) : step.micros();
            // A beat, and a gap that the node need not notice: see Membership and Heartbeat.
            long latest = options.lease().toNanos() / 1_000 / 10
                    + options.lease().toNanos() / 1_000 / 3
                    + given.number(Fact.AHEAD) * 1_000
                    + options.standstillOf(step.event().node()).toNanos() / 1_000
                    + options.slackMicros();
            if (!options.storeClockSteps() && at > change.micros() + latest) {
                findings.violation(
                        NO_CLAIM_AFTER_CHANGE,
                        job.id(),
                        "entered " + (at - change.micros()) / 1_000 + " ms after "
                                + change.event().op() + " had answered",
                        given,
                        change,
                        step);
            } else if (change.op() != Op.MODIFY) {
                Step told = evidence.beatBetween(given.member(), change, step);
                if (told != null) {
                    findings.violation(
                            NO_CLAIM_AFTER_CHANGE,
                            job.id(),
                            "entered although a beat had told of the "
                                    + change.event().op(),
                            change,
                            told,
                            step);
                }
            }
        }
    }
}
