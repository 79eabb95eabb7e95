package io.distributedscheduler.boot.transaction;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.PartlyScheduledException;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.JobStoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Schedules jobs, each once: one that an attempt without an answer has scheduled is left alone, also when it has run by now. */
final class Scheduling implements Step.Action {

    private final List<Job> jobs;
    private final ConflictPolicy policy;

    /** Revisions of the jobs that are to be replaced, as they were before the first attempt. */
    private final Map<JobId, Long> replaced = new HashMap<>();

    private boolean attempted;

    Scheduling(List<Job> jobs, ConflictPolicy policy) {
        this.jobs = jobs;
        this.policy = policy;
    }

    @Override
    public void run(DistributedScheduler scheduler, Progress progress) {
        jobs.forEach(job -> progress.putUnknown(job.id()));
        if (attempted) {
            List<Job> left = jobs.stream()
                    .filter(job -> !isDone(scheduler, progress, job.id()))
                    .toList();
            schedule(scheduler, left, policy == ConflictPolicy.FAIL ? ConflictPolicy.KEEP : policy);
            return;
        }
        progress.begin(jobs);
        if (policy == ConflictPolicy.REPLACE) {
            jobs.forEach(job -> scheduler
                    .find(job.id())
                    .flatMap(JobSnapshot::job)
                    .ifPresent(found -> replaced.put(job.id(), found.revision())));
        }
        attempted = true;
        schedule(scheduler, jobs, policy);
    }

    /** Whether an earlier attempt has scheduled the job: it is there, and is not the one before, or has run since. */
    private boolean isDone(DistributedScheduler scheduler, Progress progress, JobId id) {
        long before = replaced.getOrDefault(id, 0L);
        return scheduler
                .find(id)
                .map(found -> found.job().map(Job::revision).orElse(0L) != before)
                .orElseGet(() -> scheduler.runs(id).stream()
                        .anyMatch(run ->
                                run.revision() > before && !run.finished().isBefore(progress.began(id))));
    }

    private static void schedule(DistributedScheduler scheduler, List<Job> jobs, ConflictPolicy policy) {
        try {
            scheduler.schedule(jobs, policy);
        } catch (PartlyScheduledException e) {
            throw e.getCause() instanceof JobStoreException away ? away : e;
        }
    }
}
