package io.distributedscheduler.engine;

import io.distributedscheduler.JobList;
import io.distributedscheduler.JobQuery;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.ListRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What users see of jobs and runs. */
final class Views {

    private static final int RUNS = 100;

    private final JobStore store;
    private final StoreClocks clocks;
    private final JobMapper jobs;
    private final RunMapper runs;

    Views(SchedulerContext context) {
        this.store = context.store();
        this.clocks = context.clocks();
        this.jobs = new JobMapper(context.jobs(), context.triggers());
        this.runs = new RunMapper(context.details());
    }

    Optional<JobSnapshot> find(JobId id) {
        return store.find(id).map(jobs::snapshot);
    }

    List<Instant> nextFireTimes(JobId id, int count) {
        Job.checkFireTimes(count);
        JobRecord record = store.find(id).orElseThrow(() -> new UnknownJobException(id));
        Job job = jobs.job(record.job());
        return FireTimes.of(record, job, jobs.before(record.job()), clocks.lower(store.partitionOf(id)), count);
    }

    List<Run> runs(JobId id) {
        return store.runs(id, RUNS).stream().map(runs::run).toList();
    }

    /** A page of one partition; the cursor says which, and where in it. */
    JobList list(JobQuery query) {
        int colon = query.cursor().indexOf(':');
        int partition = 0;
        String inner = "";
        if (!query.cursor().isEmpty()) {
            try {
                partition = Integer.parseInt(query.cursor().substring(0, colon));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("The cursor \"" + query.cursor() + "\" is not one of a list", e);
            }
            inner = query.cursor().substring(colon + 1);
        }
        int partitions = store.partitions();
        if (partition < 0 || partition >= partitions) {
            throw new IllegalArgumentException("The cursor \"" + query.cursor() + "\" is not one of this list");
        }
        JobPage page = store.list(new ListRequest(partition, query.state(), query.executor(), inner, query.limit()));
        int current = partition;
        Optional<String> cursor = page.cursor().map(next -> current + ":" + next);
        if (cursor.isEmpty() && partition + 1 < partitions) {
            cursor = Optional.of(partition + 1 + ":");
        }
        return new JobList(page.jobs().stream().map(jobs::snapshot).toList(), cursor);
    }
}
