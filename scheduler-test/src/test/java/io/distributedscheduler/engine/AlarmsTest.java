package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.Alarm;
import io.distributedscheduler.event.Alarm.Kind;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.RunError;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told of, and how often. */
class AlarmsTest extends ClusterTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<Alarm> alarms = new ArrayList<>();
    private final List<Instant> told = new ArrayList<>();

    private Member alarming(JobRunner<?, ?> work) {
        return node("a", work, this::listening);
    }

    private void listening(SchedulerBuilder builder) {
        builder.alarmListener(alarm -> {
            alarms.add(alarm);
            told.add(now());
        });
    }

    private static JobRunner<?, ?> broken() {
        return context -> {
            throw new IllegalStateException("no paper");
        };
    }

    private static Job once() {
        return Job.of("work").id("sync").retry(RetryPolicy.attempts(1));
    }

    @Test
    void aRunThatHasFailedForGood() {
        Member node = alarming(broken());
        node.scheduler()
                .schedule(
                        Job.of("work").id("sync").retry(RetryPolicy.attempts(2).backoff(MINUTE, MINUTE)));

        simulation.run(SOON);
        assertThat(alarms).isEmpty();

        simulation.run(MINUTE.multipliedBy(2));
        assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(Kind.FAILED);
            assertThat(alarm.executor()).isEqualTo("work");
            assertThat(alarm.job()).contains(new JobId("sync"));
            assertThat(alarm.run()).isPresent();
            assertThat(alarm.node()).isEqualTo("a");
            assertThat(alarm.error()).map(RunError::message).contains("no paper");
            assertThat(alarm.text())
                    .startsWith("Job sync (executor work) has failed for good, at attempt 2; due at ")
                    .endsWith(", on node a")
                    .doesNotContain("no paper");
            assertThat(alarm.more()).isZero();
        });
    }

    @Test
    void ofAFloodTheFirstAtOnceAndThenOneAMinute() {
        Member node = alarming(broken());
        Instant begin = now();
        node.scheduler()
                .schedule(
                        Job.of("work").every(Duration.ofSeconds(1)).maxRuns(100).retry(RetryPolicy.attempts(1)));

        simulation.run(MINUTE.multipliedBy(10));

        assertThat(alarms).extracting(Alarm::kind).containsOnly(Kind.FAILED);
        assertThat(told.get(0)).isBefore(begin.plusSeconds(2));
        assertThat(alarms).hasSize(3);
        assertThat(alarms.stream().mapToLong(alarm -> 1 + alarm.more()).sum()).isEqualTo(100);
        assertThat(Duration.between(told.get(0), told.get(1))).isGreaterThanOrEqualTo(MINUTE);
        assertThat(Duration.between(told.get(1), told.get(2))).isGreaterThanOrEqualTo(MINUTE);
    }

    @Test
    void otherKindsAndExecutorsAreToldBeside() {
        Member node = node("a", broken(), builder -> {
            listening(builder);
            builder.executor(new ExecutorDefinition("other", String.class, broken()));
        });
        node.scheduler().schedule(once());
        node.scheduler().schedule(Job.of("other").retry(RetryPolicy.attempts(1)));
        node.scheduler().schedule(Job.of("other").retry(RetryPolicy.attempts(1)));

        simulation.run(MINUTE.multipliedBy(3));

        assertThat(alarms).extracting(Alarm::executor).contains("work", "other");
        assertThat(ofExecutor("work")).isEqualTo(1);
        assertThat(ofExecutor("other")).isEqualTo(2);
    }

    private long ofExecutor(String eid) {
        return alarms.stream()
                .filter(alarm -> alarm.executor().equals(eid))
                .mapToLong(alarm -> 1 + alarm.more())
                .sum();
    }

    @Test
    void aRunThatTookTooLong() {
        Member node = alarming(taking(MINUTE));
        node.scheduler().schedule(once().timeout(Duration.ofSeconds(5)));

        simulation.run(MINUTE);

        assertThat(alarms).extracting(Alarm::kind).containsExactly(Kind.TIMED_OUT);
    }

    @Test
    void aRunThatHasStartedLate() {
        Member calls = unstarted("b", nothing(), builder -> {});
        calls.scheduler().schedule(once().now());
        simulation.run(MINUTE.multipliedBy(5));

        alarming(nothing());
        simulation.run(MINUTE);

        assertThat(alarms).extracting(Alarm::kind).containsExactly(Kind.LATE);
        assertThat(alarms.get(0).text()).contains("has started 300");
        assertThat(alarms.get(0).job()).contains(new JobId("sync"));
    }

    @Test
    void aRetryIsNotLate() {
        Member node = alarming(context -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("once");
            }
            return null;
        });
        node.scheduler()
                .schedule(Job.of("work")
                        .retry(RetryPolicy.attempts(2).backoff(MINUTE.multipliedBy(9), MINUTE.multipliedBy(9))));

        simulation.run(Duration.ofHours(1));

        assertThat(entries).hasSize(2);
        assertThat(alarms).isEmpty();
    }

    @Test
    void anOccurrenceThatWasMissed() {
        Member calls = unstarted("b", nothing(), builder -> {});
        calls.scheduler().schedule(once().now().misfire(Misfire.skip()));
        simulation.run(MINUTE.multipliedBy(5));

        alarming(nothing());
        simulation.run(MINUTE);

        assertThat(alarms).extracting(Alarm::kind).containsExactly(Kind.MISSED);
    }

    @Test
    void aRunThatHasLostItsNode() {
        Member dies = node("dies", taking(Duration.ofHours(1)));
        dies.scheduler().schedule(once());
        simulation.run(SOON);
        alarming(nothing());
        dies.crash();

        simulation.run(LEASE.multipliedBy(3));

        assertThat(alarms).extracting(Alarm::kind).containsExactly(Kind.LOST);
        assertThat(alarms.get(0).text()).contains("and runs again").endsWith("on node dies");
    }

    @Test
    void jobsThatNobodyCanRun() {
        Member node = alarming(nothing());
        node.scheduler().schedule(Job.of("unknown"));

        simulation.run(LEASE.multipliedBy(5));

        assertThat(alarms).extracting(Alarm::kind).containsExactly(Kind.NO_EXECUTOR);
        assertThat(alarms.get(0).text())
                .startsWith("Executor unknown: 1 jobs wait for an executor that no live node has");
    }

    @Test
    void jobsThatWaitForAWorker() {
        Member node = node("a", taking(Duration.ofHours(2)), builder -> {
            listening(builder);
            builder.settings(settings("a").concurrency(1).base());
        });
        node.scheduler().schedule(Job.of("work"));
        node.scheduler().schedule(Job.of("work"));

        simulation.run(Duration.ofSeconds(50));
        assertThat(alarms).isEmpty();

        simulation.run(MINUTE);
        assertThat(alarms).extracting(Alarm::kind).containsExactly(Kind.LATE);
        assertThat(alarms.get(0).text())
                .startsWith("Executor work: due jobs wait to be run, of 1 that are pending; the first was due at ");
        assertThat(alarms.get(0).job()).isEmpty();
    }

    @Test
    void aListenerThatThrowsOrBlocksHoldsUpNothingElse() {
        Member node = node(
                "a",
                broken(),
                builder -> builder.alarmListener(alarm -> {
                            throw new IllegalStateException("mail server");
                        })
                        .alarmListener(alarm -> SimulatedRuntime.sleepDeaf(MINUTE.multipliedBy(5)))
                        .alarmListener(alarms::add));
        node.scheduler()
                .schedule(
                        Job.of("work").every(Duration.ofSeconds(10)).maxRuns(20).retry(RetryPolicy.attempts(1)));

        simulation.run(MINUTE.multipliedBy(4));
        assertThat(entries).hasSize(20);

        simulation.run(Duration.ofHours(1));
        assertThat(alarms.stream().mapToLong(alarm -> 1 + alarm.more()).sum()).isEqualTo(20);
    }
}
