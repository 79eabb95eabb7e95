package io.distributedscheduler.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.signal.Signals.Subscription;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MemorySignalsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final MemorySignals signals = new MemorySignals();
    private final InMemoryJobStore store = new InMemoryJobStore(() -> NOON, signals);
    private final List<Signal> heard = new ArrayList<>();

    @Test
    void everyListenerHearsEverySignalBeforeTheCallReturns() {
        List<Signal> heardToo = new ArrayList<>();
        signals.subscribe(heard::add, () -> {});
        signals.subscribe(heardToo::add, () -> {});

        schedule("first");

        assertThat(heard).containsExactly(new Signal.Head("work", NOON));
        assertThat(heardToo).isEqualTo(heard);
    }

    @Test
    void whoEndedListeningHearsNothing() {
        Subscription subscription = signals.subscribe(heard::add, () -> {});
        subscription.close();
        subscription.close();

        schedule("first");

        assertThat(heard).isEmpty();
    }

    @Test
    void whoListensTwiceMayStopOnce() {
        Consumer<Signal> listener = heard::add;
        signals.subscribe(listener, () -> {});
        signals.subscribe(listener, () -> {}).close();

        schedule("first");

        assertThat(heard).hasSize(1);
    }

    @Test
    void aListenerMayCallTheStoreAlsoFromAnotherThread() {
        List<Boolean> found = new ArrayList<>();
        signals.subscribe(
                signal -> {
                    Thread other = new Thread(
                            () -> found.add(store.find(new JobId("first")).isPresent()));
                    other.start();
                    try {
                        other.join(10_000);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    found.add(store.find(new JobId("first")).isPresent());
                },
                () -> {});

        schedule("first");

        assertThat(found).containsExactly(true, true);
    }

    private void schedule(String id) {
        Call call = new Call("call-" + id, NOON, NOON.plus(Duration.ofSeconds(1)));
        StoredJob job = new StoredJob(new JobId(id), 1, "work", null, false, "");
        store.schedule(call, List.of(new NewJob(job, new Due.At(NOON))));
    }
}
