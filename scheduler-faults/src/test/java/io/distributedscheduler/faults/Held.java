package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Jobs that a node runs for a while, so that something may happen to it meanwhile. */
record Held(Cluster cluster, String node, List<Entry> entries) {

    /** With a lease of two seconds. */
    static final Duration TAKEN_OVER = Duration.ofSeconds(3);

    private static final int JOBS = 9;

    /** Gives the cluster jobs that last so long; those of the node that runs most of them. */
    static Held by(Cluster cluster, Duration time) {
        List<Entry> entries = cluster.load().hold(JOBS, time).stream()
                .map(id -> cluster.entries()
                        .await(
                                id + " runs",
                                Patient.PATIENCE,
                                entry -> entry.job().equals(id.value())))
                .toList();
        List<Entry> most = entries.stream().collect(Collectors.groupingBy(Entry::node)).values().stream()
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
        return new Held(cluster, most.get(0).node(), most);
    }

    /** Each of them runs elsewhere soon after that instant of the monotonic clock. */
    void isTakenOver(long since) {
        for (Entry lost : entries) {
            Entry again = cluster.entries()
                    .await(
                            lost.job() + " runs again",
                            Patient.PATIENCE,
                            entry -> entry.job().equals(lost.job()) && entry.attempt() > lost.attempt());
            assertThat(again.node()).isNotEqualTo(node);
            assertThat(again.run()).isEqualTo(lost.run());
            cluster.takenOver(since, again.nanos(), TAKEN_OVER);
        }
    }
}
