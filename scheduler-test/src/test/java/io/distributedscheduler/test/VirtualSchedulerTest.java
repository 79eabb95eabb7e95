package io.distributedscheduler.test;

import static io.distributedscheduler.test.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.engine.DeclaredJob;
import io.distributedscheduler.event.SchedulerEvent.RunRetried;
import io.distributedscheduler.event.SchedulerEvent.RunStarted;
import io.distributedscheduler.event.SchedulerEvent.RunSucceeded;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The kit, used as a user's test would. */
class VirtualSchedulerTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final List<String> said = new ArrayList<>();

    private final VirtualScheduler virtual = VirtualScheduler.builder()
            .executor("remind", String.class, context -> {
                said.add(context.payload());
                return "reminded of " + context.payload();
            })
            .executor("fail", context -> {
                throw new IllegalStateException("no luck in attempt " + context.attempt());
            })
            .executor("work", context -> {
                VirtualTime.sleep(Duration.ofMinutes(10));
                return null;
            })
            .declared(new DeclaredJob(
                    Job.of("remind").id("nightly").payload("night").cron("0 0 3 * * *", ZoneId.of("Europe/Paris")),
                    "the test"))
            .start();

    private final DistributedScheduler scheduler = virtual.scheduler();

    @AfterEach
    void stop() {
        virtual.close();
    }

    @Test
    void aJobRunsAtItsExactInstantWhenTimeGetsThere() {
        Instant due = virtual.now().plus(HOUR);
        JobId id = scheduler.schedule(Job.of("remind").payload("tea").in(HOUR));

        virtual.advance(HOUR.minusMillis(10));
        assertThat(scheduler).job(id).isScheduled().isDueAt(due);
        virtual.advance(Duration.ofMillis(9));
        assertThat(said).isEmpty();

        virtual.advance(Duration.ofMillis(1));
        assertThat(said).containsExactly("tea");
        assertThat(scheduler).hasNoJob(id).hasRun(id, 1);
        assertThat(scheduler)
                .lastRunOf(id)
                .succeeded()
                .hasResult("reminded of tea")
                .wasDueAt(due)
                .startedAt(due);
    }

    @Test
    void whatIsDueNowRunsWithoutTimePassing() {
        JobId id = scheduler.schedule(Job.of("remind").payload("tea").now());
        assertThat(said).isEmpty();

        virtual.runDue();

        assertThat(said).containsExactly("tea");
        assertThat(virtual.now()).isEqualTo(VirtualTime.START);
        assertThat(scheduler).lastRunOf(id).startedAt(VirtualTime.START);
    }

    @Test
    void aMonthOfADailyJobTakesAMoment() {
        virtual.advance(Duration.ofDays(31));

        assertThat(said).hasSize(31).containsOnly("night");
        assertThat(scheduler).job("nightly").isScheduled().isDueAt(Instant.parse("2030-02-01T02:00:00Z"));
    }

    @Test
    void retriesComeWhenTheirDelayIsOver() {
        JobId id = scheduler.schedule(Job.of("fail")
                .now()
                .retry(RetryPolicy.attempts(2)
                        .backoff(Duration.ofMinutes(1), HOUR)
                        .jitter(0)));

        virtual.runDue();
        assertThat(scheduler)
                .lastRunOf(id)
                .failedWith("no luck in attempt 1")
                .isAttempt(1)
                .isRetried()
                .hasNoResult();
        assertThat(scheduler).job(id).isScheduled().isInAttempt(2);

        virtual.advance(Duration.ofMinutes(1));
        assertThat(scheduler).lastRunOf(id).failedWith("no luck in attempt 2");
        assertThat(scheduler).job(id).isFailed();
        assertThat(virtual.events()).anyMatch(RunRetried.class::isInstance);
    }

    @Test
    void codeThatSleepsTakesVirtualTime() {
        scheduler.schedule(Job.of("work").id("long").now());

        virtual.runDue();
        assertThat(scheduler).job("long").isRunning();

        virtual.advance(Duration.ofMinutes(10));
        assertThat(scheduler).hasNoJob("long");
        assertThat(virtual.events())
                .hasAtLeastOneElementOfType(RunStarted.class)
                .hasAtLeastOneElementOfType(RunSucceeded.class);
    }

    @Test
    void aJobIsStoppedWhileItsCodeSleeps() {
        scheduler.schedule(Job.of("work").id("long").every(HOUR));
        virtual.runDue();

        scheduler.stop(new JobId("long"), "enough");
        virtual.advance(Duration.ofSeconds(1));

        assertThat(scheduler).lastRunOf("long").wasStopped();
        assertThat(scheduler).job("long").isStopped().hasReason("enough");
    }

    @Test
    void codeThatTakesTooLongTimesOut() {
        JobId id = scheduler.schedule(
                Job.of("work").now().timeout(Duration.ofMinutes(5)).retry(RetryPolicy.attempts(1)));

        virtual.advance(Duration.ofMinutes(6));

        assertThat(scheduler).lastRunOf(id).timedOut();
    }

    @Test
    void aKeywordJobWaitsForItsFire() {
        scheduler.schedule(Job.of("remind").id("order").onKeyword("order-placed"));
        assertThat(scheduler).job("order").isWaiting();

        scheduler.fire("order-placed", "order 1");
        virtual.runDue();

        assertThat(said).containsExactly("order 1");
        assertThat(scheduler)
                .job("order")
                .isWaiting()
                .satisfiesDefinition(job -> assertThat(job.executor()).isEqualTo("remind"));
    }

    @Test
    void aFutureIsAwaitedInVirtualTime() {
        JobId id = scheduler.schedule(Job.of("remind").payload("tea").in(HOUR));

        SchedulerAssertions.assertThat(virtual.await(scheduler.completion(id), HOUR.plusMinutes(1)))
                .succeeded();

        assertThat(virtual.now()).isAfterOrEqualTo(VirtualTime.START.plus(HOUR));
    }

    @Test
    void aFutureThatIsNotDoneInTimeFailsTheTest() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> virtual.await(new CompletableFuture<>(), HOUR))
                .withMessageContaining("PT1H");
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> virtual.advanceTo(VirtualTime.START.minusSeconds(1)))
                .withMessageContaining("-1S");
    }

    @Test
    void timeBeginsWhenATestSays() {
        Instant spring = Instant.parse("2026-03-28T23:00:00Z");

        try (VirtualScheduler other =
                VirtualScheduler.builder().startingAt(spring).start()) {
            assertThat(other.now()).isEqualTo(spring);
            assertThat(other.time().clock().instant()).isEqualTo(spring);
        }
    }

    @Test
    void assertionsThatFailTellWhatThereIs() {
        JobId id = scheduler.schedule(Job.of("remind").id("tea").payload("tea").in(HOUR));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(scheduler).job(id).isRunning())
                .withMessageContaining("Expected job tea to be RUNNING, but it is SCHEDULED");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(scheduler).hasNoJob("tea"))
                .withMessageContaining("Expected no job tea");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(scheduler).job("coffee"))
                .withMessageContaining("Expected a job coffee, but there is none");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(scheduler).lastRunOf("tea"))
                .withMessageContaining("none has ended");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(scheduler).hasRun("tea", 1))
                .withMessageContaining("Expected 1 runs of job tea, but there were 0");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(scheduler).job(id).isDueAt(VirtualTime.START))
                .withMessageContaining("due at 2030-01-01T01:00:00Z");
        virtual.advance(HOUR);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(scheduler).lastRunOf(id).failed())
                .withMessageContaining("Expected FAILED, but it ended SUCCEEDED");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(scheduler).lastRunOf(id).hasResult("coffee"))
                .withMessageContaining("Expected the result coffee, but it was reminded of tea");
    }
}
