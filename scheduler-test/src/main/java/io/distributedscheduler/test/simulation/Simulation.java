package io.distributedscheduler.test.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Virtual time, and the order in which things happen in it. Nothing happens unless a test lets time pass; what is due
 * at the same instant happens in an order that the seed decides.
 */
public final class Simulation {

    /** When a simulation begins, unless told. */
    public static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private static final int MOST_STEPS_AT_ONE_INSTANT = 200_000;

    /** Something that shall happen. */
    final class Task {

        private final Runnable action;
        private long at;
        private long order;
        private boolean planned;

        private final String name;

        /** @param name for people */
        Task(String name, Runnable action) {
            this.name = name;
            this.action = action;
        }

        /** Plans it for then, instead of whenever it was planned for. */
        void plan(long when) {
            cancel();
            at = Math.max(now, when);
            order = random.nextLong();
            planned = true;
            tasks.add(this);
        }

        void cancel() {
            if (planned) {
                planned = false;
                tasks.remove(this);
            }
        }
    }

    private final Random random;
    private final Instant start;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            (one, other) -> one.at != other.at ? Long.compare(one.at, other.at) : Long.compare(one.order, other.order));
    private long now;
    private long storeOffset;
    private long steps;
    private long lastStep;
    private long stepsAtThisInstant;

    public Simulation(long seed) {
        this(seed, START);
    }

    /** @param start what the store's clock shows when it begins */
    public Simulation(long seed, Instant start) {
        this.random = new Random(seed);
        this.start = start;
    }

    /** Nanoseconds since the simulation began. */
    public long now() {
        return now;
    }

    /** The store's clock. */
    public InstantSource storeClock() {
        return () -> start.plusNanos(now + storeOffset);
    }

    /** The store's time now. */
    public Instant storeTime() {
        return storeClock().instant();
    }

    /** Lets the store's clock step. */
    public void stepStoreClock(Duration step) {
        storeOffset += step.toNanos();
    }

    public Random random() {
        return random;
    }

    /** How much has happened. */
    public long steps() {
        return steps;
    }

    /** Does something later. */
    public void after(Duration delay, Runnable action) {
        new Task("something later", action).plan(now + delay.toNanos());
    }

    /** A future that completes later. */
    public <T> CompletableFuture<T> later(Duration delay, T value) {
        CompletableFuture<T> future = new CompletableFuture<>();
        after(delay, () -> future.complete(value));
        return future;
    }

    /** Lets time pass within a step: whoever calls this takes that long, and all others wait. */
    public void take(Duration time) {
        now += time.toNanos();
    }

    /** Lets time pass. */
    public void run(Duration time) {
        long end = now + time.toNanos();
        while (next(end)) {
            // One step after the other.
        }
        now = Math.max(now, end);
    }

    /** Lets all happen that would within a moment from now, and sets time back: it took no time. */
    public void settle(Duration moment) {
        long before = now;
        run(moment);
        now = before;
    }

    /** Lets time pass until something is true; fails when it does not come true in time. */
    public void runUntil(BooleanSupplier condition, Duration limit) {
        if (!runs(condition, limit)) {
            throw new AssertionError("It did not come true within " + limit + " of virtual time");
        }
    }

    /** Lets time pass until something is true; answers whether it is. */
    public boolean runs(BooleanSupplier condition, Duration limit) {
        long end = now + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!next(end)) {
                now = Math.max(now, end);
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    private boolean next(long end) {
        Task task = tasks.peek();
        if (task == null || task.at > end) {
            return false;
        }
        tasks.poll();
        task.planned = false;
        stepsAtThisInstant = Math.max(now, task.at) > lastStep ? 0 : stepsAtThisInstant + 1;
        if (stepsAtThisInstant > MOST_STEPS_AT_ONE_INSTANT) {
            throw new AssertionError(
                    "Time stands still: " + task.name + " and perhaps others run again and again without a pause");
        }
        now = Math.max(now, task.at);
        lastStep = now;
        steps++;
        task.action.run();
        return true;
    }
}
