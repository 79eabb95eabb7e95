package io.distributedscheduler.boot;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.trigger.Trigger;

/** What all declared jobs of an application have in common. */
final class DeclaredJobs {

    private final String application;
    private final RetryPolicy retry;

    /** @param retry whose delays a job gets that says only how often it is attempted */
    DeclaredJobs(String application, RetryPolicy retry) {
        this.application = application;
        this.retry = retry;
    }

    /** The job of the trigger, named by the application and {@code name} unless it has an id of its own. */
    Job job(String eid, Trigger trigger, String id, String name) {
        String idOrDefault = id.isBlank() ? application + "." + name : id;
        return Texts.read("id", idOrDefault, Job.of(eid)::id).trigger(trigger);
    }

    /** The job with so many attempts. */
    Job attempts(Job job, int attempts) {
        return job.retry(new RetryPolicy(
                attempts, retry.firstDelay(), retry.longestDelay(), retry.multiplier(), retry.jitter(), retry.notOn()));
    }
}
