package io.distributedscheduler.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A queue that has or had jobs.
 *
 * @param pending how many handles are pending in it and in its lines; of more than 500 lines perhaps only those of some
 * @param head from when something of it may be claimed; empty when nothing is pending, or what is waits for its limits
 */
public record QueueRecord(String queue, long pending, Optional<Instant> head) {}
