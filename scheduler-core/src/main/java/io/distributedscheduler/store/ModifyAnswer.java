package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import java.time.Instant;
import java.util.List;

/** What became of a change. */
public sealed interface ModifyAnswer {

    /**
     * It holds.
     *
     * @param revision of the definition now
     * @param closed the records of the runs that waited for their next attempt
     */
    record Modified(long revision, Instant time, List<RunRecord> closed) implements ModifyAnswer {

        /** It holds, and no run was closed. */
        public Modified(long revision, Instant time) {
            this(revision, time, List.of());
        }
    }

    /** Somebody was faster, or the job moved on; nothing was changed. */
    record Conflict(JobId job) implements ModifyAnswer {}

    /** There is no such job; nothing was changed. */
    record Unknown(JobId job) implements ModifyAnswer {}
}
