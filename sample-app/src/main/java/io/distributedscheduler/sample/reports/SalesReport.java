package io.distributedscheduler.sample.reports;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Repeats at a fixed rate; one node runs each occurrence, whichever is first. */
@Component
class SalesReport {

    private static final Logger log = LoggerFactory.getLogger(SalesReport.class);

    @JobExecutor(eid = "sales-report", every = "${shop.reports.every:5s}")
    void write(JobContext<?> context) {
        log.info("Writing the sales report of {}", context.due());
    }
}
