package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Nodes whose wall clocks are off, or step, all the way down to the operating system. */
@Tag("faults")
@Tag("tools")
class RealClocksTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Fault
    void theClocksOfProcessesAreOffByAnHourAndStep() {
        try (Cluster cluster = Cluster.busy("clocks of processes off by +1 h and -1 h, one steps by 2 h", 1)) {
            FakeClock early = FakeClock.offBy(HOUR, cluster.folder().resolve("early.clock"));
            FakeClock late = FakeClock.offBy(HOUR.negated(), cluster.folder().resolve("late.clock"));
            NodeProcess first = cluster.add("early", early.wrapper(), Map.of());
            NodeProcess second = cluster.add("late", late.wrapper(), Map.of());
            first.awaitReady();
            second.awaitReady();
            cluster.awaitAllWorking(System.nanoTime());
            late.step(HOUR);
            Cluster.pass(Duration.ofSeconds(2));
            late.step(HOUR.negated());
            Cluster.pass(Duration.ofSeconds(2));
            cluster.faultsEnd();

            cluster.check(options -> options, () -> {
                assertThat(hoursOff(cluster, "early")).containsOnly(1L);
                assertThat(hoursOff(cluster, "late")).containsOnly(-1L, 1L);
            });
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    /** By how many hours the wall clock of a node was off store time whenever it was answered: that the fault was there. */
    private static List<Long> hoursOff(Cluster cluster, String node) {
        return cluster.history(node).stream()
                .filter(event -> event.storeMicros() > 0)
                .map(RealClocksTest::hoursOff)
                .distinct()
                .toList();
    }

    private static long hoursOff(HistoryEvent event) {
        return Math.round((event.wallNs() / 1_000.0 - event.storeMicros()) / 1_000_000 / HOUR.toSeconds());
    }
}
