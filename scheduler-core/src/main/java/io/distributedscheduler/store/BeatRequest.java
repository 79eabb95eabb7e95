package io.distributedscheduler.store;

import io.distributedscheduler.policy.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * @param partition where
 * @param node who
 * @param lease how long it counts as alive from now
 * @param queues whose head the answer shall hold
 * @param limits of executors of those queues, by eid; one that is not among them is not limited
 */
public record BeatRequest(int partition, NodeId node, Duration lease, List<String> queues, Map<String, Limit> limits) {

    /** Where no executor is limited. */
    public BeatRequest(int partition, NodeId node, Duration lease, List<String> queues) {
        this(partition, node, lease, queues, Map.of());
    }
}
