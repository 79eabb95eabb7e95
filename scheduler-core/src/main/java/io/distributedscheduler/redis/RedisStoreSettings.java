package io.distributedscheduler.redis;

import io.distributedscheduler.job.Names;
import java.util.regex.Pattern;

/**
 * Where a store keeps its keys.
 *
 * @param prefix first part of all its keys
 * @param namespace second part: schedulers of different namespaces do not see each other
 * @param partitions how many slices its jobs are kept in, each under a hash tag of its own: 1, or on a Cluster more, so
 *     that they spread over its masters; fixed at first use
 */
public record RedisStoreSettings(String prefix, String namespace, int partitions) {

    public static final String DEFAULT_PREFIX = "distributed-scheduler";
    public static final String DEFAULT_NAMESPACE = "default";

    /** How many partitions a store on a Cluster has unless told otherwise. */
    public static final int CLUSTER_PARTITIONS = 16;

    private static final int MOST_PARTITIONS = 1024;
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]+");

    public RedisStoreSettings {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "The key prefix '" + prefix + "' is not allowed: characters out of A-Z a-z 0-9 . _ - :");
        }
        Names.check("namespace", namespace);
        if (partitions < 1 || partitions > MOST_PARTITIONS) {
            throw new IllegalArgumentException(
                    "partitions must be 1 to %,d, was %d".formatted(MOST_PARTITIONS, partitions));
        }
    }

    /** Default names, one partition: a standalone server, or one with replicas. */
    public static RedisStoreSettings standalone() {
        return new RedisStoreSettings(DEFAULT_PREFIX, DEFAULT_NAMESPACE, 1);
    }

    /** Default names, partitions for a Cluster. */
    public static RedisStoreSettings cluster() {
        return new RedisStoreSettings(DEFAULT_PREFIX, DEFAULT_NAMESPACE, CLUSTER_PARTITIONS);
    }

    /** The same in another namespace. */
    public RedisStoreSettings namespace(String other) {
        return new RedisStoreSettings(prefix, other, partitions);
    }
}
