package io.distributedscheduler.test.simulation;

import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A store as one process sees it: it may be away, slow, or lose replies after the effect. */
public final class FaultyStore {

    private final Simulation simulation;
    private final JobStore store;
    private final BooleanSupplier crashed;
    private final Map<String, Integer> calls = new HashMap<>();
    private final Map<String, Runnable> beforeAnswer = new HashMap<>();
    private Predicate<String> away = method -> false;
    private Predicate<String> losesReply = method -> false;
    private Predicate<String> damaged = method -> false;
    private boolean losesCompletions;
    private Duration sending = Duration.ofNanos(100_000);
    private Duration replying = Duration.ofNanos(100_000);

    FaultyStore(Simulation simulation, JobStore store, BooleanSupplier crashed) {
        this.simulation = simulation;
        this.store = store;
        this.crashed = crashed;
    }

    /** Calls of these methods fail without effect. */
    public void awayFor(Predicate<String> methods) {
        away = methods;
    }

    /** All calls fail without effect. */
    public void goesAway() {
        awayFor(method -> true);
    }

    public void comesBack() {
        awayFor(method -> false);
        losesReply = method -> false;
        damaged = method -> false;
    }

    /** Calls of these methods take effect, but their answers do not arrive. */
    public void losesReplyOf(Predicate<String> methods) {
        losesReply = methods;
    }

    /** Completions are answered as taken, and then lost, as by a failover to a replica that lags. */
    public void losesCompletions(boolean loses) {
        losesCompletions = loses;
    }

    /** These methods come upon something that cannot be read. */
    public void cannotRead(Predicate<String> methods) {
        damaged = methods;
    }

    /** How long a request travels, and how long its reply does. */
    public void takes(Duration request, Duration reply) {
        sending = request;
        replying = reply;
    }

    /** Something else happens, once, between the effect of the next call of the method and its answer. */
    public void beforeAnswerOf(String method, Runnable action) {
        beforeAnswer.put(method, action);
    }

    /** How often the method was called. */
    public int calls(String method) {
        return calls.getOrDefault(method, 0);
    }

    JobStore asSeen() {
        return (JobStore)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {JobStore.class}, this::call);
    }

    private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        if (name.equals("partitions") || name.equals("partitionOf") || method.getDeclaringClass() == Object.class) {
            return method.invoke(store, arguments);
        }
        calls.merge(name, 1, Integer::sum);
        if (crashed.getAsBoolean() || away.test(name)) {
            throw new JobStoreException("away", null);
        }
        if (damaged.test(name)) {
            throw new IllegalStateException("a record that cannot be read");
        }
        simulation.take(sending);
        Object answer;
        if (losesCompletions && name.equals("complete")) {
            answer = Collections.nCopies(
                    ((List<?>) arguments[3]).size(), new CompleteAnswer(true, true, simulation.storeTime()));
        } else {
            try {
                answer = method.invoke(store, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
        Runnable action = beforeAnswer.remove(name);
        if (action != null) {
            action.run();
        }
        simulation.take(replying);
        if (losesReply.test(name)) {
            throw new JobStoreException("the reply was lost", null);
        }
        return answer;
    }
}
