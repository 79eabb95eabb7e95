package io.distributedscheduler;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How this node does, as it knows itself: nothing is asked of the store for it.
 *
 * @param running whether it was started and not stopped
 * @param partitions how it stands with each partition of the store; none until it is known how many there are
 * @param concurrency how many jobs it runs at most
 * @param busy how many slots are held by jobs that run
 * @param exhausted whether so much code ignores its timeout that the node claims nothing more
 * @param problems what goes on failing now, in the words of the store, and which of its parts hang; empty if all is well
 * @param droppedEvents how many events listeners were too slow for
 */
public record NodeStatus(
        boolean running,
        List<Partition> partitions,
        int concurrency,
        int busy,
        boolean exhausted,
        List<String> problems,
        long droppedEvents) {

    public NodeStatus {
        partitions = List.copyOf(partitions);
        problems = List.copyOf(problems);
    }

    /**
     * How the node stands with one partition.
     *
     * @param number of the partition, from 0
     * @param present whether the node has joined it, and was not declared dead since
     * @param sincePoll since the last poll that the store answered was sent, or since the node started if there was none
     */
    public record Partition(int number, boolean present, Duration sincePoll) {}

    /** Of the partition that has not answered for longest; empty until it is known how many there are. */
    public Optional<Duration> oldestPoll() {
        return partitions.stream().map(Partition::sincePoll).max(Comparator.naturalOrder());
    }
}
