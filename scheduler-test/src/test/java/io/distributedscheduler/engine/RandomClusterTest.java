package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.LateCallException;
import io.distributedscheduler.test.history.CheckOptions;
import io.distributedscheduler.test.history.FinalState;
import io.distributedscheduler.test.history.HistoryChecker;
import io.distributedscheduler.test.simulation.SimulatedCluster;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import io.distributedscheduler.test.simulation.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clusters to which everything happens at random; in the end every occurrence must be accounted for. */
class RandomClusterTest {

    private static final int NODES = 4;
    private static final int ONCE = 60;
    private static final int REPEATING = 6;
    private static final int KEYWORD = 3;
    private static final List<String> MUTATING =
            List.of("claim", "complete", "beat", "release", "recover", "join", "promote", "schedule", "fire");

    private record Entry(String node, JobId job, Instant at, Instant due, long token) {}

    /** A few; {@code -Dsimulation.seeds=100-200} asks for others. */
    static LongStream seeds() {
        String[] range = System.getProperty("simulation.seeds", "1-6").split("-");
        return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyOccurrenceIsAccountedFor(long seed) {
        new Run(seed).check();
    }

    private static final class Run {

        private final long seed;
        private final SimulatedCluster cluster;
        private final Simulation simulation;
        private final Random random;
        private final Member[] nodes = new Member[NODES];
        private final List<Entry> entries = new ArrayList<>();
        private final Set<JobId> once = new HashSet<>();
        private final Instant begin;
        private final Set<String> running = new HashSet<>();
        private final List<String> overlaps = new ArrayList<>();
        private long fires;
        private int restarts;

        Run(long seed) {
            this.seed = seed;
            this.cluster = new SimulatedCluster(seed);
            this.simulation = cluster.simulation();
            this.random = new Random(seed * 31);
            this.begin = simulation.storeTime().plusSeconds(10).truncatedTo(ChronoUnit.SECONDS);
        }

        void check() {
            for (int i = 0; i < NODES; i++) {
                nodes[i] = started("n" + i);
            }
            simulation.run(Duration.ofSeconds(1));
            schedule();
            for (int i = 0; i < 150; i++) {
                disturb();
                simulation.run(Duration.ofMillis(random.nextInt(2_000)));
            }
            heal();
            simulation.run(Duration.ofMinutes(6));
            // Not in the middle of a tick.
            simulation.run(Duration.ofMillis(1_450 - simulation.storeTime().toEpochMilli() % 1_000));
            assertAll();
        }

        private Member started(String name) {
            Member member = cluster.member(
                    name,
                    builder -> builder.settings(SchedulerSettings.of(name))
                            .executor(new ExecutorDefinition("work", Integer.class, context -> {
                                entries.add(new Entry(
                                        context.node(),
                                        context.id(),
                                        simulation.storeTime(),
                                        context.due(),
                                        context.token()));
                                int kind = random.nextInt(10);
                                if (kind == 0) {
                                    SimulatedRuntime.sleep(Duration.ofMillis(random.nextInt(20_000)));
                                } else if (kind < 4) {
                                    SimulatedRuntime.sleep(Duration.ofMillis(random.nextInt(500)));
                                } else if (kind < 6) {
                                    return simulation.later(Duration.ofMillis(random.nextInt(3_000)), "later");
                                } else if (kind == 6) {
                                    throw new IllegalStateException("at random");
                                }
                                return "result";
                            })));
            member.scheduler().start();
            return member;
        }

        private void schedule() {
            RetryPolicy patient = RetryPolicy.attempts(50).backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
            for (int i = 0; i < ONCE; i++) {
                JobId id = JobId.of("once-" + i);
                once.add(id);
                nodes[i % NODES]
                        .scheduler()
                        .schedule(Job.of("work")
                                .id(id)
                                .in(Duration.ofMillis(random.nextInt(150_000)))
                                .retry(patient));
            }
            for (int i = 0; i < REPEATING; i++) {
                nodes[0].scheduler()
                        .schedule(Job.of("work")
                                .id("every-" + i)
                                .every(interval(i))
                                .from(begin)
                                .retry(patient));
            }
            for (int i = 0; i < KEYWORD; i++) {
                nodes[0].scheduler()
                        .schedule(Job.of("work")
                                .id("keyword-" + i)
                                .onKeyword("order")
                                .retry(patient));
            }
        }

        private static Duration interval(int i) {
            return Duration.ofMillis(500L * (i + 1));
        }

        private void disturb() {
            int index = random.nextInt(NODES);
            Member node = nodes[index];
            switch (random.nextInt(14)) {
                case 0 -> {
                    node.crash();
                    nodes[index] = started("n" + index + "-" + restarts++);
                }
                case 1 -> node.freeze(Duration.ofMillis(random.nextInt(25_000)));
                case 2 -> node.suspend(Duration.ofMillis(random.nextInt(25_000)));
                case 3 -> node.store().goesAway();
                case 4 -> {
                    for (Member each : nodes) {
                        each.store().goesAway();
                    }
                }
                case 5 -> node.store().losesReplyOf(some());
                case 6 -> node.store().awayFor(some());
                case 7 -> node.wallClockIsOffBy(Duration.ofSeconds(random.nextInt(7_200) - 3_600));
                case 8 ->
                    node.store().takes(Duration.ofMillis(random.nextInt(30)), Duration.ofMillis(random.nextInt(30)));
                case 9 -> node.scheduler().stop();
                case 10 -> node.scheduler().start();
                case 11 -> {
                    try {
                        String event = "event-" + fires;
                        fires += node.scheduler().fire("order", 1, event) > 0 ? 1 : 0;
                    } catch (JobStoreException e) {
                        // Unknown whether it took effect: repeated until it did.
                        fires += fireUntilKnown();
                    }
                }
                default -> heal();
            }
        }

        private int fireUntilKnown() {
            for (Member each : nodes) {
                each.store().comesBack();
            }
            try {
                return nodes[0].scheduler().fire("order", 1, "event-" + fires) > 0 ? 1 : 0;
            } catch (LateCallException e) {
                // The machine was suspended, so that its estimate of store time was old; now it is not.
                return nodes[0].scheduler().fire("order", 1, "event-" + fires) > 0 ? 1 : 0;
            }
        }

        private Predicate<String> some() {
            Set<String> chosen = new HashSet<>();
            for (String method : MUTATING) {
                if (random.nextInt(3) == 0 && !method.equals("fire")) {
                    chosen.add(method);
                }
            }
            return chosen::contains;
        }

        private void heal() {
            for (Member each : nodes) {
                each.store().comesBack();
                each.store().takes(Duration.ofNanos(100_000), Duration.ofNanos(100_000));
                each.scheduler().start();
            }
        }

        private void assertAll() {
            assertThat(HistoryChecker.check(
                            cluster.recorded(),
                            FinalState.of(cluster.store()),
                            CheckOptions.ofLease(Duration.ofSeconds(10))))
                    .as("seed %s", seed)
                    .isEmpty();
            assertThat(cluster.store().audit(0).problems()).isEmpty();
            for (JobId id : once) {
                assertThat(cluster.store().find(id).filter(job -> !lostTooOften(job)))
                        .as("%s, seed %s", id, seed)
                        .isEmpty();
            }
            for (int i = 0; i < REPEATING; i++) {
                var job = cluster.store().find(JobId.of("every-" + i)).orElseThrow();
                long ticks = Duration.between(begin, simulation.storeTime()).toMillis()
                                / interval(i).toMillis()
                        + 1;
                if (lostTooOften(job)) {
                    continue;
                }
                long open = job.state() == JobState.RUNNING || job.attempt() > 1 ? 1 : 0;
                Counts counts = job.counts();
                // While a run lasts the ticks since its own are not counted yet.
                if (open == 0) {
                    assertThat(counts.total())
                            .as("every-%s: %s, %s, seed %s", i, counts, job.state(), seed)
                            .isEqualTo(ticks);
                }
                assertThat(counts.missed()).isZero();
                assertThat(counts.runs()).isPositive();
            }
            for (int i = 0; i < KEYWORD; i++) {
                var job = cluster.store().find(JobId.of("keyword-" + i)).orElseThrow();
                if (lostTooOften(job)) {
                    continue;
                }
                long open = job.state() == JobState.RUNNING || job.state() == JobState.SCHEDULED ? 1 : 0;
                assertThat(job.counts().runs() + open)
                        .as("keyword-%s, seed %s", i, seed)
                        .isEqualTo(fires);
            }
            for (Entry entry : entries) {
                assertThat(entry.at()).as("%s, seed %s", entry, seed).isAfterOrEqualTo(entry.due());
            }
            assertThat(overlaps).as("seed %s", seed).isEmpty();
            assertNoClaimIsStartedTwice();
            assertTokensGrow();
            assertOneAcceptedEndARun();
        }

        private static boolean lostTooOften(JobRecord job) {
            return job.state() == JobState.FAILED
                    && job.note().orElseThrow().by().equals(JobStore.BY_STORE);
        }

        private void assertNoClaimIsStartedTwice() {
            assertThat(entries).extracting(Entry::token).as("seed %s", seed).doesNotHaveDuplicates();
        }

        private void assertTokensGrow() {
            Map<JobId, Long> last = new HashMap<>();
            List<HistoryEvent> claims = cluster.history().stream()
                    .filter(event -> event.type().equals("claimed"))
                    .toList();
            for (HistoryEvent claim : claims) {
                Long before = last.put(JobId.of(claim.job()), claim.token());
                assertThat(before == null ? 0 : before).isLessThan(claim.token());
            }
        }

        private void assertOneAcceptedEndARun() {
            Map<Long, Integer> ends = new HashMap<>();
            cluster.history().stream()
                    .filter(event -> event.type().equals("completeAccepted"))
                    .forEach(event -> ends.merge(event.token(), 1, Integer::sum));
            assertThat(ends.values()).as("seed %s", seed).containsOnly(1);
        }
    }
}
