package io.distributedscheduler.sample;

import static io.distributedscheduler.test.SchedulerAssertions.assertThat;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.sample.payments.Payment;
import io.distributedscheduler.test.VirtualTime;
import io.distributedscheduler.test.boot.SchedulerTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The shop's jobs in virtual time: the way to test those of an application. */
@SchedulerTest(properties = {"shop.payments.failure-rate=1", "shop.reports.every=1h"})
class ShopJobsTest {

    @Autowired
    private VirtualTime time;

    @Autowired
    private DistributedScheduler scheduler;

    @Test
    void theCleanUpRunsAtThreeInTheMorning() {
        Instant noon = Instant.parse("2030-06-01T12:00:00Z");
        time.advanceTo(noon);
        assertThat(scheduler).job("shop.nightly-clean-up").isScheduled().isDueAt(Instant.parse("2030-06-02T01:00:00Z"));

        time.advance(Duration.ofDays(1));

        assertThat(scheduler)
                .lastRunOf("shop.nightly-clean-up")
                .succeeded()
                .startedAt(Instant.parse("2030-06-02T01:00:00Z"));
    }

    @Test
    void aPaymentIsRetriedUntilTheCardNetworkIsBack() {
        JobId payment = scheduler.schedule(Job.of("charge-card")
                .payload(new Payment("order-1", "ada", 450))
                .now());
        time.runDue();
        assertThat(scheduler)
                .lastRunOf(payment)
                .failedWith("does not answer")
                .isAttempt(1)
                .isRetried();

        time.advance(Duration.ofMinutes(1));

        assertThat(scheduler).lastRunOf(payment).succeeded().isAttempt(3);
        assertThat(scheduler).hasNoJob(payment);
    }

    @Test
    void theReportIsWrittenEachHour() {
        Instant due = scheduler
                .find(new JobId("shop.sales-report"))
                .orElseThrow()
                .due()
                .orElseThrow();

        time.advanceTo(due);

        assertThat(scheduler)
                .lastRunOf("shop.sales-report")
                .succeeded()
                .wasDueAt(due)
                .startedAt(due);
    }
}
