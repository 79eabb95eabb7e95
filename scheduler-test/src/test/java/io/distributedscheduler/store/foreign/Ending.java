package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import java.util.Optional;

/** What became of a job while its claim lived, when that ends. */
record Ending(JobId id, Optional<JobRow> job, boolean changed) {

    static Ending of(Occurrence running, Jobs jobs) {
        JobId id = running.handle().job();
        Optional<JobRow> job = jobs.find(id);
        boolean changed = job.filter(
                        found -> found.job().revision() != running.claim().revision())
                .isPresent();
        return new Ending(id, job, changed);
    }

    boolean isRemoved() {
        return job.isEmpty();
    }

    boolean isStopped() {
        return job.filter(found -> found.is(JobState.STOPPED)).isPresent();
    }

    /** Whether the run goes on as it would have, had nothing happened. */
    boolean isAsClaimed() {
        return !isRemoved() && !isStopped() && !changed;
    }

    JobRow row() {
        return job.orElseThrow();
    }

    /** A job that was changed goes where the change said; one that was stopped or removed stays so. */
    void goOn(Jobs jobs, Placing placing) {
        if (!isRemoved() && !isStopped()) {
            Place next = row().next().orElseThrow();
            jobs.clearNext(id);
            placing.place(row().job(), next);
        }
    }
}
