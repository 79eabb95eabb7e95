package io.distributedscheduler.test;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.job.Run;

/** Entry point of the assertions on jobs and runs; to be imported statically. */
public final class SchedulerAssertions {

    private SchedulerAssertions() {}

    /** About the jobs and runs of a scheduler. */
    public static SchedulerAssert assertThat(DistributedScheduler scheduler) {
        return new SchedulerAssert(scheduler);
    }

    /** About a job as it stood when it was looked at. */
    public static JobAssert assertThat(JobSnapshot job) {
        return new JobAssert(job);
    }

    /** About one ended attempt of a run. */
    public static RunAssert assertThat(Run run) {
        return new RunAssert(run);
    }
}
