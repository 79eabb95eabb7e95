package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import io.distributedscheduler.store.StopRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code stop}, {@code start} and {@code remove}. */
final class Stopping {

    private final Step step;
    private final Jobs jobs;
    private final Occurrences occurrences;
    private final Placing placing;
    private final KeptRuns runs;
    private final Accounts accounts;
    private final Branching branching;

    Stopping(Step step) {
        this.step = step;
        this.jobs = new Jobs(step.sql);
        this.occurrences = new Occurrences(step);
        this.placing = new Placing(step);
        this.runs = new KeptRuns(step);
        this.accounts = new Accounts(step);
        this.branching = new Branching(step);
    }

    StopAnswer stop(StopRequest request) {
        JobId id = request.job();
        Optional<JobRow> found = jobs.find(id);
        if (found.isEmpty()) {
            return new StopAnswer.Unknown();
        }
        if (found.get().is(JobState.STOPPED)) {
            return new StopAnswer.Already(step.now, occurrences.nodesOf(id));
        }
        if (!accounts.hold(id, request.accounting())) {
            return new StopAnswer.Conflict();
        }
        accounts.book(id, request.accounting());
        List<RunRecord> closed = new ArrayList<>();
        occurrences
                .withdraw(id)
                .flatMap(pending -> placing.drop(pending, found.get().job().revision(), request.reason()))
                .ifPresent(closed::add);
        closed.addAll(branching.close(found.get(), request.reason()));
        placing.hold(id, JobState.STOPPED, request.reason(), request.by());
        return new StopAnswer.Done(step.now, occurrences.mark(id, Mark.STOP), closed);
    }

    StartAnswer start(JobId id, long revision, Due due) {
        Place place = Place.of(due, step);
        Optional<JobRow> found = jobs.find(id);
        if (found.isEmpty()) {
            return new StartAnswer.Unknown();
        }
        List<NodeId> nodes = occurrences.nodesOf(id);
        if (!nodes.isEmpty()) {
            return new StartAnswer.Running(nodes.get(0));
        }
        JobRow row = found.get();
        if (row.held().isEmpty()) {
            return new StartAnswer.Nothing(
                    occurrences.of(id).isPresent() || row.finishing() ? JobState.SCHEDULED : JobState.WAITING);
        }
        if (row.job().revision() != revision) {
            return new StartAnswer.Conflict();
        }
        jobs.unhold(row.job());
        jobs.forgetFailures(row.id());
        placing.place(row.job(), place);
        return new StartAnswer.Started(step.now);
    }

    StopAnswer remove(StopRequest request, Retention retention) {
        JobId id = request.job();
        Optional<JobRow> found = jobs.find(id);
        if (found.isEmpty()) {
            return new StopAnswer.Unknown();
        }
        if (!accounts.hold(id, request.accounting())) {
            return new StopAnswer.Conflict();
        }
        JobRow row = found.get();
        List<RunRecord> closed = new ArrayList<>(branching.close(row, request.reason()));
        Optional<RunRecord> last = occurrences
                .withdraw(id)
                .filter(Occurrence::wasAttempted)
                .map(retry -> runs.closed(retry, row.job().revision(), request.reason()));
        last.ifPresent(closed::add);
        jobs.remove(row);
        runs.removed(id, retention, last);
        return new StopAnswer.Done(step.now, occurrences.mark(id, Mark.REMOVE), closed);
    }
}
