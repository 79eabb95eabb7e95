package io.distributedscheduler.boot.transaction;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.JobStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** What the steps of a transaction have come to so far. */
final class Progress {

    private final JobStore store;
    private final Map<JobId, Optional<Long>> revisions = new HashMap<>();
    private final Map<Integer, Instant> began = new HashMap<>();

    /** @param store whose clock tells what came before the steps */
    Progress(JobStore store) {
        this.store = store;
    }

    // ---- revisions that the steps have given to jobs, which who made the later steps could not know

    /** A job as it is now. */
    void put(Job job) {
        revisions.put(job.id(), Optional.of(job.revision()));
    }

    /** A job that was there already: nobody has said which revision it has by now. */
    void putUnknown(JobId job) {
        revisions.put(job, Optional.empty());
    }

    /**
     * The job, made of one that an earlier step has changed: with the revision it has by now.
     *
     * @param look at the job as it is
     */
    Job current(Job job, Function<JobId, Optional<Job>> look) {
        Optional<Long> revision = revisions.getOrDefault(job.id(), Optional.of(job.revision()));
        return revision.or(() -> look.apply(job.id()).map(Job::revision))
                .map(job::revision)
                .orElse(job);
    }

    // ---- time

    /** Remembers the time of the jobs' partitions, unless it is known from an earlier step. */
    void begin(List<Job> jobs) {
        for (Job job : jobs) {
            began.computeIfAbsent(store.partitionOf(job.id()), store::time);
        }
    }

    /** Store time before the first attempt to do something with the job. */
    Instant began(JobId job) {
        return Objects.requireNonNull(began.get(store.partitionOf(job)), "asked for before the first attempt");
    }
}
