package io.distributedscheduler;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.JobStoreException;
import java.util.List;

/**
 * The store stopped to answer while many jobs were scheduled; the cause says how. Those in doubt and those not scheduled
 * can be repeated with {@link ConflictPolicy#KEEP}: each job has its id, also one that was generated. A one-time job in
 * doubt may have run and gone meanwhile; {@link DistributedScheduler#runs} tells.
 */
public class PartlyScheduledException extends JobStoreException {

    private static final long serialVersionUID = 1L;

    private final transient List<ScheduleResult> results;
    private final transient List<JobId> inDoubt;
    private final transient List<JobId> notScheduled;

    public PartlyScheduledException(
            List<ScheduleResult> results, List<JobId> inDoubt, List<JobId> notScheduled, JobStoreException cause) {
        super(
                "Of %d jobs %d were scheduled, %d may have been, and %d were not: %s"
                        .formatted(
                                results.size() + inDoubt.size() + notScheduled.size(),
                                results.size(),
                                inDoubt.size(),
                                notScheduled.size(),
                                cause.getMessage()),
                cause);
        this.results = List.copyOf(results);
        this.inDoubt = List.copyOf(inDoubt);
        this.notScheduled = List.copyOf(notScheduled);
    }

    /** What happened to those that are known to be scheduled, kept or replaced, in the order given. */
    public List<ScheduleResult> results() {
        return results;
    }

    /** Those that may have been scheduled or replaced: they were sent, and no answer came. */
    public List<JobId> inDoubt() {
        return inDoubt;
    }

    /** Those that were not sent any more, or whose id was taken. */
    public List<JobId> notScheduled() {
        return notScheduled;
    }
}
