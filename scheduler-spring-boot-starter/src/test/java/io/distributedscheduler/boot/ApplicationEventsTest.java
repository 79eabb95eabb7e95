package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.event.SchedulerEvent.RunEvent;
import io.distributedscheduler.event.SchedulerEvent.RunStarted;
import io.distributedscheduler.event.SchedulerEvent.RunSucceeded;
import io.distributedscheduler.event.SchedulerListener;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;

/** What happens, told to beans. */
class ApplicationEventsTest {

    @Test
    void eventsAreApplicationEvents() {
        Contexts.inMemory().withBean(Greeter.class).withBean(Log.class).run(context -> {
            JobId id = context.getBean(DistributedScheduler.class).schedule(Job.of("greet"));

            Log log = context.getBean(Log.class);
            await().untilAsserted(() ->
                    assertThat(log.ofRuns).extracting(RunEvent::job).containsExactly(id, id));
            assertThat(log.ofRuns).first().isInstanceOf(RunStarted.class);
            assertThat(log.succeeded)
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.run().result(String.class)).contains("hello"));
        });
    }

    static class Greeter {
        @JobExecutor(eid = "greet")
        String greet() {
            return "hello";
        }
    }

    static class Log {

        final Queue<RunSucceeded> succeeded = new ConcurrentLinkedQueue<>();
        final Queue<RunEvent> ofRuns = new ConcurrentLinkedQueue<>();

        @EventListener
        void on(RunSucceeded event) {
            succeeded.add(event);
        }

        @EventListener
        void on(RunEvent event) {
            ofRuns.add(event);
        }
    }

    @Test
    void aListenerMayHaveTheSchedulerInjected() {
        Contexts.inMemory()
                .withBean(Greeter.class)
                .withBean(GreetsOnceMore.class)
                .run(context -> {
                    context.getBean(DistributedScheduler.class).schedule(Job.of("greet"));

                    GreetsOnceMore listener = context.getBean(GreetsOnceMore.class);
                    await().untilAsserted(() -> assertThat(listener.events)
                            .filteredOn(RunSucceeded.class::isInstance)
                            .hasSize(2));
                });
    }

    static class GreetsOnceMore implements SchedulerListener {

        final Queue<SchedulerEvent> events = new ConcurrentLinkedQueue<>();
        private final DistributedScheduler scheduler;

        GreetsOnceMore(DistributedScheduler scheduler) {
            this.scheduler = scheduler;
        }

        @Override
        public void onEvent(SchedulerEvent event) {
            events.add(event);
            if (event instanceof RunSucceeded succeeded
                    && !succeeded.job().value().equals("again")) {
                scheduler.schedule(Job.of("greet").id("again"));
            }
        }
    }
}
