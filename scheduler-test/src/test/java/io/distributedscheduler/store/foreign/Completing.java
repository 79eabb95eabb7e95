package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.RunRecord;
import java.util.List;
import java.util.Optional;

/** {@code complete}. */
final class Completing {

    private final Step step;
    private final Jobs jobs;
    private final Nodes nodes;
    private final Occurrences occurrences;
    private final Placing placing;
    private final KeptRuns runs;
    private final Keywords keywords;
    private final Branching branching;

    Completing(Step step) {
        this.step = step;
        this.jobs = new Jobs(step.sql);
        this.nodes = new Nodes(step);
        this.occurrences = new Occurrences(step);
        this.placing = new Placing(step);
        this.runs = new KeptRuns(step);
        this.keywords = new Keywords(step.sql);
        this.branching = new Branching(step);
    }

    List<CompleteAnswer> complete(NodeId node, List<Completion> completions) {
        boolean present = nodes.isPresent(node);
        return completions.stream()
                .map(completion -> present ? complete(node, completion) : refused())
                .toList();
    }

    private CompleteAnswer complete(NodeId node, Completion completion) {
        Optional<Occurrence> held = occurrences.running(node, completion.claim());
        if (held.isEmpty()) {
            return refused();
        }
        Occurrence running = held.get();
        Ending ending = Ending.of(running, jobs);
        boolean retried = ending.isAsClaimed() && completion.after() instanceof After.Retry;
        RunRecord record =
                runs.ended(running, completion.outcome(), !retried, completion.started(), completion.detail());
        occurrences.remove(running);
        if (running.isBranch()) {
            return completeBranch(running, completion, ending);
        }
        if (!retried) {
            jobs.countFailure(ending.id(), completion.outcome());
        }
        if (ending.isRemoved()) {
            runs.isGone(record, completion.retention(), false);
        } else if (completion.after() instanceof After.Finished && !ending.changed()) {
            finish(running, completion, ending, record);
        } else if (ending.isAsClaimed()) {
            runs.goesOn(record, completion.retention());
            if (!retried) {
                jobs.count(ending.id(), completion.counts());
            }
            follow(completion.after(), running, ending.row(), node);
        } else {
            runs.goesOn(record, completion.retention());
            jobs.countRun(ending.id());
            ending.goOn(jobs, placing);
        }
        return new CompleteAnswer(true, !retried, step.now);
    }

    private void finish(Occurrence running, Completion completion, Ending ending, RunRecord record) {
        if (occurrences.branchesOf(ending.id()).isEmpty()) {
            jobs.remove(ending.row());
            boolean only = !ending.row().job().repeats() && !running.wasAttempted();
            runs.isGone(record, completion.retention(), only);
            return;
        }
        runs.goesOn(record, completion.retention());
        if (ending.isStopped()) {
            jobs.countRun(ending.id());
        } else {
            jobs.count(ending.id(), completion.counts());
            jobs.finish(ending.row());
        }
    }

    private CompleteAnswer completeBranch(Occurrence running, Completion completion, Ending ending) {
        boolean retried = branching.isAsClaimed(ending) && completion.after() instanceof After.Retry;
        RunRecord record =
                runs.ended(running, completion.outcome(), !retried, completion.started(), completion.detail());
        if (ending.isRemoved()) {
            runs.isGone(record, completion.retention(), false);
        } else if (completion.after() instanceof After.Retry retry && retried) {
            runs.goesOn(record, completion.retention());
            occurrences.pend(running.nextAttempt(step.in(retry.delay()), retry.handedBack()));
        } else if (branching.isOver(ending)) {
            jobs.remove(ending.row());
            runs.isGone(record, completion.retention(), false);
        } else {
            jobs.countFailure(ending.id(), completion.outcome());
            runs.goesOn(record, completion.retention());
        }
        return new CompleteAnswer(true, !retried, step.now);
    }

    private void follow(After after, Occurrence ended, JobRow row, NodeId node) {
        JobId id = row.id();
        if (after instanceof After.Retry retry) {
            occurrences.pend(ended.nextAttempt(step.in(retry.delay()), retry.handedBack()));
        } else if (after instanceof After.Next next) {
            placing.place(row.job(), Place.of(next.due(), step));
        } else if (after instanceof After.Queued queued) {
            occurrences.pend(
                    Occurrence.queued(row.job(), step.nowMs(), queued.planned().toEpochMilli()));
        } else if (after instanceof After.NextFire fire) {
            jobs.countSkipped(id, keywords.passOver(row.job(), fire.most()));
            placing.place(row.job(), Place.WAITING);
        } else if (after instanceof After.Stopped stopped) {
            placing.hold(id, JobState.STOPPED, stopped.reason(), node.toString());
        } else if (after instanceof After.Failed failed) {
            placing.fail(id, failed.reason(), node.toString());
        }
    }

    private CompleteAnswer refused() {
        return new CompleteAnswer(false, false, step.now);
    }
}
