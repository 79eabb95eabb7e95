package io.distributedscheduler.store.foreign;

import io.distributedscheduler.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A transaction that holds the lock: all at one instant, with the signals that go out when it is committed. */
final class Step {

    final Sql sql;

    /** Store time of the step, in microseconds. */
    final Instant now;

    private final List<Signal> signals = new ArrayList<>();
    private final Map<String, Signal.Head> heads = new LinkedHashMap<>();

    Step(Sql sql, Instant now) {
        this.sql = sql;
        this.now = now;
    }

    long nowMs() {
        return now.toEpochMilli();
    }

    long nowMicros() {
        return Micros.of(now);
    }

    /** The millisecond in which {@code delay} has passed in full; of none, this one. */
    long in(Duration delay) {
        boolean begun = now.isAfter(Instant.ofEpochMilli(nowMs()));
        return nowMs() + delay.toMillis() + (begun && !delay.isZero() ? 1 : 0);
    }

    void signal(Signal signal) {
        signals.add(signal);
    }

    /** A lower head of a queue; only the last one a step is worth a signal. */
    void signalHead(String queue, long ms) {
        heads.put(queue, new Signal.Head(queue, Instant.ofEpochMilli(ms)));
    }

    List<Signal> signals() {
        List<Signal> all = new ArrayList<>(signals);
        all.addAll(heads.values());
        return all;
    }
}
