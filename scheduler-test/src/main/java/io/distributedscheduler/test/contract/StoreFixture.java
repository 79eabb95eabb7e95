package io.distributedscheduler.test.contract;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An empty store whose time stands still until a test moves it, and whose signals are listened to. */
public interface StoreFixture extends AutoCloseable {

    /** Where the time of every fixture begins, so that two can be compared. */
    Instant START = Instant.parse("2026-03-01T12:00:00Z");

    JobStore store();

    /** The store's time. */
    Instant now();

    /** Moves the store's time by so much, in microseconds or coarser; backwards, too. */
    void advance(Duration time);

    /** The signals sent since the last call, also those that take a while to arrive. */
    List<Signal> signals();

    @Override
    void close();
}
