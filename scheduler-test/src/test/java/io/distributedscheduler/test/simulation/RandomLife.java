package io.distributedscheduler.test.simulation;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.SchedulerException;
import io.distributedscheduler.engine.ExecutorDefinition;
import io.distributedscheduler.engine.SchedulerSettings;
import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.test.history.CheckOptions;
import io.distributedscheduler.test.history.FinalState;
import io.distributedscheduler.test.history.HistoryChecker;
import io.distributedscheduler.test.history.Verdict;
import io.distributedscheduler.test.history.Violation;
import io.distributedscheduler.test.simulation.LifePlan.Fault;
import io.distributedscheduler.trigger.Basis;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.Exclusions;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The life of a cluster: processes come and go, users change their minds, and whatever the plan allows goes wrong, all as the seed
 * decides. In the end all is well again, and the history of each partition must keep the guarantees.
 */
final class RandomLife {

    private static final RetryPolicy PATIENT =
            RetryPolicy.attempts(30).backoff(Duration.ofMillis(100), Duration.ofSeconds(3));
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f");
    /** In the middle of which calls a process had better not die or stand still. */
    private static final List<String> DELICATE = List.of(
            "claim",
            "complete",
            "complete",
            "beat",
            "recover",
            "release",
            "schedule",
            "modify",
            "fire",
            "promote",
            "branch");

    private static final Duration RESUMED = Duration.ofSeconds(3);

    private final LifePlan plan;
    private final Mutant mutant;
    private final Simulation simulation;
    private final Random random;
    private final Air air;
    private final List<StoreLog> logs = new ArrayList<>();
    private final List<JobStore> stores = new ArrayList<>();
    private final List<Duration> storeClocks = new ArrayList<>();
    private final List<List<HistoryEvent>> histories = new ArrayList<>();
    private final List<CheckOptions> options = new ArrayList<>();
    private final SimulatedProcess[] processes;
    private final List<SimulatedProcess> everStarted = new ArrayList<>();
    private int started;
    private int once;

    RandomLife(LifePlan plan, Mutant mutant) {
        this(plan, mutant, false);
    }

    /** @param keepsLogs whether what the store was asked is wanted afterwards */
    RandomLife(LifePlan plan, Mutant mutant, boolean keepsLogs) {
        this.plan = plan;
        this.mutant = mutant;
        this.simulation = new Simulation(plan.seed());
        this.random = new Random(plan.seed() * 31 + 7);
        this.air = new Air(simulation, random);
        for (int i = 0; i < plan.partitions(); i++) {
            int partition = i;
            storeClocks.add(i == 0 ? Duration.ZERO : Duration.ofMillis(random.nextInt(7_200_000) - 3_600_000));
            logs.add(new StoreLog(
                    i, () -> storeTime(partition), air::carry, plan.faults().contains(Fault.FAILOVER) || keepsLogs));
            stores.add(mutant.store(logs.get(i).store()));
            histories.add(new ArrayList<>());
            options.add(CheckOptions.ofLease(plan.lease()).settle(plan.settle()).unserved(Set.of("nobody's")));
        }
        this.processes = new SimulatedProcess[plan.processes()];
    }

    /** Lives, and answers which guarantees did not hold. */
    List<Violation> live() {
        for (int i = 0; i < processes.length; i++) {
            processes[i] = start(i);
        }
        for (int i = 0; i < plan.disturbances(); i++) {
            for (int changes = random.nextInt(6); changes > 0; changes--) {
                change(processes[random.nextInt(processes.length)]);
            }
            disturb();
            pass();
        }
        recover();
        List<Violation> violations = check();
        everStarted.forEach(process -> process.runtime.end());
        return violations;
    }

    private void pass() {
        simulation.run(
                Duration.ofNanos((long) (random.nextDouble() * plan.pause().toNanos())));
    }

    // ---- the processes

    private SimulatedProcess start(int index) {
        String name = "n" + index + "-" + started++;
        SimulatedProcess process =
                new SimulatedProcess(name, simulation, random, air, stores, this::record, mutant, builder -> {
                    builder.settings(SchedulerSettings.of(name).lease(plan.lease()));
                    builder.executor(limited(new ExecutorDefinition("work", Integer.class, this::work)));
                    if (index == 0) {
                        builder.executor(new ExecutorDefinition("rare", Integer.class, this::work));
                    }
                });
        everStarted.add(process);
        if (plan.faults().contains(Fault.LINGER)) {
            process.runtime.letCallsWait();
        }
        process.scheduler.start();
        return process;
    }

    private void record(int partition, HistoryEvent event) {
        if (partition >= 0) {
            histories.get(partition).add(event);
        } else if (event.job() != null) {
            int of = partitionOf(JobId.of(event.job()));
            histories
                    .get(of)
                    .add(event.type().equals("start") ? event.with("trueMicros", Long.toString(micros(of))) : event);
        }
    }

    private int partitionOf(JobId job) {
        return new PartitionedStore(stores).partitionOf(job);
    }

    private Instant storeTime(int partition) {
        return simulation.storeTime().plus(storeClocks.get(partition));
    }

    private long micros(int partition) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, storeTime(partition));
    }

    private Object work(JobContext<?> context) throws Exception {
        int kind = random.nextInt(12);
        if (kind == 0 || context.id().value().startsWith("once") && kind < 4) {
            SimulatedRuntime.sleep(Duration.ofMillis(random.nextInt(12_000)));
        } else if (kind == 1) {
            SimulatedRuntime.sleepDeaf(Duration.ofMillis(random.nextInt(6_000)));
        } else if (kind < 6) {
            SimulatedRuntime.sleep(Duration.ofMillis(random.nextInt(700)));
        } else if (kind == 6) {
            return simulation.later(Duration.ofMillis(random.nextInt(3_000)), "later");
        } else if (kind == 7) {
            throw new IllegalStateException("at random");
        }
        return "result";
    }

    // ---- what users do

    private void change(SimulatedProcess process) {
        if (process.runtime.isFrozen()) {
            return;
        }
        DistributedScheduler scheduler = process.scheduler;
        JobId id = JobId.of(IDS.get(random.nextInt(IDS.size())));
        try {
            switch (random.nextInt(16)) {
                case 0, 1, 2 -> scheduler.schedule(job(id), ConflictPolicy.KEEP);
                case 3 -> scheduler.schedule(job(id), ConflictPolicy.REPLACE);
                case 4 -> scheduler.modify(id, job -> job.payload(random.nextInt()));
                case 5 -> scheduler.modify(id, job -> policies(trigger(job.defaultOverlap())));
                case 6 -> scheduler.stop(id, "for now");
                case 7, 8 -> scheduler.start(id);
                case 9 -> scheduler.remove(id);
                case 10, 11, 12 -> scheduler.schedule(onceOnly());
                case 13 -> {
                    scheduler.completion(id);
                    Instant now = simulation.storeTime();
                    scheduler.backfill(id, now.minusSeconds(plan.pace() * (1 + random.nextInt(8))), now);
                }
                default -> scheduler.fire("order", random.nextInt());
            }
        } catch (SchedulerException | JobStoreException | IllegalArgumentException e) {
            // A user would be told; the history is.
        }
    }

    private Job onceOnly() {
        Job job = Job.of(random.nextInt(4) == 0 ? "rare" : random.nextInt(20) == 0 ? "nobody's" : "work")
                .id("once-" + once++)
                .in(Duration.ofMillis(random.nextInt(8_000)))
                .retry(PATIENT);
        return policies(random.nextInt(3) == 0 ? job.exclusive() : job);
    }

    private Job job(JobId id) {
        return policies(composed(
                trigger(Job.of(random.nextInt(5) == 0 ? "rare" : "work").id(id).retry(PATIENT))));
    }

    /** Some with jitter, exclusions or a second trigger: by the id, so that no further number is drawn. */
    private Job composed(Job job) {
        Trigger trigger = job.trigger();
        if (!trigger.repeats() || trigger.basis() != Basis.PLANNED || trigger instanceof BoundedTrigger) {
            return job;
        }
        long pace = Math.max(1, plan.pace());
        LocalTime now = LocalTime.ofInstant(simulation.storeTime(), ZoneOffset.UTC);
        return switch (Math.floorMod(job.id().toString().hashCode(), 6)) {
            case 0 -> job.jitter(Duration.ofMillis(pace * 400));
            case 1 -> job.also(new EveryTrigger(Duration.ofMillis(pace * 1_700)));
            case 2 ->
                job.except(Exclusions.in(ZoneOffset.UTC).times(now.plusSeconds(pace * 3), now.plusSeconds(pace * 6)));
            default -> job;
        };
    }

    private Job policies(Job job) {
        Duration patience = Duration.ofMillis(random.nextInt(5_000));
        boolean hasKeyword = job.trigger() instanceof KeywordTrigger;
        Job overlapping = switch (random.nextInt(8)) {
            case 0 ->
                job.overlap(Overlap.queueOne())
                        .stopAfterFailures(1 + random.nextInt(2))
                        .retry(RetryPolicy.none());
            case 1 -> hasKeyword ? job.overlap(Overlap.skip()) : job.overlap(Overlap.queue());
            case 2 -> job.overlap(Overlap.cancel());
            case 3 -> job.overlap(Overlap.allow(2 + random.nextInt(3)));
            default -> job;
        };
        return limited(
                switch (random.nextInt(4)) {
                    case 0 -> overlapping.misfire(Misfire.skip(patience));
                    case 1 -> overlapping.misfire(Misfire.catchUp(patience.multipliedBy(5)));
                    default -> overlapping;
                });
    }

    /** Some by a key: by the id, so that no further number is drawn. */
    private Job limited(Job job) {
        if (plan.partitions() > 1) {
            return job;
        }
        return switch (Math.floorMod(job.id().toString().hashCode(), 9)) {
            case 0, 1 -> job.limitedBy("one", 1);
            case 2 -> job.limitedBy("one", Limit.atOnce(2).andRate(3, Duration.ofSeconds(2)));
            case 3 -> job.limitedBy("rate", Limit.rate(2, Duration.ofSeconds(1)));
            case 4 -> job.fairBy("fair");
            default -> job;
        };
    }

    /** In some lives. */
    private ExecutorDefinition limited(ExecutorDefinition executor) {
        if (plan.partitions() > 1) {
            return executor;
        }
        return switch (Math.floorMod(plan.seed(), 5)) {
            case 1 -> executor.limit(Limit.atOnce(3));
            case 2 -> executor.limit(Limit.rate(20, Duration.ofSeconds(2)));
            case 3 -> executor.perNode(2);
            default -> executor;
        };
    }

    private Job trigger(Job job) {
        // In a long life things come seldom.
        long pace = Math.max(1, plan.pace());
        return switch (random.nextInt(9)) {
            case 0 -> job.in(Duration.ofMillis(random.nextInt(4_000)));
            case 1 -> job.every(Duration.ofMillis(pace * (100 + random.nextInt(300))));
            case 2, 3 -> job.every(Duration.ofMillis(pace * (500 + random.nextInt(3_000))));
            case 4 ->
                job.every(Duration.ofMillis(pace * 700))
                        .until(simulation.storeTime().plusSeconds(pace * 10));
            case 5 -> job.every(Duration.ofMillis(pace * 1_000)).maxRuns(1 + random.nextInt(10));
            case 6 -> job.cron(pace == 1 ? "*/2 * * * * *" : "0 */7 * * * *", ZoneId.of("Europe/Berlin"));
            case 7 -> job.fixedDelay(Duration.ofMillis(pace * (500 + random.nextInt(1_000))));
            default -> job.onKeyword("order");
        };
    }

    // ---- what goes wrong

    private void disturb() {
        List<Fault> possible = List.copyOf(plan.faults());
        if (possible.isEmpty() || random.nextInt(3) == 0) {
            heal();
            return;
        }
        int index = random.nextInt(processes.length);
        SimulatedProcess process = processes[index];
        switch (possible.get(random.nextInt(possible.size()))) {
            case KILL -> {
                if (random.nextBoolean()) {
                    process.wire(any -> wire -> wire.killIn(some(DELICATE)));
                } else {
                    process.runtime.crash();
                }
            }
            case FREEZE -> {
                Duration time = upTo(plan.lease().multipliedBy(3));
                if (random.nextBoolean()) {
                    process.wire(any -> wire -> wire.stallIn(some(DELICATE), time));
                } else if (!process.runtime.isFrozen()) {
                    process.runtime.freeze(time);
                }
            }
            case SUSPEND -> {
                if (!process.runtime.isFrozen()) {
                    process.runtime.suspend(upTo(plan.lease().multipliedBy(3)));
                }
            }
            case LEAVE -> process.scheduler.stop();
            case CUT -> cut(process);
            case TROUBLE -> {
                double part = random.nextDouble() * 0.4;
                for (SimulatedProcess each : processes) {
                    each.wire(any -> wire -> wire.troubles(part));
                }
            }
            case SILENCE -> air.loses(random.nextBoolean() ? 1 : random.nextDouble() * 0.5);
            case WALL_CLOCK -> process.runtime.wallClockIsOffBy(Duration.ofSeconds(random.nextInt(7_200) - 3_600));
            case STORE_CLOCK -> stepStoreClock();
            case FAILOVER -> failOver();
            case LINGER -> process.wire(any -> wire -> wire.lingers(0.5));
        }
        replaceTheDead();
    }

    private void cut(SimulatedProcess process) {
        switch (random.nextInt(3)) {
            case 0 -> process.wire(any -> Wire::cut);
            case 1 -> {
                for (SimulatedProcess each : processes) {
                    each.wire(any -> Wire::cut);
                }
            }
            default -> {
                int away = random.nextInt(plan.partitions());
                for (SimulatedProcess each : processes) {
                    each.wire(partition -> partition == away ? Wire::cut : wire -> {});
                }
            }
        }
    }

    private void stepStoreClock() {
        int partition = random.nextInt(plan.partitions());
        Duration step =
                Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(3_600_000) : random.nextInt(30_000) - 15_000);
        storeClocks.set(partition, storeClocks.get(partition).plus(step));
        options.set(partition, options.get(partition).storeClockStepped());
    }

    private void failOver() {
        int partition = random.nextInt(plan.partitions());
        Instant from = logs.get(partition).forget(Duration.ofMillis(random.nextInt(1_500)));
        options.set(partition, options.get(partition).mayLose(from, storeTime(partition)));
    }

    private String some(List<String> methods) {
        return methods.get(random.nextInt(methods.size()));
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos((long) (random.nextDouble() * most.toNanos()));
    }

    private void replaceTheDead() {
        for (int i = 0; i < processes.length; i++) {
            if (processes[i].runtime.isCrashed()) {
                processes[i] = start(i);
            }
        }
    }

    private void heal() {
        air.loses(0);
        for (SimulatedProcess each : processes) {
            each.heal();
            if (!each.runtime.isCrashed()) {
                each.scheduler.start();
            }
        }
    }

    /** Nothing goes wrong any more, and what was begun comes to its end. */
    private void recover() {
        for (SimulatedProcess each : processes) {
            each.wire(any -> wire -> wire.stallIn("", Duration.ZERO));
        }
        // What is under way on the wires arrives, and whoever stands still goes on.
        simulation.run(Duration.ofSeconds(41));
        replaceTheDead();
        heal();
        Set<String> alive =
                Arrays.stream(processes).map(process -> process.name).collect(Collectors.toSet());
        for (int i = 0; i < plan.partitions(); i++) {
            options.set(
                    i,
                    options.get(i)
                            .faultsEnded(storeTime(i), RESUMED.plus(plan.lease().dividedBy(10)), alive));
        }
        simulation.run(plan.settle().plusSeconds(10));
    }

    // ---- what came of it

    private List<Violation> check() {
        List<Violation> found = new ArrayList<>();
        for (int i = 0; i < plan.partitions(); i++) {
            Verdict verdict = HistoryChecker.examine(histories.get(i), FinalState.of(stores.get(i)), options.get(i));
            found.addAll(verdict.violations());
        }
        return found;
    }

    /** What each partition was asked. */
    List<StoreLog> logs() {
        return logs;
    }

    /** What happened in each partition. */
    List<List<HistoryEvent>> histories() {
        return histories;
    }

    LifePlan plan() {
        return plan;
    }

    Simulation simulation() {
        return simulation;
    }
}
