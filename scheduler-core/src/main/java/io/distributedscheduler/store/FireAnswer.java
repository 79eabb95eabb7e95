package io.distributedscheduler.store;

import java.time.Instant;

/** What became of a fire in one partition. */
public sealed interface FireAnswer {

    /** It reaches that many jobs, each of which runs once for it. */
    record Reached(long jobs, Instant time) implements FireAnswer {}

    /** A job has {@link JobStore#MAX_QUEUED_FIRES} fires of the keyword before it; nothing was changed. */
    record Full() implements FireAnswer {}
}
