package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.memory.MemoryState.Next;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.ModifyAnswer;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoredJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Schedules, modifies, stops, starts and removes jobs. */
final class Defining {

    private static final String REPLACED = "replaced";

    private final MemoryState state;
    private final Places places;
    private final KeptRuns runs;
    private final Branching branching;

    Defining(MemoryState state, Places places, KeptRuns runs, Branching branching) {
        this.state = state;
        this.places = places;
        this.runs = runs;
        this.branching = branching;
    }

    List<ScheduleAnswer> schedule(List<NewJob> jobs) {
        return jobs.stream().map(this::schedule).toList();
    }

    private ScheduleAnswer schedule(NewJob added) {
        JobId id = added.job().id();
        if (state.jobs.containsKey(id)) {
            return new ScheduleAnswer.Exists(id);
        }
        List<NodeId> ending = state.nodesOf(id);
        if (!ending.isEmpty()) {
            return new ScheduleAnswer.Ending(id, ending.get(0));
        }
        StoredJob job = added.job().revision(1);
        state.put(job);
        places.place(job, added.due());
        return new ScheduleAnswer.Created(state.now);
    }

    StopAnswer stop(StopRequest request) {
        JobId id = request.job();
        StoredJob job = state.jobs.get(id);
        if (job == null) {
            return new StopAnswer.Unknown();
        }
        if (state.stopped.containsKey(id)) {
            return new StopAnswer.Already(state.now, state.nodesOf(id));
        }
        if (!holds(request.accounting(), job)) {
            return new StopAnswer.Conflict();
        }
        account(request.accounting(), job);
        List<RunRecord> closed = new ArrayList<>();
        places.withdraw(job)
                .flatMap(pending -> places.drop(job, pending, request.reason()))
                .ifPresent(closed::add);
        closed.addAll(branching.close(job, request.reason()));
        state.finishing.remove(id);
        places.leaveKeyword(job);
        places.unhold(id);
        state.next.remove(id);
        state.stopped.put(id, new Note(Instant.ofEpochMilli(state.nowMs()), request.reason(), request.by()));
        return new StopAnswer.Done(state.now, state.mark(id, Mark.STOP), closed);
    }

    StartAnswer start(JobId id, long revision, Due due) {
        Next place = places.fixed(due);
        StoredJob job = state.jobs.get(id);
        if (job == null) {
            return new StartAnswer.Unknown();
        }
        List<NodeId> nodes = state.nodesOf(id);
        if (!nodes.isEmpty()) {
            return new StartAnswer.Running(nodes.get(0));
        }
        JobState now = state.stateOf(job);
        if (now != JobState.STOPPED && now != JobState.FAILED) {
            return new StartAnswer.Nothing(now);
        }
        if (job.revision() != revision) {
            return new StartAnswer.Conflict();
        }
        places.unhold(id);
        state.forgetFailures(job);
        places.place(job, place);
        return new StartAnswer.Started(state.now);
    }

    StopAnswer remove(StopRequest request, Retention retention) {
        JobId id = request.job();
        StoredJob job = state.jobs.get(id);
        if (job == null) {
            return new StopAnswer.Unknown();
        }
        if (!holds(request.accounting(), job)) {
            return new StopAnswer.Conflict();
        }
        List<RunRecord> closed = new ArrayList<>(branching.close(job, request.reason()));
        Optional<RunRecord> last = places.withdraw(job)
                .filter(Occurrence::hasBegun)
                .map(begun -> places.closed(id, job.queue(), job.revision(), begun, request.reason()));
        last.ifPresent(closed::add);
        state.finishing.remove(id);
        places.leaveKeyword(job);
        places.unhold(id);
        state.next.remove(id);
        state.forget(id);
        runs.removed(id, retention, last);
        return new StopAnswer.Done(state.now, state.mark(id, Mark.REMOVE), closed);
    }

    // ---- modify

    ModifyAnswer modify(Modification change) {
        JobId id = change.job().id();
        StoredJob old = state.jobs.get(id);
        if (old == null) {
            return new ModifyAnswer.Unknown(id);
        }
        if (old.revision() != change.job().revision() || !holds(change.accounting(), old)) {
            return new ModifyAnswer.Conflict(id);
        }
        boolean claimed = state.claimOf(id).isPresent();
        if (claimed && (!isHeld(id) || change.revive()) && change.next().isEmpty()) {
            return new ModifyAnswer.Conflict(id);
        }
        account(change.accounting(), old);
        StoredJob job = change.job().revision(old.revision() + 1);
        List<RunRecord> closed = new ArrayList<>(branching.close(old, REPLACED));
        if (isHeld(id)) {
            changeHeld(job, change, claimed);
        } else if (claimed) {
            changeRunning(old, job, change);
        } else {
            changePending(old, job, change.pending()).ifPresent(closed::add);
        }
        return new ModifyAnswer.Modified(job.revision(), state.now, closed);
    }

    private void changeHeld(StoredJob job, Modification change, boolean claimed) {
        state.put(job);
        if (!change.revive() || !claimed && change.pending() instanceof Due.Unchanged) {
            return;
        }
        places.unhold(job.id());
        state.forgetFailures(job);
        if (claimed) {
            places.joinKeyword(job);
            state.next.put(job.id(), places.fixed(change.next().orElseThrow()));
        } else {
            places.place(job, change.pending());
        }
    }

    private void changeRunning(StoredJob old, StoredJob job, Modification change) {
        changeKeyword(old, job);
        state.put(job);
        state.next.put(job.id(), places.fixed(change.next().orElseThrow()));
    }

    private Optional<RunRecord> changePending(StoredJob old, StoredJob job, Due pending) {
        OptionalLong instant = state.pendingAt(old);
        if (instant.isEmpty() && pending instanceof Due.Unchanged && hasSameKeyword(old, job)) {
            state.put(job);
            return Optional.empty();
        }
        Optional<Occurrence> occurrence = places.withdraw(old);
        boolean stays = occurrence.isPresent() && stays(occurrence.get(), old, job, pending);
        Optional<RunRecord> closed = occurrence.flatMap(
                stood -> stays ? places.close(old, stood, REPLACED) : places.drop(old, stood, REPLACED));
        changeKeyword(old, job);
        state.put(job);
        if (stays) {
            places.pend(job, instant.orElseThrow(), occurrence.get().anew());
        } else {
            places.place(job, pending instanceof Due.Unchanged ? new Next(instant) : places.fixed(pending));
        }
        return closed;
    }

    /** Whether the pending occurrence is run by the new definition where it stands. */
    private static boolean stays(Occurrence occurrence, StoredJob old, StoredJob job, Due pending) {
        if (!occurrence.isFired()) {
            return pending instanceof Due.Unchanged;
        }
        boolean notAttempted = pending instanceof Due.Waiting && !occurrence.hasBegun();
        return hasSameKeyword(old, job) && (pending instanceof Due.Unchanged || notAttempted);
    }

    private void changeKeyword(StoredJob old, StoredJob job) {
        if (!hasSameKeyword(old, job)) {
            places.leaveKeyword(old);
            places.joinKeyword(job);
        }
    }

    // ---- shared

    private boolean isHeld(JobId id) {
        return state.stopped.containsKey(id) || state.failed.containsKey(id);
    }

    private boolean holds(Optional<Accounting> accounting, StoredJob job) {
        if (accounting.isEmpty()) {
            return true;
        }
        Accounting seen = accounting.get();
        return state.occurrenceOf(job)
                .filter(now -> !seen.isOutrunBy(state.now))
                .filter(now -> now.planned() == seen.seen().toEpochMilli())
                .filter(now -> seen.begun()
                        == (now.hasBegun() || state.claimOf(job.id()).isPresent()))
                .isPresent();
    }

    private void account(Optional<Accounting> accounting, StoredJob job) {
        accounting.ifPresent(dropped -> state.count(job, dropped.countsBy(state.now)));
    }

    private static boolean hasSameKeyword(StoredJob old, StoredJob job) {
        return Objects.equals(old.keyword(), job.keyword());
    }
}
