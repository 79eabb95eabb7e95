package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.TrimLimits;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing grows without bound, in no partition. */
class HousekeepingTest extends ClusterTest {

    private static final int KEPT = 1_000;

    HousekeepingTest() {
        super(2);
    }

    @Test
    void howeverManyJobsFinishNoMoreResultsAreKeptThanTheLimitSays() {
        Member node = node(
                "a",
                nothing(),
                builder -> builder.settings(settings("a")
                        .concurrency(64)
                        .trim(new TrimLimits(KEPT, Duration.ofDays(7)))
                        .base()));

        List<Job> jobs = Stream.generate(() -> Job.of("work")).limit(30_000).toList();
        node.scheduler().schedule(jobs, ConflictPolicy.FAIL);
        List<JobId> ids = jobs.stream().map(Job::id).toList();
        simulation.runUntil(() -> entries.size() == ids.size(), Duration.ofMinutes(1));
        simulation.run(LEASE.plus(BEAT));

        Map<Integer, Long> kept = ids.stream()
                .filter(id -> !cluster.store().runs(id, 1).isEmpty())
                .collect(Collectors.groupingBy(cluster.store()::partitionOf, TreeMap::new, Collectors.counting()));
        assertThat(kept)
                .containsOnlyKeys(0, 1)
                .allSatisfy((partition, count) -> assertThat(count).isEqualTo(KEPT));
    }

    @Test
    void aNodeWithNothingToForgetAsksOnceALeaseAndPartition() {
        Member node = node("a", nothing());

        simulation.run(LEASE.multipliedBy(10));

        assertThat(node.store().calls("trim")).isBetween(18, 20);
    }
}
