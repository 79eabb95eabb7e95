package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.memory.Keyword.StoredFire;
import io.distributedscheduler.memory.MemoryState.Next;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Moves jobs from where they stand to where they shall stand. Nothing else puts a job into a queue or takes it out. */
final class Places {

    static final Counts ONE_RUN = new Counts(1, 0, 0, 0);
    private static final Counts ONE_MISSED = new Counts(0, 1, 0, 0);

    private final MemoryState state;
    private final KeptRuns runs;

    Places(MemoryState state, KeptRuns runs) {
        this.state = state;
        this.runs = runs;
    }

    // ---- to stand somewhere

    /** Lets a job that stands nowhere stand where {@code due} says. */
    void place(StoredJob job, Due due) {
        place(job, fixed(due));
    }

    void place(StoredJob job, Next next) {
        state.finishing.remove(job.id());
        joinKeyword(job);
        if (next.instant().isPresent()) {
            long instant = next.instant().getAsLong();
            pend(job, instant, Occurrence.plain(instant));
        } else {
            takeFireOrWait(job);
        }
    }

    /** {@code due} with its instant, by the time of this step. */
    Next fixed(Due due) {
        if (due instanceof Due.At at) {
            return new Next(OptionalLong.of(at.instant().toEpochMilli()));
        }
        if (due instanceof Due.In in) {
            return new Next(OptionalLong.of(in(in.delay())));
        }
        if (due instanceof Due.Waiting) {
            return new Next(OptionalLong.empty());
        }
        throw new IllegalArgumentException("A job cannot be placed at " + due);
    }

    /** The millisecond in which {@code delay} has passed in full; of none, this one. */
    long in(Duration delay) {
        boolean wholeMs = state.now.equals(Instant.ofEpochMilli(state.nowMs()));
        return state.nowMs() + delay.toMillis() + (wholeMs || delay.isZero() ? 0 : 1);
    }

    /** Lets a job go on whose occurrence has ended, or is out of the sequence. */
    void goOn(StoredJob job, After after) {
        if (after instanceof After.Next next) {
            place(job, next.due());
        } else if (after instanceof After.NextFire fire) {
            skipFires(job, fire.most());
            place(job, new Due.Waiting());
        }
    }

    /** Lets the job's next occurrence be pending at that millisecond. */
    void pend(StoredJob job, long instant, Occurrence occurrence) {
        pend(Handle.next(job.id()), job, instant, occurrence);
    }

    void pend(Handle handle, StoredJob job, long instant, Occurrence occurrence) {
        state.touch(job.queue());
        state.due(job.queue()).put(handle, instant);
        if (!occurrence.equals(Occurrence.plain(instant))) {
            state.open.put(handle, occurrence);
        }
    }

    /** Makes a job FAILED that stands nowhere. */
    void fail(StoredJob job, String reason, String by) {
        leaveKeyword(job);
        state.failed.put(job.id(), new Note(Instant.ofEpochMilli(state.nowMs()), reason, by));
        state.failedSince.put(job.id(), state.nowMs());
    }

    /** Makes a job STOPPED that stands nowhere. */
    void stop(StoredJob job, String reason, String by) {
        leaveKeyword(job);
        state.stopped.put(job.id(), new Note(Instant.ofEpochMilli(state.nowMs()), reason, by));
    }

    void takeFireOrWait(StoredJob job) {
        if (job.keyword() == null) {
            fail(job, "waits for a keyword but has none", JobStore.BY_STORE);
            return;
        }
        Keyword keyword = state.keyword(job.keyword());
        Optional<StoredFire> fire = keyword.takeOrWait(job.id());
        fire.ifPresent(
                taken -> pend(job, taken.timeMs(), Occurrence.fired(taken.timeMs(), keyword.name, taken.number())));
    }

    // ---- to stand there no longer

    /** Takes a job from where it is pending or waiting, and answers what was pending. */
    Optional<Occurrence> withdraw(StoredJob job) {
        if (job.keyword() != null) {
            state.keyword(job.keyword()).waiting.remove(job.id());
        }
        if (state.claimOf(job.id()).isPresent()) {
            return Optional.empty();
        }
        Optional<Occurrence> pending = state.occurrenceOf(job);
        pending.ifPresent(occurrence -> withdraw(Handle.next(job.id()), job));
        return pending;
    }

    /** Takes what is pending under that handle away. */
    Occurrence withdraw(Handle handle, StoredJob job) {
        state.touch(job.queue());
        long instant = state.due(job.queue()).score(handle).orElseThrow();
        state.due(job.queue()).remove(handle);
        Occurrence occurrence = state.open.remove(handle);
        return occurrence == null ? Occurrence.plain(instant) : occurrence;
    }

    /** A job is no longer STOPPED or FAILED. */
    void unhold(JobId id) {
        state.stopped.remove(id);
        state.failed.remove(id);
        state.failedSince.remove(id);
    }

    /**
     * A pending occurrence will not be run any more: closes its run if there was an attempt, else counts its fire, if a
     * fire caused it. The ticks of a trigger are accounted for by the caller. Answers the record of the run it closed.
     */
    Optional<RunRecord> drop(StoredJob job, Occurrence occurrence, String reason) {
        Optional<RunRecord> closed = close(job, occurrence, reason);
        if (closed.isPresent()) {
            state.count(job, ONE_RUN);
        } else if (occurrence.isFired()) {
            state.count(job, skipped(1));
        }
        return closed;
    }

    /** Closes the run of a pending occurrence if there was an attempt, and keeps its record. */
    Optional<RunRecord> close(StoredJob job, Occurrence occurrence, String reason) {
        if (!occurrence.hasBegun()) {
            return Optional.empty();
        }
        RunRecord closed = closed(job.id(), job.queue(), job.revision(), occurrence, reason);
        runs.add(closed);
        return Optional.of(closed);
    }

    /**
     * A running occurrence was handed back and will not be run any more: closes its run if there was an attempt or the
     * change of a job that repeats has counted on it, else it was missed. Answers the record of the run it closed.
     */
    Optional<RunRecord> drop(StoredJob job, Running claim, String reason) {
        boolean countedOn = job.repeats() && job.revision() != claim.revision;
        if (!claim.occurrence.hasBegun() && !countedOn) {
            state.count(job, ONE_MISSED);
            return Optional.empty();
        }
        RunRecord closed = closed(job.id(), claim.queue, claim.revision, claim.occurrence, reason);
        runs.add(closed);
        state.count(job, ONE_RUN);
        return Optional.of(closed);
    }

    /** The record of a run that ends with an attempt that was not begun. */
    RunRecord closed(JobId job, String queue, long revision, Occurrence occurrence, String reason) {
        return new RunRecord(
                job,
                occurrence.run(),
                occurrence.run(),
                queue,
                Outcome.STOPPED,
                occurrence.attempt(),
                true,
                Instant.ofEpochMilli(occurrence.planned()),
                state.now,
                state.now,
                NodeId.NONE,
                revision,
                occurrence.firedBy(),
                "s" + reason);
    }

    // ---- keywords

    void joinKeyword(StoredJob job) {
        if (job.keyword() != null) {
            state.keyword(job.keyword()).join(job.id());
        }
    }

    /** Fires no longer reach the job; those that it has not consumed are skipped. */
    void leaveKeyword(StoredJob job) {
        if (job.keyword() != null) {
            state.count(job, skipped(state.keyword(job.keyword()).leave(job.id())));
        }
    }

    /** Of the fires that the job has not consumed only so many wait; the others are skipped. */
    void skipFires(StoredJob job, int most) {
        if (job.keyword() != null) {
            state.count(job, skipped(state.keyword(job.keyword()).passOver(job.id(), most)));
        }
    }

    private static Counts skipped(long occurrences) {
        return new Counts(0, 0, occurrences, 0);
    }
}
