package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Recovery;
import io.distributedscheduler.store.RunRecord;
import java.time.Instant;
import java.util.List;

/** {@code recover}. */
final class Recovering {

    private static final String GIVEN_UP = "lost its node " + JobStore.MAX_LOSSES + " times";

    private final Step step;
    private final Jobs jobs;
    private final Nodes nodes;
    private final Occurrences occurrences;
    private final Placing placing;
    private final KeptRuns runs;
    private final Branching branching;

    Recovering(Step step) {
        this.step = step;
        this.jobs = new Jobs(step.sql);
        this.nodes = new Nodes(step);
        this.occurrences = new Occurrences(step);
        this.placing = new Placing(step);
        this.runs = new KeptRuns(step);
        this.branching = new Branching(step);
    }

    Recovery recover(NodeId node, Instant leaseEnd, int limit) {
        boolean expired = nodes.leaseEnd(node).filter(leaseEnd::equals).isPresent();
        if (!expired && !nodes.isDead(node)) {
            return new Recovery(false, step.now, List.of(), false);
        }
        nodes.die(node);
        List<Occurrence> held = occurrences.runningOn(node);
        List<RunRecord> lost = held.stream().limit(limit).map(this::free).toList();
        boolean more = lost.size() < held.size();
        if (!more) {
            nodes.remove(node);
        }
        return new Recovery(true, step.now, lost, more);
    }

    private RunRecord free(Occurrence running) {
        Ending ending = Ending.of(running, jobs);
        boolean givesUp = running.losses() + 1 >= JobStore.MAX_LOSSES;
        boolean goesOn = running.isBranch() ? branching.isAsClaimed(ending) : ending.isAsClaimed();
        boolean last = givesUp || !goesOn;
        RunRecord record = runs.ended(
                running, Outcome.LOST, last, Micros.instant(running.claim().claimedMicros()), "");
        occurrences.remove(running);
        if (ending.isRemoved()) {
            return record;
        }
        runs.add(record);
        if (running.isBranch() && last) {
            if (branching.isOver(ending)) {
                placing.fail(ending.id(), GIVEN_UP, JobStore.BY_STORE);
            }
            return record;
        }
        if (last) {
            jobs.countRun(ending.id());
        }
        if (!ending.isAsClaimed()) {
            ending.goOn(jobs, placing);
        } else if (givesUp) {
            placing.fail(ending.id(), GIVEN_UP, JobStore.BY_STORE);
        } else {
            occurrences.pend(running.afterLoss(step.nowMs()));
        }
        return record;
    }
}
