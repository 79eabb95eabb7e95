package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Limits of keys, executors and nodes, on clusters, whatever happens to their nodes. */
class LimitsTest extends ClusterTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Map<String, Integer> running = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();

    // ---- by key

    @Test
    void aKeyIsAMutexForAllNodesAndWhatWaitsRunsInOrderAsSoonAsItMay() {
        List<Member> nodes = List.of(node("a", taking(200)), node("b", taking(200)), node("c", taking(200)));
        settle();
        Instant begin = now();
        for (int i = 0; i < 30; i++) {
            schedule(nodes.get(i % 3), "job-" + (10 + i), job -> job.limitedBy("acme", 1));
            simulation.run(Duration.ofMillis(2));
        }
        simulation.run(Duration.ofSeconds(8));

        assertThat(entries).extracting(entry -> entry.job().value()).hasSize(30).isSorted();
        assertThat(most).containsEntry("all", 1);
        assertThat(entries.get(29).at()).isBefore(begin.plusMillis(29 * 205 + 100));
    }

    @Test
    void keysDoNotHoldEachOtherUpAndTakeTurns() {
        Member node = node(
                "a",
                taking(100),
                builder -> builder.settings(settings("a").concurrency(2).base()));
        settle();
        for (int i = 0; i < 20; i++) {
            schedule(node, "many-" + i, job -> job.fairBy("many"));
        }
        for (int i = 0; i < 3; i++) {
            schedule(node, "few-" + i, job -> job.fairBy("few"));
        }
        simulation.run(SECOND);

        assertThat(entries.subList(0, 12))
                .extracting(entry -> entry.job().value())
                .contains("few-0", "few-1", "few-2");
    }

    @Test
    void executorsThatShareAKeyGoOnInTurnAlthoughOneNodeIsAlwaysFirst() {
        Member imports = node("a", taking(100));
        Member exports = cluster.member(
                "b", builder -> builder.executor(new ExecutorDefinition("export", String.class, noting(taking(100)))));
        exports.scheduler().start();
        settle();
        for (int i = 0; i < 40; i++) {
            schedule(imports, "import-" + i, job -> job.limitedBy("disk", 1));
        }
        for (int i = 0; i < 3; i++) {
            imports.scheduler().schedule(Job.of("export").id("export-" + i).limitedBy("disk", 1));
            simulation.run(Duration.ofMillis(300));
        }
        simulation.run(Duration.ofSeconds(6));

        assertThat(most).containsEntry("all", 1);
        assertThat(entries)
                .extracting(entry -> entry.job().value())
                .hasSize(43)
                .contains("export-0", "export-1", "export-2");
    }

    @Test
    void anExecutorWithoutANodeHoldsTheOthersOfItsKeyUpOnlyForAMoment() {
        Member node = node("a", taking(100));
        settle();
        schedule(node, "first", job -> job.limitedBy("disk", 1));
        node.scheduler().schedule(Job.of("nobody").id("waits for a node").limitedBy("disk", 1));
        simulation.run(Duration.ofMillis(10));
        for (int i = 0; i < 10; i++) {
            schedule(node, "job-" + i, job -> job.limitedBy("disk", 1));
        }
        simulation.run(Duration.ofSeconds(4));

        assertThat(entries).hasSize(11);
    }

    @Test
    void aNodeThatDiesLetsOthersStart() {
        Member a = node("a", taking(60_000));
        Member b = node("b", taking(100));
        settle();
        schedule(a, "first", job -> job.limitedBy("acme", 1));
        simulation.run(SOON);
        schedule(b, "second", job -> job.limitedBy("acme", 1));
        Member holder = entries.get(0).node().equals("a") ? a : b;
        holder.crash();
        simulation.run(LEASE.multipliedBy(2));

        assertThat(entries).extracting(entry -> entry.job().value()).contains("first", "second");
    }

    @Test
    void whatIsRetriedWaitsForItsKeyAgain() {
        Member node = node("a", context -> {
            taking(300).run(context);
            throw new IllegalStateException("broken");
        });
        settle();
        RetryPolicy twice = RetryPolicy.attempts(2);
        schedule(node, "one", job -> job.limitedBy("acme", 1).retry(twice));
        schedule(node, "two", job -> job.limitedBy("acme", 1).retry(twice));
        simulation.run(Duration.ofSeconds(5));

        assertThat(entries).hasSize(4);
        assertThat(most).containsEntry("all", 1);
        assertThat(find(node, "one").state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void aRateSpacesStartsAndNoneIsEarly() {
        Member node = node("a", nothing());
        node("b", nothing());
        settle();
        for (int i = 0; i < 10; i++) {
            schedule(node, "job-" + i, job -> job.limitedBy("api", Limit.rate(3, SECOND)));
        }
        simulation.run(Duration.ofSeconds(5));

        List<Instant> starts = entries.stream().map(Entry::at).toList();
        assertThat(starts).hasSize(10);
        for (int i = 3; i < starts.size(); i++) {
            assertThat(Duration.between(starts.get(i - 3), starts.get(i))).isBetween(SECOND, SECOND.plusMillis(20));
        }
    }

    @Test
    void aRepeatingJobKeepsItsKeyFromTickToTick() {
        Member node = node("a", taking(700));
        settle();
        Instant begin = now().plusSeconds(1);
        schedule(node, "one", job -> job.every(SECOND).from(begin).maxRuns(4).limitedBy("disk", 1));
        schedule(node, "two", job -> job.every(SECOND).from(begin).maxRuns(4).limitedBy("disk", 1));
        simulation.run(Duration.ofSeconds(15));

        assertThat(most).containsEntry("all", 1);
        assertThat(entries).hasSize(8);
        assertThat(node.scheduler().exists(JobId.of("one"))).isFalse();
    }

    @Test
    void theKeyIsFoundWithTheJobAndCanBeTakenBack() {
        Member node = node("a", taking(10_000));
        settle();
        schedule(node, "running", job -> job.limitedBy("größe #1", 1));
        schedule(node, "waiting", job -> job.limitedBy("größe #1", 1));
        simulation.run(SOON);

        Job waiting = find(node, "waiting").job().orElseThrow();
        assertThat(waiting.limitKey()).contains("größe #1");
        assertThat(waiting.limit()).isEqualTo(Limit.atOnce(1));
        assertThat(waiting.executor()).isEqualTo("work");

        node.scheduler().modify(JobId.of("waiting"), Job::unlimited);
        simulation.run(SOON);
        assertThat(entries).hasSize(2);
    }

    // ---- by executor

    @Test
    void anExecutorIsLimitedOnAllNodesTogether() {
        for (String name : List.of("a", "b", "c")) {
            limited(name, executor -> executor.limit(Limit.atOnce(2)));
        }
        settle();
        for (int i = 0; i < 20; i++) {
            schedule(members.get(i % 3), "job-" + i, job -> job);
        }
        simulation.run(Duration.ofSeconds(3));

        assertThat(most).containsEntry("all", 2);
        assertThat(entries).hasSize(20);
    }

    @Test
    void anExecutorIsLimitedOnEachNode() {
        for (String name : List.of("a", "b", "c")) {
            limited(name, executor -> executor.perNode(2));
        }
        settle();
        for (int i = 0; i < 30; i++) {
            schedule(members.get(i % 3), "job-" + i, job -> job);
        }
        simulation.run(Duration.ofSeconds(5));

        assertThat(most).containsEntry("a", 2).containsEntry("b", 2).containsEntry("c", 2);
        assertThat(entries).hasSize(30);
    }

    @Test
    void aFullExecutorHoldsUpNoOtherOfItsNode() {
        Member node = cluster.member(
                "a",
                builder -> builder.executor(
                                new ExecutorDefinition("slow", String.class, noting(taking(60_000))).perNode(1))
                        .executor(new ExecutorDefinition("work", String.class, noting(nothing()))
                                .limit(Limit.atOnce(1))));
        node.scheduler().start();
        settle();
        for (int i = 0; i < 50; i++) {
            node.scheduler().schedule(Job.of("slow"));
        }
        simulation.run(SOON);
        for (int i = 0; i < 20; i++) {
            schedule(node, "job-" + i, job -> job);
        }
        simulation.run(SECOND);

        assertThat(entries).hasSize(21);
    }

    @Test
    void theRateOfAnExecutorHoldsOnAllNodes() {
        for (String name : List.of("a", "b")) {
            limited(name, executor -> executor.limit(Limit.rate(2, SECOND)));
        }
        settle();
        for (int i = 0; i < 8; i++) {
            schedule(members.get(i % 2), "job-" + i, job -> job);
        }
        simulation.run(Duration.ofSeconds(6));

        List<Instant> starts = entries.stream().map(Entry::at).toList();
        assertThat(starts).hasSize(8);
        for (int i = 2; i < starts.size(); i++) {
            assertThat(Duration.between(starts.get(i - 2), starts.get(i))).isBetween(SECOND, SECOND.plusMillis(20));
        }
    }

    @Test
    void whatWaitsForAnExecutorCostsNoCalls() {
        Member node = limited("a", executor -> executor.limit(Limit.atOnce(1)));
        settle();
        for (int i = 0; i < 10; i++) {
            schedule(node, "job-" + i, job -> job);
        }
        simulation.run(Duration.ofMillis(50));
        long before = history("claim").size();
        simulation.run(Duration.ofMillis(100));

        assertThat(history("claim")).hasSize((int) before);
    }

    // ---- words

    private void settle() {
        simulation.run(BEAT.multipliedBy(2));
    }

    private Member limited(String name, UnaryOperator<ExecutorDefinition> limit) {
        Member member = cluster.member(
                name,
                builder -> builder.executor(
                        limit.apply(new ExecutorDefinition("work", String.class, noting(taking(200))))));
        members.add(member);
        member.scheduler().start();
        simulation.run(SOON);
        return member;
    }

    private static void schedule(Member node, String id, UnaryOperator<Job> limit) {
        node.scheduler().schedule(limit.apply(Job.of("work").id(id)));
    }

    private JobRunner<Object, Object> taking(long millis) {
        return context -> {
            List<String> counted = new ArrayList<>(List.of("all", context.node()));
            counted.forEach(of -> most.merge(of, running.merge(of, 1, Integer::sum), Math::max));
            try {
                SimulatedRuntime.sleep(Duration.ofMillis(millis));
            } finally {
                counted.forEach(of -> running.merge(of, -1, Integer::sum));
            }
            return null;
        };
    }
}
