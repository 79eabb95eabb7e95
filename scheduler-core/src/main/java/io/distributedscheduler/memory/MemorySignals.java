package io.distributedscheduler.memory;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.signal.Signals;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Signals within one process: each listener is called in the thread that caused the signal, before its call returns. */
public final class MemorySignals implements Signals {

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** {@code onGap} is never called, since nothing can be missed. */
    @Override
    public Subscription subscribe(Consumer<Signal> listener, Runnable onGap) {
        // An object of its own, so that a consumer that listens twice can stop once.
        Listener added = new Listener(listener);
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    void send(List<Signal> signals) {
        for (Signal signal : signals) {
            for (Listener listener : listeners) {
                listener.consumer.accept(signal);
            }
        }
    }

    private static final class Listener {

        private final Consumer<Signal> consumer;

        Listener(Consumer<Signal> consumer) {
            this.consumer = consumer;
        }
    }
}
