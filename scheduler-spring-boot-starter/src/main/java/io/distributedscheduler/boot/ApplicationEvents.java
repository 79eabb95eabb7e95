package io.distributedscheduler.boot;

import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.event.SchedulerListener;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes each event of the scheduler in the application context, for {@code @EventListener} methods. */
record ApplicationEvents(ApplicationEventPublisher publisher) implements SchedulerListener {

    @Override
    public void onEvent(SchedulerEvent event) {
        publisher.publishEvent(event);
    }
}
