package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/** Nodes that die, or do nothing for a while. */
@Tag("faults")
class NodeFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** With a lease of two seconds. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(3);

    @Fault
    void whatAKilledNodeRanStartsElsewhere() {
        try (Cluster cluster = Cluster.busy("kill -9 of a node that runs jobs", 3)) {
            Map<String, List<Entry>> held = hold(cluster, Duration.ofMillis(1_500));
            NodeProcess victim = cluster.node("a");

            long killed = System.nanoTime();
            victim.kill();

            for (Entry lost : held.get(victim.name())) {
                Entry again = entryAfter(cluster, lost);
                assertThat(again.node()).isNotEqualTo(victim.name());
                assertThat(again.run()).isEqualTo(lost.run());
                cluster.takenOver(killed, again.nanos(), TAKEN_OVER);
            }
            cluster.check(options -> options.takeover(TAKEN_OVER));
        }
    }

    @Fault
    void aNodeThatWasPausedForLongerThanItsLeaseComesBackAsAZombieAndHarmsNothing() {
        try (Cluster cluster = Cluster.busy("SIGSTOP longer than the lease, SIGCONT", 3)) {
            Map<String, List<Entry>> held = hold(cluster, Duration.ofMillis(1_500));
            NodeProcess victim = cluster.node("a");

            long paused = System.nanoTime();
            victim.pause();
            for (Entry lost : held.get(victim.name())) {
                Entry again = entryAfter(cluster, lost);
                assertThat(again.node()).isNotEqualTo(victim.name());
                cluster.takenOver(paused, again.nanos(), TAKEN_OVER);
            }
            victim.resume();
            cluster.faultsEnd();

            cluster.check(options -> options.takeover(TAKEN_OVER));
        }
    }

    /** Takes jobs that last until each node runs some; the entries by node. */
    private static Map<String, List<Entry>> hold(Cluster cluster, Duration time) {
        Set<String> ids =
                cluster.load().hold(9, time).stream().map(JobId::value).collect(Collectors.toSet());
        return ids.stream()
                .map(id -> cluster.entries()
                        .await(id + " runs", PATIENCE, entry -> entry.job().equals(id)))
                .collect(Collectors.groupingBy(Entry::node));
    }

    private static Entry entryAfter(Cluster cluster, Entry lost) {
        return cluster.entries()
                .await(
                        lost.job() + " runs again",
                        PATIENCE,
                        entry -> entry.job().equals(lost.job()) && entry.attempt() > lost.attempt());
    }
}
