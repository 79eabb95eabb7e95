package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.KEYWORD_EXACTLY_ONCE;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.JobRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link Invariant#KEYWORD_EXACTLY_ONCE}. A job that had its keyword from some fire to the end has been handed each fire
 * since, or it stands before it still; no fire makes two runs of one job.
 */
final class KeywordExactlyOnce implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<String, List<Step>> fires = fires(evidence);
        evidence.jobs().forEach(job -> {
            checkTwice(job, findings);
            checkEach(evidence, job, fires, findings);
        });
    }

    /** The fires of each keyword that reached a job, or may have, each event once. */
    private static Map<String, List<Step>> fires(Evidence evidence) {
        Map<String, Map<String, Step>> byEvent = new HashMap<>();
        for (Step step : evidence.steps()) {
            boolean reached = step.did(Op.FIRE, "reached") && step.number(Fact.REACHED) > 0;
            if (reached || step.maybe(Op.FIRE)) {
                Map<String, Step> events = byEvent.computeIfAbsent(
                        step.text(Fact.PARTITION) + ' ' + step.text(Fact.KEYWORD), any -> new LinkedHashMap<>());
                events.merge(
                        step.text(Fact.EVENT),
                        step,
                        (before, now) -> before.certain() || !now.certain() ? before : now);
            }
        }
        Map<String, List<Step>> fires = new HashMap<>();
        byEvent.forEach((keyword, events) -> fires.put(keyword, new ArrayList<>(events.values())));
        return fires;
    }

    private static void checkTwice(JobStory job, Findings findings) {
        Map<String, Step> runOfFire = new HashMap<>();
        for (Step step : job.steps()) {
            if (endsMembership(step)) {
                runOfFire.clear(); // Fires of a keyword that nobody has left are numbered from 1 again.
            }
            if (!step.did(Op.CLAIM, "claimed") || !step.has(Fact.FIRE)) {
                continue;
            }
            Step before = runOfFire.put(step.text(Fact.KEYWORD) + ' ' + step.text(Fact.FIRE), step);
            if (before != null && before.event().run() != step.event().run() && wasBegun(job, before)) {
                findings.violation(
                        KEYWORD_EXACTLY_ONCE,
                        job.id(),
                        "fire " + step.text(Fact.FIRE) + " of " + step.text(Fact.KEYWORD) + " made two runs",
                        before,
                        step);
            }
        }
    }

    /** Whether a claim did not stand for another one that goes on with the same fire: one that was handed back. */
    private static boolean wasBegun(JobStory job, Step claim) {
        return job.claim(claim).ends().stream().noneMatch(end -> end.op() == Op.RELEASE)
                && job.claim(claim).mayBeEnds().stream().noneMatch(end -> end.op() == Op.RELEASE);
    }

    private static boolean endsMembership(Step step) {
        return switch (step.op()) {
            case STOP, REMOVE -> !step.certain() || step.did(step.op(), "done");
            case MODIFY -> !step.certain() || step.did(Op.MODIFY, "modified");
            case SCHEDULE -> !step.certain() || step.did(Op.SCHEDULE, "created");
            case START -> !step.certain() || step.did(Op.START, "started");
            default -> false;
        };
    }

    private static void checkEach(Evidence evidence, JobStory job, Map<String, List<Step>> fires, Findings findings) {
        JobRecord record = evidence.end().jobs().get(job.id());
        Step member = membership(job);
        if (record == null || record.job().keyword() == null || member == null || isHeld(record)) {
            return;
        }
        String keyword = record.job().keyword();
        Set<String> handed = new HashSet<>();
        for (Step step : job.steps()) {
            if (member.isBefore(step)
                    && step.did(Op.CLAIM, "claimed")
                    && step.text(Fact.KEYWORD).equals(keyword)) {
                handed.add(step.text(Fact.FIRE));
            }
        }
        long least = 0;
        long most = 0;
        for (Step fire : fires.getOrDefault(member.text(Fact.PARTITION) + ' ' + keyword, List.of())) {
            if (member.isBefore(fire)) {
                least += fire.certain() ? 1 : 0;
                most++;
            } else if (!fire.certain()) {
                most++; // It may take effect later than it was sent.
            }
        }
        long waiting = waiting(evidence.end().facts(), keyword, job.id(), record, handed);
        long unseen =
                job.claims().stream().filter(claim -> claim.given() == null).count();
        long had = handed.size() + waiting;
        long skipped = skips(job) ? record.counts().skipped() : 0;
        if (had + unseen + skipped < least || had > most) {
            findings.violation(
                    KEYWORD_EXACTLY_ONCE,
                    job.id(),
                    "it was handed " + handed.size() + " fires of " + keyword + " and stands before " + waiting
                            + ", of " + least + (most == least ? "" : " to " + most),
                    member);
        }
        if (record.state() == JobState.WAITING && waiting > 0) {
            findings.violation(
                    KEYWORD_EXACTLY_ONCE, job.id(), "it waits although there are fires that it has not had", member);
        }
    }

    /** Whether fires that come while a run lasts may be skipped. */
    private static boolean skips(JobStory job) {
        return job.steps().stream()
                .anyMatch(step ->
                        step.op() == Op.COMPLETE && step.text(Fact.AFTER).startsWith("fire "));
    }

    /** Since when the job has its keyword, or is told anew what it is; null if that is not certain. */
    private static @Nullable Step membership(JobStory job) {
        Step member = null;
        for (Step step : job.steps()) {
            if (endsMembership(step)) {
                boolean begins = step.op() == Op.SCHEDULE || step.op() == Op.START;
                member = begins && step.certain() ? step : null;
            }
        }
        return member;
    }

    private static boolean isHeld(JobRecord record) {
        return record.state() == JobState.STOPPED || record.state() == JobState.FAILED;
    }

    /** How many fires the job stands before, with the one that it is pending for. */
    private static long waiting(
            SortedMap<String, String> facts, String keyword, String job, JobRecord record, Set<String> handed) {
        String consumed = facts.get("keyword/" + keyword + "/" + job);
        String last = facts.get("fires/" + keyword);
        long queued = last == null || consumed == null ? 0 : Long.parseLong(last) - Long.parseLong(consumed);
        boolean pending = record.running().isEmpty()
                && record.due().isPresent()
                && consumed != null
                && !handed.contains(consumed);
        return queued + (pending ? 1 : 0);
    }
}
