package io.distributedscheduler.test;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions about the jobs and runs of a scheduler. */
public final class SchedulerAssert extends AbstractAssert<SchedulerAssert, DistributedScheduler> {

    SchedulerAssert(DistributedScheduler scheduler) {
        super(scheduler, SchedulerAssert.class);
    }

    /** There is a job of that id; goes on with it. */
    public JobAssert job(JobId id) {
        isNotNull();
        Optional<JobSnapshot> found = actual.find(id);
        if (found.isEmpty()) {
            failWithMessage("Expected a job %s, but there is none; its kept runs:%n%s", id, lines(actual.runs(id)));
        }
        return new JobAssert(found.orElseThrow());
    }

    /** There is a job of that id; goes on with it. */
    public JobAssert job(String id) {
        return job(new JobId(id));
    }

    /** There is no job of that id, or it has finished. */
    public SchedulerAssert hasNoJob(JobId id) {
        isNotNull();
        actual.find(id).ifPresent(job -> failWithMessage("Expected no job %s, but there is:%n%s", id, job));
        return this;
    }

    /** There is no job of that id, or it has finished. */
    public SchedulerAssert hasNoJob(String id) {
        return hasNoJob(new JobId(id));
    }

    /** So many runs of the job have ended, of those that are kept; attempts that were retried do not count. */
    public SchedulerAssert hasRun(JobId id, int times) {
        isNotNull();
        List<Run> runs = actual.runs(id);
        long ended = runs.stream().filter(Run::last).count();
        if (ended != times) {
            failWithMessage("Expected %s runs of job %s, but there were %s:%n%s", times, id, ended, lines(runs));
        }
        return this;
    }

    /** So many runs of the job have ended; see {@link #hasRun(JobId, int)}. */
    public SchedulerAssert hasRun(String id, int times) {
        return hasRun(new JobId(id), times);
    }

    /** An attempt of the job has ended; goes on with the last. */
    public RunAssert lastRunOf(JobId id) {
        isNotNull();
        List<Run> runs = actual.runs(id);
        if (runs.isEmpty()) {
            failWithMessage(
                    "Expected a run of job %s, but none has ended; the job:%n  %s",
                    id, actual.find(id).map(JobSnapshot::toString).orElse("does not exist"));
        }
        return new RunAssert(runs.get(0));
    }

    /** An attempt of the job has ended; goes on with the last. */
    public RunAssert lastRunOf(String id) {
        return lastRunOf(new JobId(id));
    }

    private static String lines(List<Run> runs) {
        StringBuilder lines = new StringBuilder();
        runs.forEach(run -> lines.append("  ").append(run).append(System.lineSeparator()));
        return lines.isEmpty() ? "  none" : lines.toString().stripTrailing();
    }
}
