package io.distributedscheduler.engine;

import io.distributedscheduler.memory.InMemoryJobStore;
import io.distributedscheduler.memory.MemorySignals;
import io.distributedscheduler.store.JobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/** A store of which the calls of one method do not return until they are let go, whatever timeouts promise. */
final class HangingStore {

    final MemorySignals signals = new MemorySignals();
    private final JobStore store = new InMemoryJobStore(Clock.systemUTC(), signals);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile String method = "";

    JobStore asSeen() {
        return (JobStore)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {JobStore.class}, this::call);
    }

    void hangsIn(String name) {
        method = name;
    }

    void letGo() {
        method = "";
        released.countDown();
    }

    private Object call(Object proxy, Method called, Object[] arguments) throws Throwable {
        if (called.getName().equals(method)) {
            released.await();
        }
        try {
            return called.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
