package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.time.Instant;
import java.util.Optional;

/** Lets jobs stand where they shall stand, and drops what they stood for. */
final class Placing {

    static final String REPLACED = "replaced";

    private final Step step;
    private final Jobs jobs;
    private final Keywords keywords;
    private final Occurrences occurrences;
    private final KeptRuns runs;

    Placing(Step step) {
        this.step = step;
        this.jobs = new Jobs(step.sql);
        this.keywords = new Keywords(step.sql);
        this.occurrences = new Occurrences(step);
        this.runs = new KeptRuns(step);
    }

    /** For a job that stands nowhere and is not held. */
    void place(StoredJob job, Place place) {
        jobs.finishNoLonger(job.id());
        if (place.ms().isPresent()) {
            occurrences.pend(Occurrence.at(job, place.ms().getAsLong()));
        } else if (job.keyword() == null) {
            fail(job.id(), "waits for a keyword but has none", JobStore.BY_STORE);
        } else {
            takeFire(job);
            keywords.forgetConsumed(job);
        }
    }

    /** Lets the job be pending for the oldest fire it has not consumed; without one it waits on. */
    void takeFire(StoredJob job) {
        keywords.take(job)
                .map(fire -> Occurrence.at(job, fire.timeMs(), fire.keyword(), fire.number()))
                .ifPresent(occurrences::pend);
    }

    /** Makes a job FAILED that stands nowhere. */
    void fail(JobId id, String reason, String by) {
        hold(id, JobState.FAILED, reason, by);
    }

    void hold(JobId id, JobState state, String reason, String by) {
        jobs.hold(jobs.find(id).orElseThrow(), state, new Note(Instant.ofEpochMilli(step.nowMs()), reason, by));
    }

    /** A pending occurrence will not be run: closes its run if an attempt was made, else its fire is skipped. */
    Optional<RunRecord> drop(Occurrence occurrence, long revision, String reason) {
        JobId id = occurrence.handle().job();
        Optional<RunRecord> closed = close(occurrence, revision, reason);
        if (closed.isPresent()) {
            jobs.countRun(id);
        } else if (occurrence.isFired()) {
            jobs.countSkipped(id, 1);
        }
        return closed;
    }

    /** A claim was handed back and will not be run: closes its run if it counts as one, else it was missed. */
    Optional<RunRecord> dropClaim(Occurrence running, boolean isRun, String reason) {
        JobId id = running.handle().job();
        if (!isRun) {
            jobs.countMissed(id);
            return Optional.empty();
        }
        jobs.countRun(id);
        return Optional.of(closed(running, running.claim().revision(), reason));
    }

    /** Closes the run of an occurrence if an attempt was made. */
    Optional<RunRecord> close(Occurrence occurrence, long revision, String reason) {
        if (!occurrence.wasAttempted()) {
            return Optional.empty();
        }
        return Optional.of(closed(occurrence, revision, reason));
    }

    RunRecord closed(Occurrence occurrence, long revision, String reason) {
        RunRecord closed = runs.closed(occurrence, revision, reason);
        runs.add(closed);
        return closed;
    }
}
