package io.distributedscheduler.boot;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.signal.Signals;
import java.util.function.Consumer;

/** The signals of a store that has none: nodes see at the next beat what others did. */
final class NoSignals implements Signals {

    @Override
    public Subscription subscribe(Consumer<Signal> listener, Runnable onGap) {
        return () -> {};
    }
}
