package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import java.time.Instant;

/** What became of a change. */
public sealed interface ModifyAnswer {

    /** It holds; the definition now has this revision. */
    record Modified(long revision, Instant time) implements ModifyAnswer {}

    /** Somebody was faster, or the job moved on; nothing was changed. */
    record Conflict(JobId job) implements ModifyAnswer {}

    /** There is no such job; nothing was changed. */
    record Unknown(JobId job) implements ModifyAnswer {}
}
