package io.distributedscheduler.sample.cleanup;

import io.distributedscheduler.job.JobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Cleans up; when, is said in application.yml. */
@Component
class CleanUp {

    private static final Logger log = LoggerFactory.getLogger(CleanUp.class);

    @JobExecutor(eid = "clean-up")
    int run() {
        log.info("Cleaning up abandoned baskets");
        return 0;
    }
}
