package io.distributedscheduler.test.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** All that happened to one job, in order. */
final class JobStory {

    private final String id;
    private final List<Step> steps = new ArrayList<>();
    private final Set<Long> branchedRuns = new HashSet<>();
    private final Map<Long, ClaimStory> claims = new LinkedHashMap<>();

    JobStory(String id) {
        this.id = id;
    }

    void add(Step step) {
        steps.add(step);
        if (step.token() > 0) {
            claims.computeIfAbsent(step.token(), ClaimStory::new).add(step);
        }
        if (step.has(Fact.HANDLE)) {
            branchedRuns.add(step.event().run());
        } else if (step.did(Op.BRANCH, "branched")) {
            Step given = claim(step).given();
            branchedRuns.add(given == null ? step.token() : given.event().run());
        }
    }

    String id() {
        return id;
    }

    List<Step> steps() {
        return steps;
    }

    /** Its claims, in the order in which they became known. */
    Collection<ClaimStory> claims() {
        return claims.values();
    }

    /** Whether there are claims of which it is not known when they were given. */
    boolean hasUnseenClaims() {
        return claims.values().stream().anyMatch(claim -> claim.given() == null);
    }

    /** Whether a step closed the run of the job's next occurrence, and not only such as were out of its sequence. */
    boolean closes(Step step) {
        return Stream.of(step.text(Fact.CLOSED).split(","))
                .filter(run -> !run.isEmpty())
                .anyMatch(run -> !branchedRuns.contains(Long.parseLong(run)));
    }

    /** Whether the run was taken out of the sequence, or goes on under a handle of its own. */
    boolean isBranched(long run) {
        return branchedRuns.contains(run);
    }

    ClaimStory claim(Step step) {
        return claims.getOrDefault(step.token(), new ClaimStory(step.token()));
    }
}
