package io.distributedscheduler.test;

import io.distributedscheduler.memory.InMemoryJobStore;
import io.distributedscheduler.memory.MemorySignals;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.simulation.Simulation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;

/**
 * The store in memory, of which each call takes a nanosecond: nodes tell by it what they heard before a call from what they
 * heard after, and instants of the store are coarser, so that nobody sees it.
 */
final class VirtualStore {

    private static final Duration A_CALL = Duration.ofNanos(1);

    private VirtualStore() {}

    static JobStore in(Simulation simulation, MemorySignals signals) {
        JobStore store = new InMemoryJobStore(simulation.storeClock(), signals);
        return (JobStore) Proxy.newProxyInstance(
                VirtualStore.class.getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    simulation.take(A_CALL);
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
