package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.BranchAnswer;
import io.distributedscheduler.store.BranchAnswer.Result;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code branch}, and what becomes of those that are out of the sequence. */
final class Branching {

    private final Step step;
    private final Jobs jobs;
    private final Nodes nodes;
    private final Occurrences occurrences;
    private final Placing placing;
    private final Keywords keywords;
    private final KeptRuns runs;

    Branching(Step step) {
        this.step = step;
        this.jobs = new Jobs(step.sql);
        this.nodes = new Nodes(step);
        this.occurrences = new Occurrences(step);
        this.placing = new Placing(step);
        this.keywords = new Keywords(step.sql);
        this.runs = new KeptRuns(step);
    }

    BranchAnswer branch(BranchRequest request) {
        JobId id = request.claim().handle().job();
        Optional<Occurrence> held = nodes.isPresent(request.node())
                ? occurrences
                        .running(request.node(), request.claim())
                        .filter(running ->
                                !running.isBranch() && running.claim().mark().isEmpty())
                        .filter(running -> Ending.of(running, jobs).isAsClaimed())
                : Optional.empty();
        Optional<JobRow> row = held.flatMap(running -> jobs.find(id))
                .filter(found -> found.job().repeats());
        if (row.isEmpty()) {
            return answer(Result.REFUSED);
        }
        if (occurrences.branchesOf(id).size() >= request.most()) {
            return answer(Result.FULL);
        }
        occurrences.branch(held.orElseThrow());
        jobs.count(id, request.counts());
        goOn(row.get(), request.after());
        return answer(Result.BRANCHED);
    }

    private void goOn(JobRow row, After after) {
        if (after instanceof After.NextFire fire) {
            jobs.countSkipped(row.id(), keywords.passOver(row.job(), fire.most()));
            placing.place(row.job(), Place.WAITING);
        } else if (after instanceof After.Next next) {
            Due due = next.due();
            placing.place(row.job(), Place.of(due, step));
        }
    }

    private BranchAnswer answer(Result result) {
        return new BranchAnswer(result, step.now);
    }

    /** What became of the job of one that ends: one that is FAILED counts as stopped. */
    Optional<JobState> holdOf(Ending ending) {
        return ending.job().flatMap(JobRow::held);
    }

    /** Whether its run goes on as it would have, had nothing happened. */
    boolean isAsClaimed(Ending ending) {
        return ending.isAsClaimed() && holdOf(ending).isEmpty();
    }

    /** Whether nothing is left of the job, whose sequence is over, once all others have ended. */
    boolean isOver(Ending ending) {
        return ending.job().filter(JobRow::finishing).isPresent()
                && occurrences.branchesOf(ending.id()).isEmpty();
    }

    /** Closes the runs of the pending ones. */
    List<RunRecord> close(JobRow row, String reason) {
        List<RunRecord> closed = new ArrayList<>();
        for (Occurrence branch : occurrences.branchesOf(row.id())) {
            if (!branch.isRunning()) {
                step.touch(branch.queue());
                occurrences.remove(branch);
                closed.add(placing.closed(branch, row.job().revision(), reason));
            }
        }
        return closed;
    }

    /** A claim that was handed back and will not be run. */
    RunRecord drop(Occurrence running, String reason) {
        RunRecord closed = runs.closed(running, running.claim().revision(), reason);
        runs.add(closed);
        return closed;
    }
}
