package io.distributedscheduler.event;

/**
 * Is told what a person should look at, to pass it on by mail, chat or webhook. All alarm listeners of a scheduler are called on
 * one thread of their own, one alarm after the other: they may block for some seconds, which delays no job, no future and no
 * {@link SchedulerListener}. What one throws is logged, and the others are told all the same.
 *
 * <p>They are not flooded: of each kind and executor there is at most one alarm a minute; see {@link Alarm}.
 */
@FunctionalInterface
public interface AlarmListener {

    /** Something should be looked at. */
    void onAlarm(Alarm alarm);
}
