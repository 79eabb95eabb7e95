package io.distributedscheduler.test.simulation;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.engine.SchedulerBuilder;
import io.distributedscheduler.engine.SchedulerSettings;
import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.memory.InMemoryJobStore;
import io.distributedscheduler.memory.MemorySignals;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.signal.Signals;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.history.RecordedStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Nodes that share a store in memory, in virtual time. */
public final class SimulatedCluster {

    /** One process of the cluster, with one scheduler. */
    public final class Member {

        private final String name;
        private final SimulatedRuntime runtime;
        private final FaultyStore store;
        private final DistributedScheduler scheduler;
        private boolean deaf;
        private Runnable onGap = () -> {};

        private Member(String name, Consumer<SchedulerBuilder> setUp) {
            this.name = name;
            this.runtime = new SimulatedRuntime(simulation);
            this.store = new FaultyStore(simulation, parts, runtime::isCrashed);
            SchedulerBuilder builder = new SchedulerBuilder(
                            new RecordedStore(store.asSeen(), name, this::record, runtime), heard())
                    .settings(SchedulerSettings.of(name))
                    .history(this::record)
                    .runtime(runtime);
            setUp.accept(builder);
            this.scheduler = builder.build();
        }

        private Signals heard() {
            return (listener, onGap) -> {
                this.onGap = onGap;
                return signals.subscribe(
                        (Signal signal) -> {
                            if (!deaf && !runtime.isCrashed()) {
                                listener.accept(signal);
                            }
                        },
                        onGap);
            };
        }

        private void record(HistoryEvent event) {
            HistoryEvent seen =
                    event.type().equals("start") ? event.with("trueMicros", Long.toString(storeMicros())) : event;
            histories.computeIfAbsent(name, any -> new ArrayList<>()).add(seen);
            recorded.add(seen);
        }

        public String name() {
            return name;
        }

        public DistributedScheduler scheduler() {
            return scheduler;
        }

        /** The store as this process sees it. */
        public FaultyStore store() {
            return store;
        }

        /** The process is no more. */
        public void crash() {
            runtime.crash();
        }

        /** The process does nothing for so long. */
        public void freeze(Duration time) {
            runtime.freeze(time);
        }

        /** Its machine is suspended for so long. */
        public void suspend(Duration time) {
            runtime.suspend(time);
        }

        /** Whether it does nothing now; whoever calls it meanwhile gets wrong answers. */
        public boolean isFrozen() {
            return runtime.isFrozen();
        }

        public void wallClockIsOffBy(Duration offset) {
            runtime.wallClockIsOffBy(offset);
        }

        /** No signal arrives any more. */
        public void hearsNothing() {
            deaf = true;
        }

        /** It is told that it may have missed signals. */
        public void missesSignals() {
            onGap.run();
        }

        public long liveLoops() {
            return runtime.liveLoops();
        }
    }

    private final Simulation simulation;
    private final MemorySignals signals = new MemorySignals();
    private final List<JobStore> parts = new ArrayList<>();
    private final JobStore store;
    private final Map<String, List<HistoryEvent>> histories = new LinkedHashMap<>();
    private final List<HistoryEvent> recorded = new ArrayList<>();

    public SimulatedCluster(long seed) {
        this(seed, 1);
    }

    /** With a store of so many partitions. */
    public SimulatedCluster(long seed, int partitions) {
        this.simulation = new Simulation(seed);
        for (int i = 0; i < partitions; i++) {
            parts.add(new InMemoryJobStore(simulation.storeClock(), signals));
        }
        this.store = new PartitionedStore(parts);
    }

    public Simulation simulation() {
        return simulation;
    }

    /** The store itself, which never fails. */
    public JobStore store() {
        return store;
    }

    /** A new process, not started. */
    public Member member(String name, Consumer<SchedulerBuilder> setUp) {
        return new Member(name, setUp);
    }

    /** What all processes of that name recorded. */
    public List<HistoryEvent> history(String name) {
        return histories.getOrDefault(name, List.of());
    }

    /** What all processes recorded, by time. */
    public List<HistoryEvent> history() {
        List<HistoryEvent> all = new ArrayList<>();
        histories.values().forEach(all::addAll);
        all.sort((one, other) -> Long.compare(one.storeMicros(), other.storeMicros()));
        return all;
    }

    /** What all processes recorded, in the order in which they did: what {@code HistoryChecker} reads. */
    public List<HistoryEvent> recorded() {
        return List.copyOf(recorded);
    }

    private long storeMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, simulation.storeTime());
    }

    /** Settings of a node, with the lease that most tests have: ten seconds. */
    public static SchedulerSettings settings(String name) {
        return SchedulerSettings.of(name);
    }
}
