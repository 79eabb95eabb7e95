package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.faults.node.NodeApplication;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Records that some nodes, or none, can do anything with: they harm their own job only. */
@Tag("faults")
class RecordFaultsTest {

    private static final Map<String, String> WITH_SPECIAL = Map.of("faults.special", "true");

    @Fault
    void definitionsOfALaterVersionAreLeftAlone() {
        try (Cluster cluster = Cluster.busy("definitions of a later schema beside ours", 2)) {
            JobStore store = cluster.redis().store();
            JobId once = JobId.of("newer-once");
            JobId again = JobId.of("newer-again");
            store.schedule(call(), List.of(newer(once, false), newer(again, true)));

            long written = System.nanoTime();
            Cluster.pass(Duration.ofSeconds(2));
            cluster.awaitAllWorking(written);
            cluster.faultsEnd();

            cluster.check(options -> options.unserved(Set.of(NodeApplication.NEWER)), () -> {
                for (JobId job : List.of(once, again)) {
                    JobRecord record = store.find(job).orElseThrow();
                    assertThat(record.job())
                            .isEqualTo(newer(job, job.equals(again)).job());
                    assertThat(record.state()).isEqualTo(JobState.SCHEDULED);
                    assertThat(record.counts().total()).isZero();
                }
            });
        }
    }

    private static Call call() {
        return new Call("of-a-later-version", Instant.now(), Instant.now().plusSeconds(10));
    }

    private static NewJob newer(JobId id, boolean repeats) {
        String body = "{\"v\":2,\"trigger\":{\"type\":\"sometimes\"}}\n5";
        return new NewJob(new StoredJob(id, 1, NodeApplication.NEWER, null, repeats, body), new Due.In(Duration.ZERO));
    }

    @Fault
    void aNodeLeavesAloneWhatItHasNoExecutorFor() {
        Map<String, Map<String, String>> nodes = Map.of("a", WITH_SPECIAL, "b", WITH_SPECIAL, "without", Map.of());
        try (Cluster cluster = Cluster.busy("a node without the executor, then nobody with it", nodes)) {
            Job special = Job.of(NodeApplication.SPECIAL).id("special");
            cluster.load().repeat(special.every(Duration.ofMillis(300)));
            Cluster.pass(Duration.ofSeconds(1));

            cluster.node("a").terminate();
            cluster.node("b").terminate();
            cluster.node("a").awaitEnd();
            cluster.node("b").awaitEnd();
            long nobody = System.nanoTime();
            cluster.load().take(special.id("special-waits").now());
            Cluster.pass(Duration.ofSeconds(1));
            cluster.awaitAllWorking(nobody);
            assertThat(cluster.entries().all())
                    .filteredOn(entry -> entry.job().startsWith("special") && entry.nanos() > nobody)
                    .as("entries of what nobody can run")
                    .isEmpty();

            cluster.add("c", WITH_SPECIAL).awaitReady();
            cluster.entries()
                    .await(
                            "what waited runs",
                            Patient.PATIENCE,
                            entry -> entry.job().equals("special-waits"));
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().all())
                    .filteredOn(entry -> entry.job().startsWith("special"))
                    .extracting(Entry::node)
                    .isSubsetOf("a", "b", "c");
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }

    @Fault
    void poisonHarmsItsOwnJobOnly() {
        try (Cluster cluster = Cluster.busy("poison: job, payload, key of another type", 2)) {
            DistributedScheduler scheduler = cluster.client().scheduler();
            StringRedisTemplate redis = cluster.redis().template();
            JobId unreadable = cluster.load().take(Load.work("poison-record", 0).in(Duration.ofMillis(500)));
            redis.opsForHash().put(Redis.key("jobs"), unreadable.value(), "\u0001 garbage");
            JobId payload = cluster.load().take(Load.work("poison-payload", 0).payload("no number"));
            redis.opsForValue().set(Redis.key("runs:poison-type"), "no list");
            JobId type = cluster.load().take(Load.work("poison-type", 0).every(Duration.ofMillis(200)));
            redis.opsForValue().set(Redis.key("due:" + NodeApplication.SPECIAL), "no sorted set");

            Patient.eventually().untilAsserted(() -> {
                for (JobId job : List.of(unreadable, payload)) {
                    assertThat(scheduler.find(job).orElseThrow().state())
                            .as("state of %s", job)
                            .isEqualTo(JobState.FAILED);
                }
            });
            assertThat(Patient.answer(() -> scheduler.runs(payload)).get(0).outcome())
                    .isEqualTo(Outcome.FAILED);
            long poisoned = System.nanoTime();
            Cluster.pass(Duration.ofSeconds(1));
            cluster.awaitAllWorking(poisoned);
            // Nothing can be kept of its runs, and it goes on.
            assertThat(cluster.entries().all())
                    .filteredOn(entry -> entry.job().equals(type.value()) && entry.nanos() > poisoned)
                    .hasSizeGreaterThan(2);

            redis.delete(List.of(Redis.key("runs:poison-type"), Redis.key("due:" + NodeApplication.SPECIAL)));
            List.of(unreadable, payload, type).forEach(job -> Patient.answer(() -> scheduler.remove(job)));
            cluster.faultsEnd();

            cluster.check();
            assertThat(cluster.entries().tooMany()).as("runs entered twice").isZero();
        }
    }
}
