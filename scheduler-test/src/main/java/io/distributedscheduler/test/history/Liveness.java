package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.LIVENESS;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Invariant#LIVENESS}. */
final class Liveness implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.options().resumption().ifPresent(resumption -> checkResumed(evidence, resumption, findings));
        evidence.options().takeover().ifPresent(limit -> checkTakenOver(evidence, limit, findings));
        checkDeadNodesAreGone(evidence, findings);
        if (!evidence.options().storeClockSteps()) {
            checkNobodyAliveIsDead(evidence, findings);
        }
    }

    /** After the faults each node is heard of again, and is given work if there is enough for all. */
    private static void checkResumed(Evidence evidence, CheckOptions.Resumption resumption, Findings findings) {
        long from = Line.micros(resumption.from());
        long to = from + resumption.within().toNanos() / 1_000;
        Set<String> heard = new HashSet<>();
        Set<String> working = new HashSet<>();
        for (Step step : evidence.steps()) {
            if (step.certain() && step.op().isOfStore() && step.micros() >= from && step.micros() <= to) {
                if (step.did(Op.BEAT, "renewed")) {
                    heard.add(step.event().node());
                } else if (step.did(Op.CLAIM, "claimed")) {
                    heard.add(step.event().node());
                    working.add(step.event().node());
                }
            }
        }
        for (String node : resumption.nodes()) {
            if (!heard.contains(node)) {
                findings.violation(
                        LIVENESS,
                        node,
                        "it was not heard of within " + resumption.within() + " after the faults had ended");
            } else if (resumption.everyoneWorks() && !working.contains(node)) {
                findings.violation(
                        LIVENESS,
                        node,
                        "it claimed nothing within " + resumption.within() + " after the faults had ended");
            }
        }
    }

    /** What a dead node held is claimed again so soon after its last renewal. */
    private static void checkTakenOver(Evidence evidence, Duration limit, Findings findings) {
        Map<String, Step> renewed = new HashMap<>();
        for (Step step : evidence.steps()) {
            if (step.did(Op.BEAT, "renewed") || step.did(Op.JOIN, "joined")) {
                renewed.put(step.member(), step);
            }
        }
        for (JobStory job : evidence.jobs()) {
            Step lost = null;
            for (Step step : job.steps()) {
                if (step.did(Op.RECOVER, "lost") && !step.has(Fact.LAST)) {
                    lost = step;
                } else if (lost != null && step.did(Op.CLAIM, "claimed")) {
                    checkTakenOver(job, renewed.get(lost.text(Fact.DEAD)), lost, step, limit, findings);
                    lost = null;
                }
            }
        }
    }

    private static void checkTakenOver(
            JobStory job, @Nullable Step renewed, Step lost, Step claimed, Duration limit, Findings findings) {
        if (renewed != null && claimed.micros() - renewed.micros() > limit.toNanos() / 1_000) {
            findings.violation(
                    LIVENESS,
                    job.id(),
                    "it was claimed again " + (claimed.micros() - renewed.micros()) / 1_000
                            + " ms after the last renewal of the node that died with it",
                    renewed,
                    lost,
                    claimed);
        }
    }

    /** A node is declared dead no sooner than a lease after its last renewal. */
    private static void checkNobodyAliveIsDead(Evidence evidence, Findings findings) {
        Map<String, Step> renewed = new HashMap<>();
        long lease = evidence.options().lease().toNanos() / 1_000
                - evidence.options().slackMicros();
        for (Step step : evidence.steps()) {
            if (step.did(Op.BEAT, "renewed") || step.did(Op.JOIN, "joined")) {
                renewed.put(step.member(), step);
            } else if (step.did(Op.RECOVER, "dead")) {
                Step last = renewed.remove(step.text(Fact.DEAD));
                // Of a renewal that the store has forgotten the others know nothing.
                if (last != null
                        && !evidence.options().mayForget(last.micros())
                        && step.micros() - last.micros() < lease) {
                    findings.violation(
                            LIVENESS,
                            step.text(Fact.DEAD),
                            "it was declared dead " + (step.micros() - last.micros()) / 1_000
                                    + " ms after it had renewed its lease",
                            last,
                            step);
                }
            }
        }
    }

    /** A node whose lease is long over, and that holds claims still, was recovered by nobody. */
    private static void checkDeadNodesAreGone(Evidence evidence, Findings findings) {
        long settled =
                evidence.end().micros() / 1_000 - evidence.options().settle().toMillis();
        evidence.end().facts().subMap("nodes/", "nodes/\uffff").forEach((name, leaseEnd) -> {
            String node = name.substring("nodes/".length());
            boolean holds = !evidence.end()
                    .facts()
                    .subMap("running/" + node + "/", "running/" + node + "/\uffff")
                    .isEmpty();
            if (holds && Long.parseLong(leaseEnd) < settled) {
                findings.violation(LIVENESS, node, "it holds claims, and its lease ended at " + leaseEnd);
            }
        });
    }
}
