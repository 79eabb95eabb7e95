package io.distributedscheduler.engine;

import io.distributedscheduler.store.JobStore;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** The clocks of all partitions. */
final class StoreClocks {

    /** For what callers ask, an estimate from an older reply is not good enough. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Bounds that are further apart come of an answer that took long, such as the first one of a connection. */
    private static final long WIDE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final JobStore store;
    private final NodeRuntime runtime;
    private final ConcurrentHashMap<Integer, StoreClock> clocks = new ConcurrentHashMap<>();

    StoreClocks(JobStore store, NodeRuntime runtime) {
        this.store = store;
        this.runtime = runtime;
    }

    StoreClock of(int partition) {
        return clocks.computeIfAbsent(partition, key -> new StoreClock());
    }

    /** The earliest that the partition's time can be now. Asks the store when there was no reply for a while. */
    Instant lower(int partition) {
        return StoreClock.instant(fresh(partition).lower(runtime.nanoTime()));
    }

    /** The latest that the partition's time can be now. Asks the store when there was no reply for a while. */
    Instant upper(int partition) {
        return StoreClock.instant(fresh(partition).upper(runtime.nanoTime()));
    }

    /** Makes a call to the store and learns the time from its answer. */
    <T> T observing(int partition, Supplier<T> call, Function<T, Instant> time) {
        long sent = runtime.nanoTime();
        T answer = call.get();
        of(partition).observe(sent, runtime.nanoTime(), time.apply(answer));
        return answer;
    }

    private StoreClock fresh(int partition) {
        StoreClock clock = of(partition);
        if (!clock.isKnown() || runtime.nanoTime() - clock.observedAt() > FRESH_NANOS) {
            ask(partition);
            if (clock.width(runtime.nanoTime()) > WIDE_NANOS) {
                ask(partition);
            }
        }
        return clock;
    }

    private void ask(int partition) {
        observing(partition, () -> store.time(partition), Function.identity());
    }
}
