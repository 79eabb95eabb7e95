package io.distributedscheduler.sample.reminders;

import io.distributedscheduler.job.JobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reminds: the payload of the job comes as a parameter, what the method returns is the result of the run. */
@Component
class RemindExecutor {

    private static final Logger log = LoggerFactory.getLogger(RemindExecutor.class);

    @JobExecutor(eid = "remind")
    String remind(Reminder reminder) {
        log.info("Reminder: {}", reminder.text());
        return "reminded of " + reminder.text();
    }
}
