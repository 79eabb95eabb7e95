package io.distributedscheduler.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures how late this machine is with what it is asked to do: a thread that does next to nothing a hundred times a
 * second, and notes by how much it came late. What a busy machine costs is added to every bound, so that a bound that
 * is passed is the scheduler's own.
 */
final class Stalls implements AutoCloseable {

    private record Stall(long at, long nanos) {}

    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long UNREMARKABLE = TimeUnit.MILLISECONDS.toNanos(3);

    private final List<Stall> stalls = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    Stalls() {
        Thread thread = new Thread(this::watch, "stalls");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            long before = System.nanoTime();
            while (!end.await(PERIOD, TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                note(now, now - before - PERIOD);
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void note(long now, long late) {
        if (late > UNREMARKABLE) {
            stalls.add(new Stall(now, late));
        }
    }

    /** For how long nothing went on between two instants of the monotonic clock, all together. */
    synchronized Duration between(long from, long to) {
        return Duration.ofNanos(stalls.stream()
                .filter(stall -> stall.at > from && stall.at - stall.nanos < to)
                .mapToLong(stall -> Math.min(stall.nanos, Math.min(stall.at - from, to - (stall.at - stall.nanos))))
                .sum());
    }

    /** The longest time for which nothing went on. */
    synchronized Duration longest() {
        return Duration.ofNanos(stalls.stream().mapToLong(Stall::nanos).max().orElse(0));
    }

    @Override
    public void close() {
        end.countDown();
    }
}
