package io.distributedscheduler.test.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that happened to one claim. */
final class ClaimStory {

    private final long token;
    private final List<Step> ends = new ArrayList<>();
    private final List<Step> mayBeEnds = new ArrayList<>();
    private @Nullable Step given;
    private @Nullable Step entered;
    private @Nullable Step branched;
    private @Nullable Step mayBeBranch;
    private String member = "";

    ClaimStory(long token) {
        this.token = token;
    }

    void add(Step step) {
        switch (step.op()) {
            case CLAIM -> {
                if (given == null && step.certain()) {
                    given = step;
                    member = step.member();
                }
            }
            case ENTER -> entered = entered == null ? step : entered;
            case COMPLETE, RELEASE, RECOVER -> addEnd(step);
            case BRANCH -> {
                if (!step.certain()) {
                    mayBeBranch = mayBeBranch == null ? step : mayBeBranch;
                } else if (step.did(Op.BRANCH, "branched")) {
                    branched = branched == null ? step : branched;
                }
            }
            default -> {
                // Says nothing of the claim.
            }
        }
    }

    private void addEnd(Step step) {
        if (member.isEmpty()) {
            member = step.op() == Op.RECOVER ? step.text(Fact.DEAD) : step.member();
        }
        if (!step.certain()) {
            mayBeEnds.add(step);
        } else if (step.did(Op.COMPLETE, "accepted")
                || step.did(Op.RELEASE, "released")
                || step.did(Op.RECOVER, "lost")) {
            ends.add(step);
        }
    }

    long token() {
        return token;
    }

    /** When it was given, if that is known: the reply may have been lost. */
    @Nullable
    Step given() {
        return given;
    }

    /** When its user code was entered, if it was. */
    @Nullable
    Step entered() {
        return entered;
    }

    /** Whether it was taken out of the sequence before the step. */
    boolean wasBranched(Step before) {
        return branched != null && branched.isBefore(before);
    }

    /** The same, or may have been. */
    boolean mayBeBranched(Step before) {
        return wasBranched(before) || mayBeBranch != null && mayBeBranch.isBefore(before);
    }

    /** Whether nobody knows if it is out of the sequence. */
    boolean isDoubtful() {
        return branched == null && mayBeBranch != null;
    }

    /** What ended it: one step, if all is well. */
    List<Step> ends() {
        return ends;
    }

    /** What may have ended it. */
    List<Step> mayBeEnds() {
        return mayBeEnds;
    }

    String member() {
        return member;
    }

    boolean hasEnded(Step before) {
        return ends.stream().anyMatch(end -> end.isBefore(before));
    }

    boolean mayHaveEnded(Step before) {
        return mayBeEnds.stream().anyMatch(end -> end.isBefore(before));
    }

    /** The attempt's end that was taken; null if none was. */
    @Nullable
    Step completed() {
        return ends.stream().filter(end -> end.op() == Op.COMPLETE).findFirst().orElse(null);
    }
}
