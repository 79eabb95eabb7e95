package io.distributedscheduler.store;

import io.distributedscheduler.policy.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * @param partition where
 * @param node who asks; only a node that is present is given anything
 * @param number counts the node's claims in the partition, from 1; a number that is not above the last one gives nothing
 *     new, but what it gave as far as that is still running, not marked, and its definition unchanged, so that a lost
 *     reply is not a lost claim
 * @param limit at most so many
 * @param queues what the node can run, each once
 * @param ahead how long before its due instant a handle may be given, in milliseconds; the node starts it when it is due
 * @param limits of executors of those queues, by eid; one that is not among them is not limited
 * @param room how many the node can take at most, by eid; as many as there are of one that is not among them
 * @param seenToken the highest token of the partition that the node has seen
 */
public record ClaimRequest(
        int partition,
        NodeId node,
        long number,
        int limit,
        List<String> queues,
        Duration ahead,
        Map<String, Limit> limits,
        Map<String, Integer> room,
        long seenToken) {

    /** Where no executor is limited. */
    public ClaimRequest(
            int partition, NodeId node, long number, int limit, List<String> queues, Duration ahead, long seenToken) {
        this(partition, node, number, limit, queues, ahead, Map.of(), Map.of(), seenToken);
    }
}
