package io.distributedscheduler.event;

/** Receives the history of a node. Thread-safe, quick, does not throw. */
@FunctionalInterface
public interface History {

    /** Keeps nothing. */
    History NONE = event -> {};

    /** Keeps the event. */
    void record(HistoryEvent event);
}
