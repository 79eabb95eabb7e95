package io.distributedscheduler.store;

import java.time.Duration;

/**
 * @param partition where
 * @param node who
 * @param lease how long it counts as alive without a beat
 * @param info what other nodes should know of it, as JSON, opaque to the store
 */
public record JoinRequest(int partition, NodeId node, Duration lease, String info) {}
