package io.distributedscheduler.boot;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.event.AlarmListener;
import io.distributedscheduler.event.SchedulerListener;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Adds listeners when the scheduler exists, so that they can have it injected. */
record ListenerRegistrar(
        DistributedScheduler scheduler,
        ObjectProvider<SchedulerListener> listeners,
        ObjectProvider<AlarmListener> alarmListeners)
        implements SmartInitializingSingleton {

    @Override
    public void afterSingletonsInstantiated() {
        listeners.orderedStream().forEach(scheduler::addListener);
        alarmListeners.orderedStream().forEach(scheduler::addAlarmListener);
    }
}
