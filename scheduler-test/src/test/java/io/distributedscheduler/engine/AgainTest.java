package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.JobExistsException;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a job runs, once more: beside its schedule, which goes on as if nothing had been. */
class AgainTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Instant hour = now().truncatedTo(ChronoUnit.HOURS);

    @Nested
    class Now {

        @Test
        void itRunsAtOnceWithWhatTheJobHas() {
            Member node = echo();
            node.scheduler().schedule(hourly().payload("mine"));
            JobSnapshot before = find(node, "job");

            JobId again = node.scheduler().runNow(JOB);
            simulation.run(SOON);

            assertThat(again.value()).startsWith("job~");
            assertThat(result(node, again)).isEqualTo("mine");
            assertStands(node, before);
            assertThat(node.scheduler().runs(JOB)).isEmpty();
        }

        @Test
        void itRunsWithOtherData() {
            Member node = echo();
            node.scheduler().schedule(hourly().payload("mine"));

            JobId again = node.scheduler().runNow(JOB, "other");
            simulation.run(SOON);

            assertThat(result(node, again)).isEqualTo("other");
            assertThat(find(node, "job").job().orElseThrow().payload()).isNotEmpty();
        }

        @Test
        void soDoesAJobThatIsStoppedOrWaitsForItsKeyword() {
            Member node = echo();
            node.scheduler().schedule(hourly().payload("mine"));
            node.scheduler().stop(JOB, "closed");
            node.scheduler().schedule(Job.of("work").id("waits").onKeyword("order"));

            JobId again = node.scheduler().runNow(JOB);
            JobId fired = node.scheduler().runNow(JobId.of("waits"), "as if fired");
            simulation.run(SOON);

            assertThat(result(node, again)).isEqualTo("mine");
            assertThat(result(node, fired)).isEqualTo("as if fired");
            assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);
            assertThat(find(node, "waits").state()).isEqualTo(JobState.WAITING);
        }

        @Test
        void asOftenAsOneLikes() {
            Member node = echo();
            node.scheduler().schedule(hourly());

            assertThat(node.scheduler().runNow(JOB))
                    .isNotEqualTo(node.scheduler().runNow(JOB));
            simulation.run(SOON);
            assertThat(entries).hasSize(2);
        }

        @Test
        void anIdThatIsTooLongMakesRoomForOne() {
            Member node = echo();
            JobId longest = JobId.of("x".repeat(JobId.MAX_BYTES));
            node.scheduler().schedule(hourly().id(longest));

            assertThat(node.scheduler().runNow(longest).value()).hasSize(16);
        }

        @Test
        void aJobThatIsNotThereIsUnknown() {
            Member node = echo();

            assertThatExceptionOfType(UnknownJobException.class)
                    .isThrownBy(() -> node.scheduler().runNow(JOB));
        }
    }

    @Nested
    class InThePast {

        @Test
        void eachTickIsRunInOrderOneAfterTheOther() {
            Member node = node("a", context -> {
                SimulatedRuntime.sleep(Duration.ofSeconds(10));
                return context.payload();
            });
            node.scheduler().schedule(daily().payload("mine"));
            JobSnapshot before = find(node, "job");
            Instant today = now().truncatedTo(ChronoUnit.DAYS);

            JobId past = node.scheduler().backfill(JOB, today.minus(Duration.ofDays(4)), today);
            simulation.run(Duration.ofSeconds(42));

            assertThat(past.value()).startsWith("job~");
            assertThat(entries.stream().map(Entry::due))
                    .containsExactly(
                            today.minus(Duration.ofDays(4)),
                            today.minus(Duration.ofDays(3)),
                            today.minus(Duration.ofDays(2)),
                            today.minus(Duration.ofDays(1)));
            assertThat(Duration.between(entries.get(0).at(), entries.get(3).at()))
                    .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
            assertThat(node.scheduler().runs(past))
                    .hasSize(4)
                    .allSatisfy(run -> assertThat(run.result(String.class)).contains("mine"));
            assertThat(node.scheduler().exists(past)).isFalse();
            assertStands(node, before);
        }

        @Test
        void whatTheJobItselfIsAboutToRunIsLeftToIt() {
            Member node = node("a", nothing());
            node.scheduler().schedule(daily());
            Instant next = find(node, "job").due().orElseThrow();

            node.scheduler().backfill(JOB, next.minus(Duration.ofDays(2)), next.plus(Duration.ofDays(9)));
            simulation.run(SOON);

            assertThat(entries.stream().map(Entry::due))
                    .containsExactly(next.minus(Duration.ofDays(2)), next.minus(Duration.ofDays(1)));
        }

        @Test
        void itGoesOnWhenItsNodeDies() {
            Member node = node("a", taking(Duration.ofSeconds(10)));
            node.scheduler().schedule(daily());
            Instant today = now().truncatedTo(ChronoUnit.DAYS);
            JobId past = node.scheduler().backfill(JOB, today.minus(Duration.ofDays(3)), today);
            simulation.run(Duration.ofSeconds(15));
            node.crash();
            Member other = node("b", nothing());
            simulation.run(LEASE.multipliedBy(3));

            assertThat(other.scheduler().runs(past).stream().filter(run -> run.outcome() == Outcome.SUCCEEDED))
                    .hasSize(3);
            assertThat(other.scheduler().exists(past)).isFalse();
        }

        @Test
        void aRunThatFailsDoesNotEndIt() {
            Member node = node("a", context -> {
                throw new IllegalStateException("broken");
            });
            node.scheduler().schedule(daily().stopAfterFailures(1).retry(RetryPolicy.none()));
            Instant today = now().truncatedTo(ChronoUnit.DAYS);
            JobId past = node.scheduler().backfill(JOB, today.minus(Duration.ofDays(3)), today);
            simulation.run(SOON);

            assertThat(node.scheduler().runs(past)).hasSize(3);
        }

        @Test
        void theSameRangeIsRefusedMeanwhileAndWelcomeAfterwards() {
            Member node = node("a", taking(Duration.ofSeconds(1)));
            node.scheduler().schedule(daily());
            Instant today = now().truncatedTo(ChronoUnit.DAYS);
            Instant from = today.minus(Duration.ofDays(3));
            node.scheduler().backfill(JOB, from, today);

            assertThatExceptionOfType(JobExistsException.class)
                    .isThrownBy(() -> node.scheduler().backfill(JOB, from, today));
            simulation.run(Duration.ofSeconds(5));
            node.scheduler().backfill(JOB, from, today);
            simulation.run(Duration.ofSeconds(5));
            assertThat(entries).hasSize(6);
        }

        @Test
        void itsBoundsAreThoseOfTheJobButForTheNumberOfRuns() {
            Member node = node("a", nothing());
            Instant today = now().truncatedTo(ChronoUnit.DAYS);
            node.scheduler()
                    .schedule(daily().from(today.minus(Duration.ofDays(5))).maxRuns(2));

            node.scheduler().backfill(JOB, today.minus(Duration.ofDays(90)), today);
            simulation.run(SOON);
            assertThat(entries).hasSize(5);
        }

        @Test
        void whatCannotBeIsRefused() {
            Member node = node("a", nothing());
            node.scheduler().schedule(daily());
            node.scheduler().schedule(Job.of("work").id("waits").onKeyword("order"));
            node.scheduler().schedule(Job.of("work").id("each minute").cron("0 * * * * *", ZoneOffset.UTC));
            Instant today = now().truncatedTo(ChronoUnit.DAYS);
            Instant from = today.minus(Duration.ofDays(3));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> node.scheduler().backfill(JOB, today, from))
                    .withMessageContaining("must end after it begins");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> node.scheduler().backfill(JOB, from.plusSeconds(1), from.plusSeconds(2)))
                    .withMessageContaining("\"job\" was not due from " + from.plusSeconds(1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> node.scheduler().backfill(JOB, now(), now().plus(HOUR.multipliedBy(99))))
                    .withMessageContaining("from when on it runs what is due itself");
            Instant later = find(node, "job").due().orElseThrow().plusSeconds(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> node.scheduler().backfill(JOB, later, later.plus(HOUR)))
                    .withMessageContaining("\"job\" was not due from " + later);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> node.scheduler().backfill(JobId.of("waits"), from, today))
                    .withMessageContaining("no times of its own");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> node.scheduler().backfill(JobId.of("each minute"), from, today))
                    .withMessageContaining("more than 1000 times");
            assertThatExceptionOfType(UnknownJobException.class)
                    .isThrownBy(() -> node.scheduler().backfill(JobId.of("nobody"), from, today));
            simulation.run(SOON);
            assertThat(entries).isEmpty();
        }
    }

    @Nested
    class SinceItsStart {

        @Test
        void aNewJobThatCatchesUpBeginsWithWhatItHasMissed() {
            Member node = node("a", nothing());
            node.scheduler()
                    .schedule(hourly().from(hour.minus(HOUR.multipliedBy(3)))
                            .misfire(Misfire.catchUp(HOUR.multipliedBy(99))));
            simulation.run(SOON);

            assertThat(entries.stream().map(Entry::due))
                    .startsWith(hour.minus(HOUR.multipliedBy(3)), hour.minus(HOUR.multipliedBy(2)), hour.minus(HOUR));
            assertThat(find(node, "job").due().orElseThrow()).isAfter(now());
        }

        @Test
        void asFarAsItsWindowReaches() {
            Member node = node("a", nothing());
            node.scheduler()
                    .schedule(hourly().from(hour.minus(HOUR.multipliedBy(9)))
                            .misfire(Misfire.catchUp(HOUR.plusMinutes(30))));
            simulation.run(SOON);

            assertThat(entries).hasSizeBetween(1, 2);
            assertThat(find(node, "job").counts()).isEqualTo(new Counts(entries.size(), 0, 0, 0));
        }

        @Test
        void aChangeOfItDoesNotBeginAnew() {
            Member node = node("a", nothing());
            Job job = hourly().from(hour.minus(HOUR.multipliedBy(3))).misfire(Misfire.catchUp(HOUR.multipliedBy(99)));
            node.scheduler().schedule(job);
            simulation.run(SOON);
            int had = entries.size();
            node.scheduler().modify(JOB, each -> each.payload("changed"));
            node.scheduler().stop(JOB);
            node.scheduler().start(JOB);
            simulation.run(SOON);

            assertThat(entries).hasSize(had);
        }
    }

    private void assertStands(Member node, JobSnapshot before) {
        JobSnapshot now = find(node, "job");
        assertThat(now.state()).isEqualTo(before.state());
        assertThat(now.due()).isEqualTo(before.due());
        assertThat(now.counts()).isEqualTo(before.counts());
        assertThat(now.job().orElseThrow().trigger())
                .isEqualTo(before.job().orElseThrow().trigger());
    }

    private Member echo() {
        return node("a", context -> context.payload());
    }

    private Job hourly() {
        return Job.of("work").id(JOB).every(HOUR).from(hour.plus(HOUR));
    }

    private static Job daily() {
        return Job.of("work").id(JOB).cron("0 0 0 * * *", ZoneOffset.UTC);
    }

    private static Object result(Member node, JobId id) {
        List<Run> runs = node.scheduler().runs(id);
        return runs.get(0).result(String.class).orElseThrow();
    }
}
