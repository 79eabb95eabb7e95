package io.distributedscheduler.test.simulation;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.StoreRefusesException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A store as one process sees it: it may be away, slow, or lose replies after the effect. */
public final class FaultyStore {

    private final Simulation simulation;
    private final List<JobStore> parts;
    private final BooleanSupplier crashed;
    private final Map<String, Integer> calls = new HashMap<>();
    private final Map<String, Runnable> beforeAnswer = new HashMap<>();
    private Predicate<String> away = method -> false;
    private Predicate<String> refused = method -> false;
    private Predicate<JobId> endsRefused = job -> false;
    private final Set<Integer> partitionsAway = new HashSet<>();
    private Predicate<String> losesReply = method -> false;
    private Predicate<String> damaged = method -> false;
    private boolean losesCompletions;
    private Duration sending = Duration.ofNanos(100_000);
    private Duration replying = Duration.ofNanos(100_000);

    FaultyStore(Simulation simulation, List<JobStore> parts, BooleanSupplier crashed) {
        this.simulation = simulation;
        this.parts = parts;
        this.crashed = crashed;
    }

    /** Calls of these methods fail without effect. */
    public void awayFor(Predicate<String> methods) {
        away = methods;
    }

    /** The store answers calls of these methods, and refuses them. */
    public void refuses(Predicate<String> methods) {
        refused = methods;
    }

    /** The store refuses calls that bring an end of a run of these jobs, whole. */
    public void refusesEndsOf(Predicate<JobId> jobs) {
        endsRefused = jobs;
    }

    /** All calls that go to the partition fail without effect. */
    public void partitionGoesAway(int partition) {
        partitionsAway.add(partition);
    }

    /** All calls fail without effect. */
    public void goesAway() {
        awayFor(method -> true);
    }

    public void comesBack() {
        awayFor(method -> false);
        losesReply = method -> false;
        damaged = method -> false;
        refused = method -> false;
        endsRefused = job -> false;
        partitionsAway.clear();
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
        List<JobStore> seen = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            seen.add(asSeen(i));
        }
        return new PartitionedStore(seen);
    }

    private JobStore asSeen(int partition) {
        return (JobStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {JobStore.class},
                (proxy, method, arguments) -> call(partition, method, arguments));
    }

    private boolean bringsRefusedEnd(List<?> completions) {
        return completions.stream()
                .anyMatch(end ->
                        endsRefused.test(((Completion) end).claim().handle().job()));
    }

    private Object call(int partition, Method method, Object[] arguments) throws Throwable {
        JobStore store = parts.get(partition);
        String name = method.getName();
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(store, arguments);
        }
        calls.merge(name, 1, Integer::sum);
        if (crashed.getAsBoolean() || away.test(name) || partitionsAway.contains(partition)) {
            throw new JobStoreException("away", null);
        }
        if (refused.test(name) || name.equals("complete") && bringsRefusedEnd((List<?>) arguments[3])) {
            throw new StoreRefusesException("no permission to " + name, null);
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
