package io.distributedscheduler.event;

/**
 * Is told what happens. Called on a thread of its own, in order, through a bounded queue: a slow listener delays no job,
 * and when the queue is full events are dropped and counted. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface SchedulerListener {

    /** Something happened. */
    void onEvent(SchedulerEvent event);
}
