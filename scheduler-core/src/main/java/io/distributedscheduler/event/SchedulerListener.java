package io.distributedscheduler.event;

/**
 * Is told what happens. All listeners of a scheduler are called on one thread of their own, in order: a slow one delays
 * the others, but no job and no future, and may wait for a completion. At most 10,000 events wait for it; those that come
 * while the queue is full are dropped and counted, with one warning when that begins and one when it is over. What a listener
 * throws is logged and changes nothing.
 */
@FunctionalInterface
public interface SchedulerListener {

    /** Something happened. */
    void onEvent(SchedulerEvent event);
}
