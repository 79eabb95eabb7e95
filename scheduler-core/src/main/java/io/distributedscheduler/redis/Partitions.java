package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.data.redis.connection.ClusterSlotHashUtil;

/**
 * Cuts the jobs into partitions, and finds for each a hash tag whose slot lies in its share of the slots of a Cluster.
 *
 * <p>Partition 0 has the same tag whatever their number, so that nodes which disagree about the number meet there and
 * find out.
 */
final class Partitions {

    private static final int SLOTS = ClusterSlotHashUtil.SLOT_COUNT;
    private static final int LETTERS = 26;

    private final List<String> tags;

    Partitions(int count) {
        this.tags = IntStream.range(0, count).mapToObj(i -> tag(i, count)).toList();
    }

    int count() {
        return tags.size();
    }

    String tag(int partition) {
        return tags.get(partition);
    }

    /** The hash that Redis itself uses for keys, so ids with the same tag meet in a partition as keys meet in a slot. */
    int of(JobId job) {
        return ClusterSlotHashUtil.calculateSlot(job.partitionKey()) % count();
    }

    /** The number of the partition, then the first letters that bring it into its share of the slots. */
    private static String tag(int partition, int count) {
        int share = (share("0", count) + partition) % count;
        String tag = "" + partition;
        for (int i = 0; share(tag, count) != share; i++) {
            tag = partition + letters(i);
        }
        return tag;
    }

    private static int share(String tag, int count) {
        return ClusterSlotHashUtil.calculateSlot(tag) * count / SLOTS;
    }

    private static String letters(int number) {
        String last = "" + (char) ('a' + number % LETTERS);
        return number < LETTERS ? last : letters(number / LETTERS - 1) + last;
    }
}
