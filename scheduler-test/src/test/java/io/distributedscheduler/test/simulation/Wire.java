package io.distributedscheduler.test.simulation;

import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a process and the store of one partition: a call may be lost on its way there or back, come twice, or
 * come again long after; and the process may die with its call under way.
 */
final class Wire {

    private final Simulation simulation;
    private final Random random;
    private final SimulatedRuntime runtime;
    private final JobStore store;
    private boolean cut;
    private double trouble;
    private double linger;
    /** The method whose next call is the last, or that the process stands still in; empty for none. */
    private String fatal = "";

    private String stalling = "";
    private Duration stall = Duration.ZERO;

    Wire(Simulation simulation, Random random, SimulatedRuntime runtime, JobStore store) {
        this.simulation = simulation;
        this.random = random;
        this.runtime = runtime;
        this.store = store;
    }

    /** No call arrives. */
    void cut() {
        cut = true;
    }

    /** That part of the calls goes wrong, from 0 to 1. */
    void troubles(double part) {
        trouble = part;
    }

    /** That part of the answers to claims takes up to two beats and more, from 0 to 1. */
    void lingers(double part) {
        linger = part;
    }

    void heal() {
        cut = false;
        trouble = 0;
        linger = 0;
        fatal = "";
        stalling = "";
    }

    /** The process stands still in the middle of its next call of the method, which arrives when it goes on. */
    void stallIn(String method, Duration time) {
        stalling = method;
        stall = time;
    }

    /** The process dies at its next call of the method: before it arrives, or after it was carried out. */
    void killIn(String method) {
        fatal = method;
    }

    /** The store as the process sees it. */
    JobStore asSeen() {
        return (JobStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    return method.getParameterCount() == 0 || method.getName().equals("partitionOf")
                            ? arrive(method, arguments)
                            : send(method, arguments);
                });
    }

    private @Nullable Object send(Method method, Object[] arguments) throws Throwable {
        boolean dies = method.getName().equals(fatal);
        if (dies && random.nextBoolean()) {
            runtime.crash();
        }
        if (cut || runtime.isCrashed()) {
            throw lost(method);
        }
        if (method.getName().equals(stalling) && !runtime.isFrozen()) {
            stalling = "";
            runtime.freeze(stall);
            simulation.after(stall, () -> quietly(method, arguments));
            throw lost(method);
        }
        simulation.take(way());
        double luck = random.nextDouble();
        if (luck >= trouble) {
            Object answer = arrive(method, arguments);
            if (dies) {
                runtime.crash();
                throw lost(method);
            }
            simulation.take(way());
            if (linger > 0
                    && method.getName().equals("claim")
                    && random.nextDouble() < linger
                    && SimulatedRuntime.canWait()) {
                SimulatedRuntime.sleepDeaf(Duration.ofMillis(random.nextInt(1_500)));
            }
            return answer;
        }
        switch (random.nextInt(5)) {
            case 0 -> {
                // Lost on its way there.
            }
            case 1 -> quietly(method, arguments);
            case 2 -> {
                quietly(method, arguments);
                later(method, arguments);
            }
            case 3 -> later(method, arguments);
            default -> {
                quietly(method, arguments);
                return arrive(method, arguments);
            }
        }
        throw lost(method);
    }

    private Duration way() {
        return Duration.ofNanos(30_000 + (long) (-Math.log(1 - random.nextDouble()) * 70_000));
    }

    /** It comes long after, as what a driver kept and sends when it is connected again. */
    private void later(Method method, Object[] arguments) {
        int most = random.nextBoolean() ? 1_500 : 40_000;
        simulation.after(Duration.ofMillis(random.nextInt(most)), () -> quietly(method, arguments));
    }

    private void quietly(Method method, Object[] arguments) {
        try {
            arrive(method, arguments);
        } catch (RuntimeException e) {
            // Nobody is there to hear of it.
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private @Nullable Object arrive(Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static JobStoreException lost(Method method) {
        return new JobStoreException("no reply to " + method.getName(), null);
    }
}
