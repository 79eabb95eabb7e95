package io.distributedscheduler.memory;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.contract.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The store in memory, with time moved by hand. */
public final class MemoryFixture implements StoreFixture {

    private final MemorySignals signals = new MemorySignals();
    private final List<Signal> heard = new ArrayList<>();
    private final JobStore store = new InMemoryJobStore(this::now, signals);
    private Instant now = START;

    public MemoryFixture() {
        signals.subscribe(heard::add, () -> {});
    }

    @Override
    public JobStore store() {
        return store;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public List<Signal> signals() {
        List<Signal> sent = List.copyOf(heard);
        heard.clear();
        return sent;
    }

    @Override
    public void close() {}
}
