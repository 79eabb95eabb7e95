package io.distributedscheduler.store.foreign;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.contract.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** The store in a database of its own, with time moved by hand. */
final class SqlFixture implements StoreFixture {

    private final Database database = new Database();
    private final SqlSignals signals = new SqlSignals();
    private final List<Signal> heard = new CopyOnWriteArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final JobStore store = new SqlJobStore(database.connections(), sql -> now.get(), signals);

    SqlFixture() {
        signals.subscribe(heard::add, () -> {});
    }

    @Override
    public JobStore store() {
        return store;
    }

    @Override
    public Instant now() {
        return now.get();
    }

    @Override
    public void advance(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Override
    public List<Signal> signals() {
        List<Signal> sent = List.copyOf(heard);
        heard.clear();
        return sent;
    }

    @Override
    public void close() {
        database.close();
    }
}
