package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.memory.MemoryState.Next;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.time.Instant;
import java.util.Optional;

/** What becomes of a job when a claim of it ends, be it completed, released or lost. */
final class Endings {

    /** What happened to the job while the claim lived; the first that fits. */
    enum Meanwhile {
        REMOVED,
        STOPPED,
        CHANGED,
        NOTHING
    }

    private final MemoryState state;
    private final Places places;

    Endings(MemoryState state, Places places) {
        this.state = state;
        this.places = places;
    }

    /** Takes the claim away; its job stands nowhere until something follows. */
    void end(Running claim) {
        takeAway(claim);
        state.limits.ended(claim);
    }

    /** The same, but what it stands for goes on. */
    void takeAway(Running claim) {
        Optional.ofNullable(state.nodes.get(claim.node)).ifPresent(node -> node.running.remove(claim.token));
        state.running.remove(claim.handle);
    }

    /** Of an occurrence out of the sequence, a job that is FAILED counts as stopped. */
    Meanwhile meanwhile(Running claim) {
        JobId id = claim.handle.job();
        StoredJob job = state.jobs.get(id);
        if (job == null) {
            return Meanwhile.REMOVED;
        }
        if (state.stopped.containsKey(id) || claim.isBranch() && state.failed.containsKey(id)) {
            return Meanwhile.STOPPED;
        }
        return job.revision() == claim.revision ? Meanwhile.NOTHING : Meanwhile.CHANGED;
    }

    /** Lets a job stand where the modification said that came while the claim lived. */
    void placeChanged(StoredJob job) {
        places.place(job, Optional.ofNullable(state.next.remove(job.id())).orElseGet(() -> anywhere(job)));
    }

    /** Why the run of a claim that was handed back will not go on. */
    String reason(Running claim) {
        JobId id = claim.handle.job();
        return Optional.ofNullable(state.stopped.getOrDefault(id, state.failed.get(id)))
                .map(Note::reason)
                .orElse("replaced");
    }

    RunRecord record(Running claim, Outcome outcome, boolean last, Instant started, String detail) {
        return new RunRecord(
                claim.handle.job(),
                claim.occurrence.run(),
                claim.token,
                claim.queue,
                outcome,
                claim.occurrence.attempt(),
                last,
                Instant.ofEpochMilli(claim.occurrence.planned()),
                started,
                state.now,
                claim.node,
                claim.revision,
                claim.occurrence.firedBy(),
                detail);
    }

    /** Where a job is put of which nothing says where it shall stand. */
    Next anywhere(StoredJob job) {
        return places.fixed(job.keyword() == null ? new Due.At(state.now) : new Due.Waiting());
    }
}
