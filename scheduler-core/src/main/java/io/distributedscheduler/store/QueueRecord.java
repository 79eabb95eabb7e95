package io.distributedscheduler.store;

import java.time.Instant;
import java.util.Optional;

/** A queue that has or had jobs: how many handles are pending in it, and the earliest due instant. */
public record QueueRecord(String queue, long pending, Optional<Instant> head) {}
