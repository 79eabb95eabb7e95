package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Jobs that a node runs for a while, so that something may happen to it meanwhile. */
record Held(Cluster cluster, String node, List<Entry> entries) {

    /** With a lease of two seconds. */
    static final Duration TAKEN_OVER = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int JOBS = 9;

    /** Gives the cluster jobs that last so long, until each node, and so this one, runs some. */
    static Held on(Cluster cluster, String node, Duration time) {
        Set<String> ids =
                cluster.load().hold(JOBS, time).stream().map(JobId::value).collect(Collectors.toSet());
        List<Entry> entries = ids.stream()
                .map(id -> cluster.entries()
                        .await(id + " runs", PATIENCE, entry -> entry.job().equals(id)))
                .filter(entry -> entry.node().equals(node))
                .toList();
        assertThat(entries).as("jobs that %s runs", node).isNotEmpty();
        return new Held(cluster, node, entries);
    }

    /** Each of them runs elsewhere soon after that instant of the monotonic clock. */
    void isTakenOver(long since) {
        for (Entry lost : entries) {
            Entry again = cluster.entries()
                    .await(
                            lost.job() + " runs again",
                            PATIENCE,
                            entry -> entry.job().equals(lost.job()) && entry.attempt() > lost.attempt());
            assertThat(again.node()).isNotEqualTo(node);
            assertThat(again.run()).isEqualTo(lost.run());
            cluster.takenOver(since, again.nanos(), TAKEN_OVER);
        }
    }
}
