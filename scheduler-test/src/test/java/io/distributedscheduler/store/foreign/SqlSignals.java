package io.distributedscheduler.store.foreign;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.signal.Signals;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Signals to this process alone: nodes of others learn of changes at their next beat, which is allowed. */
final class SqlSignals implements Signals {

    private final List<Listening> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Subscription subscribe(Consumer<Signal> listener, Runnable onGap) {
        Listening added = new Listening(listener);
        listeners.add(added);
        return added;
    }

    void send(List<Signal> signals) {
        signals.forEach(signal -> listeners.forEach(listening -> listening.listener.accept(signal)));
    }

    private final class Listening implements Subscription {

        private final Consumer<Signal> listener;

        Listening(Consumer<Signal> listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }
}
