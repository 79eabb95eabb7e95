package io.distributedscheduler.store.foreign;

import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.NodeId;
import java.util.List;
import java.util.Optional;

/** {@code release}. */
final class Releasing {

    private final Jobs jobs;
    private final Nodes nodes;
    private final Occurrences occurrences;
    private final Placing placing;

    Releasing(Step step) {
        this.jobs = new Jobs(step.sql);
        this.nodes = new Nodes(step);
        this.occurrences = new Occurrences(step);
        this.placing = new Placing(step);
    }

    int release(NodeId node, List<ClaimRef> claims) {
        return nodes.isPresent(node)
                ? (int) claims.stream().filter(claim -> release(node, claim)).count()
                : 0;
    }

    private boolean release(NodeId node, ClaimRef claim) {
        Optional<Occurrence> held = occurrences.running(node, claim);
        held.ifPresent(this::handBack);
        return held.isPresent();
    }

    private void handBack(Occurrence running) {
        Ending ending = Ending.of(running, jobs);
        occurrences.remove(running);
        if (ending.isAsClaimed()) {
            occurrences.pend(running.released());
            return;
        }
        if (!ending.isRemoved()) {
            drop(running, ending);
        }
        ending.goOn(jobs, placing);
    }

    private void drop(Occurrence running, Ending ending) {
        if (running.wasAttempted()) {
            String reason =
                    ending.isStopped() ? ending.row().note().map(Note::reason).orElseThrow() : Placing.REPLACED;
            placing.drop(running, running.claim().revision(), reason);
        } else {
            jobs.countMissed(ending.id());
        }
    }
}
