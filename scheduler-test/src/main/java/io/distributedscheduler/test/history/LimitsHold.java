package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.LIMIT;

import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@link Invariant#LIMIT}: counts claims that surely live, and starts that surely were. */
final class LimitsHold implements Rule {

    /** What a claim says of a limit that counts it. */
    private record Limit(String name, long atOnce, long starts, long window) {

        static List<Limit> of(Step claim) {
            List<Limit> limits = new ArrayList<>();
            for (String text : claim.has(Fact.LIMITS) ? claim.text(Fact.LIMITS).split(";") : new String[0]) {
                String[] parts = text.split(" ");
                limits.add(new Limit(
                        parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3])));
            }
            return limits;
        }
    }

    /**
     * A claim that counts.
     *
     * @param start when it may start, or the latest time of the store so far if that is later, microseconds: a store whose
     *     clock has stepped back may have forgotten what was over before
     */
    private record Counted(ClaimStory claim, Step given, long start) {}

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<String, List<Counted>> counted = new HashMap<>();
        long latest = 0;
        for (Step step : evidence.steps()) {
            latest = Math.max(latest, step.micros());
            if (step.did(Op.CLAIM, "claimed") && step.has(Fact.LIMITS)) {
                JobStory job = evidence.job(step.job());
                ClaimStory claim = job == null ? new ClaimStory(step.token()) : job.claim(step);
                for (Limit limit : Limit.of(step)) {
                    List<Counted> before = counted.computeIfAbsent(limit.name, any -> new ArrayList<>());
                    Counted next = new Counted(claim, step, Math.max(latest, startOf(step)));
                    check(evidence, limit, next, before, findings);
                    before.add(next);
                }
            }
        }
    }

    private static void check(Evidence evidence, Limit limit, Counted claim, List<Counted> before, Findings findings) {
        List<Counted> live = before.stream()
                .filter(other -> !evidence.mayHaveEnded(other.claim, claim.given))
                .toList();
        if (limit.atOnce > 0 && live.size() >= limit.atOnce) {
            findings.violation(
                    LIMIT,
                    claim.given.job(),
                    "claim " + claim.given.token() + " was given while " + live.size() + " of " + limit.name
                            + " lived, and " + limit.atOnce + " may",
                    with(claim, live));
        }
        List<Counted> started = before.stream()
                .filter(other -> countsStarts(other.given, limit.name)
                        && mayNotHaveStarted(other.claim).isEmpty())
                .filter(other -> startOf(other.given) <= startOf(claim.given)
                        && isWithin(limit, startOf(other.given), claim.start))
                .toList();
        if (limit.starts > 0 && started.size() >= limit.starts) {
            findings.violation(
                    LIMIT,
                    claim.given.job(),
                    "claim " + claim.given.token() + " starts when " + started.size() + " of " + limit.name
                            + " have within " + limit.window + " ms, and " + limit.starts + " may",
                    with(claim, started));
        }
    }

    private static Step[] with(Counted claim, List<Counted> others) {
        return Stream.concat(others.stream(), Stream.of(claim))
                .map(Counted::given)
                .toArray(Step[]::new);
    }

    private static boolean isWithin(Limit limit, long earlier, long later) {
        return earlier > later - limit.window * 1_000;
    }

    /** Starts count of those claims only whose own limit says how many there may be. */
    private static boolean countsStarts(Step claim, String name) {
        return Limit.of(claim).stream().anyMatch(limit -> limit.name.equals(name) && limit.starts > 0);
    }

    /** Not before its instant, microseconds. */
    private static long startOf(Step claim) {
        return Math.max(claim.micros(), claim.number(Fact.NOT_BEFORE) * 1_000);
    }

    /** Releases, which take a start back. */
    private static List<Step> mayNotHaveStarted(ClaimStory claim) {
        List<Step> releases = new ArrayList<>(claim.ends());
        releases.addAll(claim.mayBeEnds());
        releases.removeIf(end -> end.op() != Op.RELEASE);
        return releases;
    }

    /**
     * Whether something of the queue may wait for its limits still: where one that counts for them lives in the end, or began
     * not long before.
     */
    static boolean mayWait(Evidence evidence, String queue, long settledMicros) {
        List<String> names = new ArrayList<>(List.of(StoredJob.executorOf(queue)));
        WaitingLine.of(queue).ifPresent(line -> names.add(line.limit()));
        for (Step step : evidence.steps()) {
            if (step.op() == Op.CLAIM
                    && step.has(Fact.LIMITS)
                    && Limit.of(step).stream().anyMatch(limit -> names.contains(limit.name))) {
                JobStory job = evidence.job(step.job());
                boolean lives = job != null && !evidence.mayHaveEnded(job.claim(step), evidence.lastStep());
                if (lives || step.micros() >= settledMicros) {
                    return true;
                }
            }
        }
        return false;
    }
}
