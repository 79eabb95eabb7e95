package io.distributedscheduler.codec;

import io.distributedscheduler.job.JobId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What other nodes, and people, should know of a node.
 *
 * @param application whose declared jobs it reconciles
 * @param queues what it can run
 * @param concurrency how many jobs it runs at once
 * @param started when it started, by its own clock; for people
 * @param version of the scheduler; empty if not known
 * @param declared hashes of the jobs it declares
 */
public record NodeInfo(
        String application,
        Set<String> queues,
        int concurrency,
        Instant started,
        String version,
        Map<JobId, String> declared) {

    /** Of a node whose info cannot be read: it can run nothing and declares nothing. */
    public static final NodeInfo UNKNOWN = new NodeInfo("", Set.of(), 0, Instant.EPOCH, "", Map.of());

    public NodeInfo {
        queues = Set.copyOf(queues);
        declared = Map.copyOf(declared);
    }
}
