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

    private final Limits limits;

    private final List<Signal> signals = new ArrayList<>();

    /** Where the heads of the queues stood that this step touches, ms. */
    private final Map<String, Long> headsBefore = new LinkedHashMap<>();

    Step(Sql sql, Instant now) {
        this.sql = sql;
        this.now = now;
        this.limits = new Limits(this);
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

    /** To be called before a queue changes of which the head may be lowered. */
    void touch(String queue) {
        limits.touch(queue);
    }

    void rememberHead(String queue) {
        headsBefore.computeIfAbsent(queue, limits::head);
    }

    Limits limits() {
        return limits;
    }

    /** Ends the step: tells of the heads that it lowered, and forgets what nobody needs any more. */
    void end() {
        limits.settle();
        headsBefore.forEach((queue, before) -> {
            long head = limits.head(queue);
            if (head < before) {
                signal(new Signal.Head(queue, Instant.ofEpochMilli(head)));
            }
        });
        new Keywords(sql).forgetUnused();
        sql.update("DELETE FROM branch_fire b WHERE NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.handle = b.handle)");
    }

    List<Signal> signals() {
        return List.copyOf(signals);
    }
}
