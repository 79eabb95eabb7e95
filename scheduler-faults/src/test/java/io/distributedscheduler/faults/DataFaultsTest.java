package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.redis.server.FaultyProxy;
import io.distributedscheduler.store.StoreFullException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;

/** A Redis that is full, or forgets what it has answered. What is lost then is counted, and lies within the time of the loss. */
@Tag("faults")
class DataFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Fault
    void everythingIsFlushedAndNodesGoOn() {
        Instant begun = Instant.now();
        try (Cluster cluster = Cluster.busy("FLUSHALL", 2)) {
            cluster.redis().command("FLUSHALL");
            Instant flushed = Instant.now();
            cluster.load().scheduleAnew();
            cluster.faultsEnd();

            cluster.check(options -> options.mayLose(begun, flushed));
        }
    }

    @Fault
    void fullMemoryRefusesNewJobsAndNothingElse() {
        try (Cluster cluster = Cluster.busy("memory full for 2 s, noeviction", 2)) {
            cluster.redis().command("CONFIG", "SET", "maxmemory", "1");
            long full = System.nanoTime();
            assertThatExceptionOfType(StoreFullException.class)
                    .isThrownBy(() -> cluster.client().scheduler().schedule(Load.work("too-much", 0)));

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
            await().atMost(PATIENCE)
                    .until(() ->
                            replica.info("replication", "master_link_status").equals("up"));
            Instant lagging = Instant.now();
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
