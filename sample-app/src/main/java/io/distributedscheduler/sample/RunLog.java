package io.distributedscheduler.sample;

import io.distributedscheduler.event.SchedulerEvent.RunFailed;
import io.distributedscheduler.event.SchedulerEvent.RunLost;
import io.distributedscheduler.event.SchedulerEvent.RunRetried;
import io.distributedscheduler.event.SchedulerEvent.RunStarted;
import io.distributedscheduler.event.SchedulerEvent.RunStopped;
import io.distributedscheduler.event.SchedulerEvent.RunSucceeded;
import io.distributedscheduler.event.SchedulerEvent.RunTimedOut;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.job.RunError;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells in words what this node runs: the scheduler's events are Spring application events. */
@Component
class RunLog {

    private static final Logger log = LoggerFactory.getLogger(RunLog.class);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @EventListener
    void on(RunStarted event) {
        if (event.attempt() > 1) {
            log.info(
                    "{} starts {} (job {}) again, attempt {}",
                    event.node(),
                    event.executor(),
                    event.job(),
                    event.attempt());
            return;
        }
        log.info(
                "{} starts {} (job {}), due {}, started {}, {} ms late",
                event.node(),
                event.executor(),
                event.job(),
                TIME.format(event.due()),
                TIME.format(event.started()),
                "%.1f".formatted(Duration.between(event.due(), event.started()).toNanos() / 1e6));
    }

    @EventListener
    void on(RunSucceeded event) {
        log.info("{} has run {} (job {})", event.run().node(), event.run().executor(), event.job());
    }

    @EventListener
    void on(RunRetried event) {
        log.info(
                "Attempt {} of {} (job {}) failed: {}; again in {} ms, on any node",
                event.run().attempt(),
                event.run().executor(),
                event.job(),
                reason(event.run()),
                event.delay().toMillis());
    }

    @EventListener
    void on(RunFailed event) {
        log.warn("{} (job {}) has failed for good: {}", event.run().executor(), event.job(), reason(event.run()));
    }

    @EventListener
    void on(RunStopped event) {
        log.info("{} (job {}) was stopped", event.run().executor(), event.job());
    }

    @EventListener
    void on(RunTimedOut event) {
        log.warn("{} (job {}) took too long", event.run().executor(), event.job());
    }

    @EventListener
    void on(RunLost event) {
        log.warn(
                "{} died while it ran {} (job {}); it runs again",
                event.run().node(),
                event.run().executor(),
                event.job());
    }

    private static String reason(Run run) {
        return run.error().map(RunError::message).orElse("no reason recorded");
    }
}
