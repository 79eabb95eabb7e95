package io.distributedscheduler.test.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that happened to one job, in order. */
final class JobStory {

    private final String id;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Long, ClaimStory> claims = new LinkedHashMap<>();

    JobStory(String id) {
        this.id = id;
    }

    void add(Step step) {
        steps.add(step);
        if (step.token() > 0) {
            claims.computeIfAbsent(step.token(), ClaimStory::new).add(step);
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

    ClaimStory claim(Step step) {
        return claims.getOrDefault(step.token(), new ClaimStory(step.token()));
    }
}
