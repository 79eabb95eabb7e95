package io.distributedscheduler.signal;

import java.util.function.Consumer;

/**
 * Carries signals between nodes. The store sends them, in the same step as the change; nodes listen.
 *
 * <p>Delivery is best effort: signals may be lost, repeated or late. Implementations are thread-safe.
 */
public interface Signals {

    /**
     * Starts to listen, and calls {@code listener} for each signal from now on, also those this process caused. The
     * listener returns quickly and does not throw. Does not throw when the carrier is away: it joins when it is back,
     * and then calls {@code onGap}, since signals may have been missed.
     *
     * @param listener is called by any thread, at times by several at once
     * @param onGap likewise; also called when the carrier comes back after it was away
     */
    Subscription subscribe(Consumer<Signal> listener, Runnable onGap);

    /** Ends listening. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
