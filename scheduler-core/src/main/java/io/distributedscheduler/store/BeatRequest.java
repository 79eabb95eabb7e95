package io.distributedscheduler.store;

import java.time.Duration;
import java.util.List;

/**
 * @param partition where
 * @param node who
 * @param lease how long it counts as alive from now
 * @param queues whose head the answer shall hold
 */
public record BeatRequest(int partition, NodeId node, Duration lease, List<String> queues) {}
