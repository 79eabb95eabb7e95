package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * @param job whose run
 * @param node who waits
 * @param keepFor how long the registration holds
 * @param since {@link AwaitAnswer.Pending#since()} of the first answer; empty at first
 */
public record AwaitRequest(JobId job, NodeId node, Duration keepFor, Optional<Instant> since) {}
