package io.distributedscheduler.store.foreign;

import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.ReleaseAnswer;
import io.distributedscheduler.store.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code release}. */
final class Releasing {

    private final Step step;
    private final Jobs jobs;
    private final Nodes nodes;
    private final Occurrences occurrences;
    private final Placing placing;
    private final Branching branching;

    Releasing(Step step) {
        this.step = step;
        this.jobs = new Jobs(step.sql);
        this.nodes = new Nodes(step);
        this.occurrences = new Occurrences(step);
        this.placing = new Placing(step);
        this.branching = new Branching(step);
    }

    ReleaseAnswer release(NodeId node, List<ClaimRef> claims) {
        int held = 0;
        List<RunRecord> closed = new ArrayList<>();
        for (ClaimRef claim : nodes.isPresent(node) ? claims : List.<ClaimRef>of()) {
            Optional<Occurrence> running = occurrences.running(node, claim);
            running.flatMap(this::handBack).ifPresent(closed::add);
            held += running.isPresent() ? 1 : 0;
        }
        return new ReleaseAnswer(step.now, held, closed);
    }

    private Optional<RunRecord> handBack(Occurrence running) {
        Ending ending = Ending.of(running, jobs);
        occurrences.remove(running);
        step.limits().notStarted(running);
        if (running.isBranch() && !ending.isRemoved() && !branching.isAsClaimed(ending)) {
            return Optional.of(branching.drop(running, reason(ending)));
        }
        if (ending.isAsClaimed()) {
            occurrences.pend(running.released());
            return Optional.empty();
        }
        Optional<RunRecord> closed = ending.isRemoved()
                ? Optional.empty()
                : placing.dropClaim(running, isRun(running, ending), reason(ending));
        ending.goOn(jobs, placing);
        return closed;
    }

    private static boolean isRun(Occurrence running, Ending ending) {
        return running.wasAttempted() || ending.row().job().repeats() && ending.changed();
    }

    private String reason(Ending ending) {
        return branching.holdOf(ending).isPresent()
                ? ending.row().note().map(Note::reason).orElseThrow()
                : Placing.REPLACED;
    }
}
