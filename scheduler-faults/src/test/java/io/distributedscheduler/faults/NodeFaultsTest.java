package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/** Nodes that die, do nothing for a while, or are replaced. */
@Tag("faults")
class NodeFaultsTest {

    @Fault
    void whatAKilledNodeRanStartsElsewhere() {
        try (Cluster cluster = Cluster.busy("kill -9 of a node that runs jobs", 3)) {
            Held held = Held.by(cluster, Duration.ofMillis(1_500));

            long killed = System.nanoTime();
            cluster.node(held.node()).kill();
            held.isTakenOver(killed);

            cluster.check(options -> options.takeover(Held.TAKEN_OVER));
        }
    }

    @Fault
    void nodesAreKilledAtRandom() {
        int kills = Form.times(4);
        try (Cluster cluster = Cluster.busy("kill -9 at random, x" + kills, 3)) {
            Random random = new Random();
            for (int i = 0; i < kills; i++) {
                Cluster.pass(Duration.ofMillis(random.nextInt(1_000)));
                List<NodeProcess> alive = cluster.alive();
                alive.get(random.nextInt(alive.size())).kill();
                cluster.add("replacement-" + i, Map.of()).awaitReady();
            }
            cluster.faultsEnd();

            cluster.check(options -> options.takeover(Held.TAKEN_OVER));
        }
    }

    @Fault
    void aNodeThatWasPausedForLongerThanItsLeaseComesBackAsAZombieAndHarmsNothing() {
        try (Cluster cluster = Cluster.busy("SIGSTOP longer than the lease, SIGCONT", 3)) {
            Held held = Held.by(cluster, Duration.ofMillis(1_500));

            long paused = System.nanoTime();
            cluster.node(held.node()).pause();
            held.isTakenOver(paused);
            cluster.node(held.node()).resume();
            Duration stoodStill = Duration.ofNanos(System.nanoTime() - paused);
            cluster.faultsEnd();

            cluster.check(options -> options.takeover(Held.TAKEN_OVER).stoodStill(held.node(), stoodStill));
        }
    }

    @Fault
    void nodesAreReplacedOneAfterTheOther() {
        try (Cluster cluster = Cluster.busy("rolling restart under load", 3)) {
            for (String name : List.of("a", "b", "c")) {
                cluster.add(name + "-2", Map.of()).awaitReady();
                cluster.node(name).terminate();
                cluster.node(name).awaitEnd();
            }
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    @Fault
    void theWallClocksOfNodesAreOffByAnHour() {
        Map<String, Map<String, String>> nodes = Map.of(
                "early", Map.of("faults.wall-clock-off-by", "1h"),
                "late", Map.of("faults.wall-clock-off-by", "-1h"),
                "right", Map.of());
        try (Cluster cluster = Cluster.busy("wall clocks of nodes off by +1 h and -1 h", nodes)) {
            Cluster.pass(Duration.ofSeconds(3));
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }
}
