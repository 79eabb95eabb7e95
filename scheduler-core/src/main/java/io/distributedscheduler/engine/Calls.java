package io.distributedscheduler.engine;

import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.LateCallException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Makes the calls that change something in the store: each with an id of its own, and a time after which it is void. */
final class Calls {

    private final NodeRuntime runtime;
    private final StoreClocks clocks;
    private final Duration validity;
    private final String prefix;
    private final AtomicLong count = new AtomicLong();

    /** @param validity how long after it was issued a call may take effect: longer than its sender waits for an answer */
    Calls(NodeRuntime runtime, StoreClocks clocks, Duration validity) {
        this.runtime = runtime;
        this.clocks = clocks;
        this.validity = validity;
        this.prefix = Long.toUnsignedString(runtime.random(), 36) + '-';
    }

    /** A new call to the partition. Asks the store for its time if that is not known well enough. */
    Call next(int partition) {
        return issued(clocks.upper(partition));
    }

    /** A new call to the partition, whatever is known of its time. */
    Call nextNow(int partition) {
        return issued(StoreClock.instant(clocks.of(partition).upper(runtime.nanoTime())));
    }

    private Call issued(Instant issued) {
        return new Call(nextId(), issued, issued.plus(validity));
    }

    /** A name that no other call has, on any node. */
    String nextId() {
        return prefix + Long.toString(count.incrementAndGet(), 36);
    }

    /** The same call again, after it was refused as late. */
    Call again(Call late, LateCallException refusal) {
        return new Call(late.id(), late.issued(), refusal.storeTime().plus(validity));
    }

    /**
     * Makes one call; when the estimate of store time was so wrong that it is refused as late, once more.
     *
     * @throws LateCallException when it is not known whether the first of two arrivals took effect
     */
    <T> T make(int partition, Function<Call, T> step) {
        Call call = next(partition);
        long sent = runtime.nanoTime();
        try {
            return step.apply(call);
        } catch (LateCallException e) {
            // Or the next call would be as late.
            clocks.of(partition).observe(sent, runtime.nanoTime(), e.storeTime());
            if (e.inDoubt()) {
                // The driver may have sent it twice; made valid again, it might take effect twice.
                throw e;
            }
            return step.apply(again(call, e));
        }
    }
}
