package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.faults.node.NodeApplication;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.redis.server.FaultyProxy;
import io.distributedscheduler.store.StoreFullException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** A Redis that is full, or forgets what it has answered. What is lost then is counted, and lies within the time of the loss. */
@Tag("faults")
class DataFaultsTest {

    @Fault
    void everythingIsFlushedAndNodesGoOn() {
        Instant begun = Instant.now();
        Map<String, String> declares = Map.of("faults.declares", "true");
        try (Cluster cluster = Cluster.busy("FLUSHALL", Map.of("a", declares, "b", declares))) {
            cluster.load().holdsInTheEnd(JobId.of(NodeApplication.DECLARED));
            awaitDeclared(cluster, System.nanoTime());

            cluster.redis().command("FLUSHALL");
            long flushedNanos = System.nanoTime();
            Instant flushed = Instant.now();
            cluster.load().scheduleAnew();
            cluster.faultsEnd();
            long back = awaitDeclared(cluster, flushedNanos);
            cluster.mayTake("until declared jobs run again", flushedNanos, back, Duration.ofSeconds(2));

            cluster.check(options -> options.mayLose(begun, flushed));
        }
    }

    /** When the declared job was first entered after an instant. */
    private static long awaitDeclared(Cluster cluster, long since) {
        return cluster.entries()
                .await(
                        "the declared job runs",
                        Patient.PATIENCE,
                        entry -> entry.job().equals(NodeApplication.DECLARED) && entry.nanos() > since)
                .nanos();
    }

    @Fault
    void fullMemoryRefusesNewJobsAndNothingElse() {
        try (Cluster cluster = Cluster.busy("memory full for 2 s, noeviction", 2)) {
            cluster.redis().command("CONFIG", "SET", "maxmemory", "1");
            long full = System.nanoTime();
            Patient.eventually()
                    .untilAsserted(() -> assertThatExceptionOfType(StoreFullException.class)
                            .isThrownBy(() -> cluster.client().scheduler().schedule(Load.work("too-much", 0))));

            // Claims, ends and renewals go on.
            Cluster.pass(Duration.ofMillis(500));
            cluster.awaitAllWorking(System.nanoTime());
            Cluster.pass(Duration.ofMillis(1_500));
            cluster.awaitAllWorking(System.nanoTime());
            assertThat(cluster.entries().all())
                    .filteredOn(entry -> entry.nanos() > full && entry.entered())
                    .hasSizeGreaterThan(30);
            cluster.redis().command("CONFIG", "SET", "maxmemory", "0");
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    @Fault
    void aReplicaThatLagsIsPromoted() {
        try (Cluster cluster = Cluster.busy("promoted replica that lags by 1 s", 3);
                Redis master = cluster.redis();
                FaultyProxy link = FaultyProxy.to(master.server())) {
            Redis replica = Redis.replicaOf(link.port(), cluster.folder().resolve("replica"));
            Patient.eventually()
                    .until(() ->
                            replica.info("replication", "master_link_status").equals("up"));
            // What is written from now on may be lost; what was written before is there before the link falls silent.
            Instant lagging = Instant.now();
            long written = Long.parseLong(master.info("replication", "master_repl_offset"));
            Patient.eventually()
                    .until(() -> Long.parseLong(replica.info("replication", "slave_repl_offset")) >= written);
            link.blackHole();
            Cluster.pass(Duration.ofSeconds(1));

            master.server().kill();
            replica.command("REPLICAOF", "NO", "ONE");
            cluster.moveTo(replica);
            Instant promoted = Instant.now();
            cluster.faultsEnd();

            cluster.check(options -> options.mayLose(lagging, promoted));
        }
    }
}
