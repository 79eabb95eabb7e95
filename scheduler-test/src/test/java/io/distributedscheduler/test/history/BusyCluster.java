package io.distributedscheduler.test.history;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.SchedulerException;
import io.distributedscheduler.engine.ExecutorDefinition;
import io.distributedscheduler.engine.SchedulerSettings;
import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.test.simulation.SimulatedCluster;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import io.distributedscheduler.test.simulation.Simulation;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Three nodes whose users change their minds all the time, while nodes and network fail. */
final class BusyCluster {

    private static final RetryPolicy PATIENT =
            RetryPolicy.attempts(20).backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f");
    private static final List<String> LOSABLE = List.of(
            "claim", "complete", "beat", "release", "recover", "promote", "schedule", "modify", "stop", "remove");

    private final SimulatedCluster cluster;
    private final Simulation simulation;
    private final Random random;
    private final Member[] nodes = new Member[3];
    private int restarts;

    BusyCluster(long seed) {
        this.cluster = new SimulatedCluster(seed);
        this.simulation = cluster.simulation();
        this.random = new Random(seed * 37);
    }

    /** Lets it be busy for so many steps, then lets it settle. */
    BusyCluster run(int steps, boolean faults) {
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = started("n" + i);
        }
        simulation.run(Duration.ofSeconds(1));
        for (int i = 0; i < steps; i++) {
            Member caller = nodes[random.nextInt(nodes.length)];
            try {
                if (!caller.isFrozen()) {
                    change(caller.scheduler());
                }
            } catch (JobStoreException | SchedulerException | IllegalArgumentException e) {
                // A user would be told; the history is.
            }
            if (faults && random.nextInt(3) == 0) {
                disturb();
            }
            simulation.run(Duration.ofMillis(random.nextInt(1_500)));
        }
        heal();
        simulation.run(Duration.ofMinutes(2));
        return this;
    }

    List<HistoryEvent> history() {
        return cluster.recorded();
    }

    FinalState end() {
        return FinalState.of(cluster.store());
    }

    List<Violation> violations() {
        return HistoryChecker.check(history(), end(), CheckOptions.ofLease(Duration.ofSeconds(10)));
    }

    private Member started(String name) {
        Member member = cluster.member(
                name,
                builder -> builder.settings(SchedulerSettings.of(name))
                        .executor(new ExecutorDefinition("work", Integer.class, context -> {
                            int kind = random.nextInt(12);
                            if (kind == 0) {
                                SimulatedRuntime.sleep(Duration.ofMillis(random.nextInt(12_000)));
                            } else if (kind < 5) {
                                SimulatedRuntime.sleep(Duration.ofMillis(random.nextInt(700)));
                            } else if (kind == 5) {
                                throw new IllegalStateException("at random");
                            }
                            return "result";
                        })));
        member.scheduler().start();
        return member;
    }

    private void change(DistributedScheduler scheduler) {
        JobId id = JobId.of(IDS.get(random.nextInt(IDS.size())));
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> scheduler.schedule(job(id), ConflictPolicy.KEEP);
            case 3 -> scheduler.schedule(job(id), ConflictPolicy.REPLACE);
            case 4 -> scheduler.modify(id, job -> job.payload(random.nextInt()));
            case 5 -> scheduler.modify(id, job -> trigger(job));
            case 6 -> scheduler.stop(id, "for now");
            case 7, 8 -> scheduler.start(id);
            case 9 -> scheduler.remove(id);
            default -> scheduler.fire("order", 1);
        }
    }

    private Job job(JobId id) {
        return trigger(Job.of("work").id(id).retry(PATIENT));
    }

    private Job trigger(Job job) {
        return switch (random.nextInt(9)) {
            case 0 -> job.in(Duration.ofMillis(random.nextInt(4_000)));
            case 1 -> job.every(Duration.ofMillis(100 + random.nextInt(300)));
            case 2, 3 -> job.every(Duration.ofMillis(500 + random.nextInt(3_000)));
            case 4 ->
                job.every(Duration.ofMillis(700)).until(simulation.storeTime().plusSeconds(10));
            case 5 -> job.every(Duration.ofSeconds(1)).maxRuns(1 + random.nextInt(10));
            case 6 -> job.cron("*/2 * * * * *", ZoneId.of("Europe/Berlin"));
            case 7 -> job.fixedDelay(Duration.ofMillis(500 + random.nextInt(1_000)));
            default -> job.onKeyword("order");
        };
    }

    private void disturb() {
        int index = random.nextInt(nodes.length);
        Member node = nodes[index];
        switch (random.nextInt(10)) {
            case 0 -> {
                node.crash();
                nodes[index] = started("n" + index + "-" + restarts++);
            }
            case 1 -> node.freeze(Duration.ofMillis(random.nextInt(20_000)));
            case 2 -> node.suspend(Duration.ofMillis(random.nextInt(20_000)));
            case 3 -> node.store().losesReplyOf(some());
            case 4 -> node.store().awayFor(some());
            case 5 -> node.store().takes(Duration.ofMillis(random.nextInt(30)), Duration.ofMillis(random.nextInt(30)));
            case 6 -> node.wallClockIsOffBy(Duration.ofSeconds(random.nextInt(7_200) - 3_600));
            default -> heal();
        }
    }

    private Predicate<String> some() {
        List<String> chosen =
                LOSABLE.stream().filter(any -> random.nextInt(3) == 0).toList();
        return chosen::contains;
    }

    private void heal() {
        for (Member each : nodes) {
            each.store().comesBack();
            each.store().takes(Duration.ofNanos(100_000), Duration.ofNanos(100_000));
        }
    }
}
