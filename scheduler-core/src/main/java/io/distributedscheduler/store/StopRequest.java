package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Names;
import java.util.Optional;

/**
 * @param job what to stop
 * @param reason why, for people; empty if none was given
 * @param by who: a person, or the part of the system
 * @param accounting of occurrences that it drops, if any
 */
public record StopRequest(JobId job, String reason, String by, Optional<Accounting> accounting) {

    /** @throws IllegalArgumentException when reason or by are not one line of at most 1,024 bytes */
    public StopRequest {
        Names.note("The reason of a stop", reason);
        Names.note("Who stops a job", by);
    }
}
