package io.distributedscheduler.test.simulation;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.engine.SchedulerBuilder;
import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.history.RecordedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** A process of a life, with one scheduler, and the wires to each partition of the store. */
final class SimulatedProcess {

    final String name;
    final SimulatedRuntime runtime;
    final DistributedScheduler scheduler;
    final List<Wire> wires = new ArrayList<>();

    /**
     * @param stores of the partitions
     * @param histories is told of what this process does, and in which partition; -1 for what is of none
     * @param mutant what is wrong with it
     */
    SimulatedProcess(
            String name,
            Simulation simulation,
            Random random,
            Air air,
            List<JobStore> stores,
            BiConsumer<Integer, HistoryEvent> histories,
            Mutant mutant,
            Consumer<SchedulerBuilder> setUp) {
        this.name = name;
        this.runtime = new SimulatedRuntime(simulation);
        List<JobStore> seen = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            int partition = i;
            // What the store has done is written down where it does it; what a node has heard, where it hears it.
            JobStore done =
                    new RecordedStore(stores.get(i), name, event -> keep(event, false, partition, histories), runtime);
            Wire wire = new Wire(simulation, random, runtime, done);
            wires.add(wire);
            JobStore heard =
                    new RecordedStore(wire.asSeen(), name, event -> keep(event, true, partition, histories), runtime);
            seen.add(mutant.client(heard));
        }
        SchedulerBuilder builder = new SchedulerBuilder(
                        new PartitionedStore(seen), mutant.signals(air.heardBy(runtime)))
                .history(event -> {
                    if (!runtime.isCrashed()) {
                        histories.accept(-1, event);
                    }
                })
                .runtime(runtime);
        setUp.accept(builder);
        this.scheduler = builder.build();
    }

    private static void keep(
            HistoryEvent event, boolean heard, int partition, BiConsumer<Integer, HistoryEvent> histories) {
        boolean isBeat = "store.beat".equals(event.op());
        if (isBeat == heard && (!heard || event.type().equals("ok"))) {
            histories.accept(partition, event);
        }
    }

    void heal() {
        wires.forEach(Wire::heal);
    }

    /** Something that goes wrong with the wires, each one given by its partition. */
    void wire(IntFunction<Consumer<Wire>> what) {
        for (int i = 0; i < wires.size(); i++) {
            what.apply(i).accept(wires.get(i));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
