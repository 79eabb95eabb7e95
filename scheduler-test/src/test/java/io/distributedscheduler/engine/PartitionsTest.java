package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.JobList;
import io.distributedscheduler.JobQuery;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node on a store of several partitions: to its users one store, and none of them holds up another. */
class PartitionsTest extends ClusterTest {

    private static final int PARTITIONS = 3;
    private static final Duration HOUR = Duration.ofHours(1);

    private int made;

    PartitionsTest() {
        super(PARTITIONS);
    }

    @Test
    void aListGoesThroughAllPartitionsPageByPage() {
        Member node = node("a", nothing());
        List<Job> jobs = jobs(250, job -> job.in(HOUR));
        node.scheduler().schedule(jobs, ConflictPolicy.FAIL);

        List<JobId> listed = new ArrayList<>();
        JobList page = node.scheduler().list(JobQuery.all().limit(40));
        page.jobs().forEach(job -> listed.add(job.id()));
        while (page.cursor().isPresent()) {
            page = node.scheduler()
                    .list(JobQuery.all().limit(40).cursor(page.cursor().get()));
            page.jobs().forEach(job -> listed.add(job.id()));
        }

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(jobs.stream().map(Job::id).toList());
    }

    @Test
    void aFireReachesTheJobsOfAllPartitionsOnce() {
        Member node = node("a", nothing());
        node.scheduler().schedule(jobs(60, job -> job.onKeyword("placed")), ConflictPolicy.FAIL);

        assertThat(node.scheduler().fire("placed", null, "order-7")).isEqualTo(60);
        assertThat(node.scheduler().fire("placed", null, "order-7")).isEqualTo(60);
        simulation.run(Duration.ofSeconds(1));

        assertThat(entries).hasSize(60).extracting(Entry::job).doesNotHaveDuplicates();
    }

    @Test
    void allAreStoppedAndAllAreRemoved() {
        Member node = node("a", nothing());
        List<Job> jobs = jobs(700, job -> job.in(HOUR));
        node.scheduler().schedule(jobs, ConflictPolicy.FAIL);

        assertThat(node.scheduler().stopAll()).isEqualTo(700);
        assertThat(node.scheduler().list(JobQuery.all().state(JobState.STOPPED)).jobs())
                .isNotEmpty();
        assertThat(node.scheduler().removeAll()).isEqualTo(700);
        assertThat(jobs).noneMatch(job -> node.scheduler().exists(job.id()));
    }

    @Test
    void theJobsOfAKeyStandInOnePartition() {
        Member node = node("a", taking(Duration.ofMillis(100)));
        simulation.run(BEAT.multipliedBy(2));

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        node.scheduler().schedule(Job.of("work").id("sync").limitedBy("acme", 1)))
                .withMessageContaining("the key as its tag, such as \"{acme}sync\"");
        for (int i = 0; i < 5; i++) {
            node.scheduler().schedule(Job.of("work").id("{acme}sync-" + i).limitedBy("acme", 1));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.scheduler().modify(JobId.of("{acme}sync-4"), job -> job.limitedBy("other", 1)))
                .withMessageContaining("{other}sync-4");
        simulation.run(Duration.ofSeconds(1));

        assertThat(entries).hasSize(5);
        for (int i = 1; i < 5; i++) {
            assertThat(entries.get(i).at()).isAfter(entries.get(i - 1).at().plusMillis(99));
        }
    }

    @Test
    void executorsThatAreLimitedOnAllNodesAreNotRunSinceNobodyCouldCount() {
        Member node = cluster.member(
                "a",
                builder -> builder.executor(
                                new ExecutorDefinition("work", String.class, noting(nothing())).limit(Limit.atOnce(1)))
                        .executor(new ExecutorDefinition("free", String.class, noting(nothing())).perNode(1))
                        .listener(events::add));
        node.scheduler().start();
        simulation.run(BEAT.multipliedBy(2));
        node.scheduler().schedule(Job.of("work"));
        node.scheduler().schedule(Job.of("free").id("free"));
        simulation.run(Duration.ofSeconds(2));

        assertThat(entries).extracting(entry -> entry.job().value()).containsExactly("free");

        // Nor does the node say that it could: people are told.
        simulation.run(LEASE.multipliedBy(4));
        assertThat(events(SchedulerEvent.ExecutorMissing.class))
                .extracting(SchedulerEvent.ExecutorMissing::executor)
                .contains("work");
    }

    @Test
    void aPartitionThatIsAwayHoldsUpNoOther() {
        Member node = node("a", taking(Duration.ofMillis(100)));
        List<Job> jobs = jobs(300, job -> job.in(Duration.ofSeconds(5)));
        node.scheduler().schedule(jobs, ConflictPolicy.FAIL);
        simulation.run(Duration.ofSeconds(1));
        node.store().partitionGoesAway(1);
        simulation.run(Duration.ofSeconds(30));

        assertThat(jobs).filteredOn(job -> partition(job.id()) != 1).allMatch(job -> !isThere(job.id()));
        assertThat(entries).noneMatch(entry -> partition(entry.job()) == 1);

        node.store().comesBack();
        simulation.run(Duration.ofSeconds(10));
        assertThat(jobs).noneMatch(job -> isThere(job.id()));
    }

    @Test
    void aPartitionThatIsAwayAtTheStartHoldsUpNoDeclaredJobOfAnother() {
        List<Job> jobs = jobs(30, job -> job.every(HOUR));
        Member node = unstarted(
                "a", nothing(), builder -> jobs.forEach(job -> builder.declared(new DeclaredJob(job, "test"))));
        node.store().partitionGoesAway(1);
        node.scheduler().start();
        simulation.run(Duration.ofSeconds(5));

        // Its other partitions are lost and joined again meanwhile, which does not count as having joined the third.
        node.freeze(LEASE.multipliedBy(3));
        simulation.run(LEASE.multipliedBy(4));
        assertThat(jobs).allSatisfy(job -> assertThat(isThere(job.id())).isEqualTo(partition(job.id()) != 1));

        node.store().comesBack();
        simulation.run(LEASE);
        assertThat(jobs).allMatch(job -> isThere(job.id()));
    }

    @Test
    void everyPartitionGetsItsShareOfTheWorkers() {
        Member node = node(
                "a",
                taking(Duration.ofMillis(50)),
                builder -> builder.settings(settings("a").concurrency(3).base()));
        List<Job> many = jobs(3_000, job -> job).stream()
                .filter(job -> partition(job.id()) == 0)
                .toList();
        List<Job> few = jobs(60, job -> job).stream()
                .filter(job -> partition(job.id()) != 0)
                .toList();
        node.scheduler().schedule(many, ConflictPolicy.FAIL);
        simulation.run(Duration.ofSeconds(1));

        Instant asked = now();
        node.scheduler().schedule(few, ConflictPolicy.FAIL);
        simulation.runUntil(() -> few.stream().noneMatch(job -> isThere(job.id())), Duration.ofSeconds(10));

        // Alone they would take two thirds of a second.
        assertThat(Duration.between(asked, now())).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aNodeLeavesAllPartitionsAlsoWhenOneIsAway() {
        Member node = node("a", taking(Duration.ofSeconds(2)));
        node.scheduler().schedule(jobs(16, job -> job), ConflictPolicy.FAIL);
        simulation.run(Duration.ofSeconds(1));
        node.store().partitionGoesAway(2);
        Instant begun = now();

        node.scheduler().stop();
        simulation.run(Duration.ofSeconds(1));

        assertThat(Duration.between(begun, now())).isLessThan(Duration.ofSeconds(8));
        assertThat(cluster.store().nodes(0)).isEmpty();
        assertThat(cluster.store().nodes(1)).isEmpty();
        assertThat(node.liveLoops()).isZero();
        node("b", nothing());
        simulation.run(LEASE.multipliedBy(2));
        assertThat(cluster.store().nodes(2))
                .extracting(record -> record.node().name())
                .containsExactly("b");
    }

    @Test
    void aNodeThatIsLostInOnePartitionGoesOnInTheOthers() {
        Member first = node("a", taking(Duration.ofMinutes(1)));
        node(
                "b",
                taking(Duration.ofMinutes(1)),
                builder -> builder.settings(settings("b").concurrency(4).base()));
        first.scheduler().schedule(jobs(20, job -> job), ConflictPolicy.FAIL);
        simulation.run(Duration.ofSeconds(5));
        Map<Integer, List<Entry>> before = byPartition("a");
        first.store().partitionGoesAway(1);
        simulation.run(LEASE.multipliedBy(2));
        first.store().comesBack();
        simulation.run(Duration.ofMinutes(3));

        assertThat(before.keySet()).contains(0, 1, 2);
        // Those of the others were not run twice.
        assertThat(entries.stream().filter(entry -> partition(entry.job()) != 1))
                .extracting(Entry::job)
                .doesNotHaveDuplicates();
        assertThat(entries.stream().map(Entry::job).distinct()).hasSize(20);
    }

    private Map<Integer, List<Entry>> byPartition(String node) {
        return entries.stream()
                .filter(entry -> entry.node().equals(node))
                .collect(Collectors.groupingBy(entry -> partition(entry.job())));
    }

    private boolean isThere(JobId id) {
        return cluster.store().find(id).isPresent();
    }

    private int partition(JobId id) {
        return cluster.store().partitionOf(id);
    }

    private List<Job> jobs(int count, UnaryOperator<Job> more) {
        return IntStream.range(0, count)
                .mapToObj(i -> more.apply(Job.of("work").id("job-" + made++)))
                .toList();
    }
}
