package io.distributedscheduler.test.simulation;

import io.distributedscheduler.memory.InMemoryJobStore;
import io.distributedscheduler.memory.MemorySignals;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.JobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store of one partition, and each step that it took. The same steps at the same times make the same store: so it can
 * become one that has lost its last steps, as a replica has that is promoted, and another kind of store can be told to take
 * them.
 */
public final class StoreLog {

    /** One step: what was asked at which time of the store, and what it answered, or how it refused. */
    public record Step(
            Instant at,
            Method method,
            @Nullable Object[] arguments,
            @Nullable Object answer,
            @Nullable Throwable refusal) {

        /** Lets another store take the step; throws what it throws. */
        public @Nullable Object takenBy(JobStore other) throws Throwable {
            try {
                return method.invoke(other, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        @Override
        public String toString() {
            return at + " " + method.getName() + Arrays.toString(arguments) + " -> "
                    + (refusal == null ? answer : refusal);
        }

        /** Whether it is a question that changes nothing. */
        public boolean looksOnly() {
            return LOOKS.contains(method.getName());
        }
    }

    private static final Set<String> LOOKS =
            Set.of("partitions", "partitionOf", "time", "nodes", "find", "list", "runs", "queues", "declarations");

    private final int partition;
    private final InstantSource clock;
    private final Consumer<Signal> signals;
    private final boolean keeps;
    private List<Step> steps = new ArrayList<>();
    private JobStore store;
    private @Nullable Instant replayed;

    /**
     * @param partition the number of it
     * @param clock store time
     * @param signals is told what the store tells its nodes
     * @param keeps whether the steps are kept: those of hours are many
     */
    StoreLog(int partition, InstantSource clock, Consumer<Signal> signals, boolean keeps) {
        this.keeps = keeps;
        this.partition = partition;
        this.clock = clock;
        this.signals = signals;
        this.store = fresh();
    }

    private JobStore fresh() {
        MemorySignals own = new MemorySignals();
        own.subscribe(
                signal -> {
                    if (replayed == null) {
                        signals.accept(signal);
                    }
                },
                () -> {});
        return new InMemoryJobStore(() -> replayed == null ? now() : replayed, own);
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** The store, whose steps are written down. */
    JobStore store() {
        return (JobStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    return method.getName().equals("partitionOf") ? partition : take(method, arguments);
                });
    }

    private @Nullable Object take(Method method, @Nullable Object[] arguments) throws Throwable {
        Instant at = now();
        try {
            Object answer = method.invoke(store, arguments);
            note(new Step(at, method, arguments, answer, null));
            return answer;
        } catch (InvocationTargetException e) {
            note(new Step(at, method, arguments, null, e.getCause()));
            throw e.getCause();
        }
    }

    private void note(Step step) {
        if (keeps) {
            steps.add(step);
        }
    }

    /** All steps, the first one first. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /**
     * Loses what it did in so long before now.
     *
     * @return the time of the first step that is lost; now, if none is
     */
    Instant forget(Duration last) {
        Instant from = now().minus(last);
        List<Step> kept = new ArrayList<>();
        for (Step step : steps) {
            if (!step.at().isBefore(from)) {
                break;
            }
            kept.add(step);
        }
        Instant first = kept.size() < steps.size() ? steps.get(kept.size()).at() : now();
        store = fresh();
        for (Step step : kept) {
            if (!step.looksOnly()) {
                replay(step);
            }
        }
        replayed = null;
        steps = kept;
        return first;
    }

    private void replay(Step step) {
        replayed = step.at();
        try {
            step.method().invoke(store, step.arguments());
        } catch (InvocationTargetException e) {
            if (step.refusal() == null) {
                throw new AssertionError("A step that was taken is refused when it is taken again: " + step, e);
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
