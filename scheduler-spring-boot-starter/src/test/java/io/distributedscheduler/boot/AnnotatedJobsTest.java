package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.engine.DeclaredJob;
import io.distributedscheduler.engine.ExecutorDefinition;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.Exclusions;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.util.PropertyPlaceholderHelper;

/** Jobs declared by annotation. */
class AnnotatedJobsTest {

    private static final RetryPolicy RETRY = RetryPolicy.DEFAULT.backoff(Duration.ofSeconds(1), Duration.ofSeconds(9));

    private final Properties values = new Properties();

    @Test
    void cronInAZone() {
        assertThat(job(Cron.class).trigger()).isEqualTo(new CronTrigger("0 0 2 * * *", ZoneId.of("Europe/Paris")));
        assertThat(job(Cron.class).id().value()).isEqualTo("shop.x");
        assertThat(job(Cron.class).executor()).isEqualTo("x");
    }

    @JobExecutor(eid = "x", cron = "0 0 2 * * *", zone = "Europe/Paris")
    static class Cron {}

    @Test
    void cronInTheZoneOfTheMachine() {
        assertThat(job(Daily.class).trigger()).isEqualTo(new CronTrigger("@daily", ZoneId.systemDefault()));
    }

    @JobExecutor(eid = "x", cron = "@daily")
    static class Daily {}

    @Test
    void everyInBothForms() {
        assertThat(job(Every.class).trigger()).isEqualTo(new EveryTrigger(Duration.ofMinutes(5)));
        assertThat(job(EveryIso.class).trigger()).isEqualTo(new EveryTrigger(Duration.ofMinutes(5)));
    }

    @JobExecutor(eid = "x", every = "5m")
    static class Every {}

    @JobExecutor(eid = "x", every = "PT5M")
    static class EveryIso {}

    @Test
    void fixedDelay() {
        assertThat(job(FixedDelay.class).trigger()).isEqualTo(new FixedDelayTrigger(Duration.ofSeconds(30)));
    }

    @JobExecutor(eid = "x", fixedDelay = "30s")
    static class FixedDelay {}

    @Test
    void keyword() {
        assertThat(job(Keyword.class).trigger()).isEqualTo(new KeywordTrigger("order-placed"));
    }

    @JobExecutor(eid = "x", keyword = "order-placed")
    static class Keyword {}

    @Test
    void idTimeoutAttemptsAndPolicies() {
        Job job = job(Detailed.class);

        assertThat(job.id().value()).isEqualTo("{acme}x");
        assertThat(job.timeout()).contains(Duration.ofSeconds(30));
        assertThat(job.retry()).contains(RetryPolicy.attempts(7).backoff(Duration.ofSeconds(1), Duration.ofSeconds(9)));
        assertThat(job.misfire()).isEqualTo(Misfire.catchUp(Duration.ofHours(1)));
        assertThat(job.overlap()).isEqualTo(Overlap.queueOne());
        assertThat(job.stopAfterFailures()).isEqualTo(3);
        assertThat(job.limitKey()).contains("disk: a");
        assertThat(job.limit()).isEqualTo(Limit.atOnce(2).andRate(10, Duration.ofMinutes(1)));
    }

    @JobExecutor(
            eid = "x",
            every = "5m",
            id = "{acme}x",
            timeout = "30s",
            attempts = "7",
            misfire = "catch-up 1h",
            overlap = "queue-one",
            limitedBy = "disk: a: 2, 10 per 1m",
            stopAfterFailures = "3")
    static class Detailed {}

    @Test
    void anExecutorHasLimits() {
        values.setProperty("rate", "100 per 1m");

        assertThat(executor(Limited.class).limit()).isEqualTo(Limit.atOnce(3).andRate(100, Duration.ofMinutes(1)));
        assertThat(executor(Limited.class).perNode()).isEqualTo(2);
        assertThat(executor(Plain.class).limit()).isEqualTo(Limit.NONE);
        assertThat(executor(Plain.class).perNode()).isZero();
    }

    @JobExecutor(eid = "x", limit = "3, ${rate}", limitPerNode = "2")
    static class Limited {}

    private ExecutorDefinition executor(Class<?> type) {
        return reader().executor(found(type), "x");
    }

    @Test
    void limitsThatAreNotAllowedFailTheStart() {
        assertThatExceptionOfType(InvalidJobExecutorException.class)
                .isThrownBy(() -> executor(BadLimit.class))
                .withMessageContaining("has limit = \"3 a minute\"")
                .withMessageContaining("is none of so many runs at once (3)");
        assertThatExceptionOfType(InvalidJobExecutorException.class)
                .isThrownBy(() -> executor(NoneOnANode.class))
                .withMessageContaining("has limitPerNode = \"0\"")
                .withMessageContaining("must be at least 1");
        assertFailure(
                NoLimit.class, "has limitedBy = \"acme\"", "'acme' is not a key and its limit, such as tenant-42: 3");
        assertFailure(LimitedAlone.class, "has limitedBy = \"acme: 1\"", "it declares none");
    }

    @JobExecutor(eid = "x", limit = "3 a minute")
    static class BadLimit {}

    @JobExecutor(eid = "x", limitPerNode = "0")
    static class NoneOnANode {}

    @JobExecutor(eid = "x", every = "5m", limitedBy = "acme")
    static class NoLimit {}

    @JobExecutor(eid = "x", limitedBy = "acme: 1")
    static class LimitedAlone {}

    @Test
    void severalTriggersExclusionsAndJitter() {
        values.setProperty("holidays", "2026-12-25, 2027-01-01");
        ZoneId paris = ZoneId.of("Europe/Paris");
        Job job = job(Composed.class);

        assertThat(job.trigger())
                .isEqualTo(Job.of("x")
                        .id(job.id())
                        .cron("0 0 9 * * MON-FRI", paris)
                        .also(new CronTrigger("0 0 11 * * SAT", paris))
                        .except(Exclusions.parse("2026-12-25,2027-01-01,22:00-06:00", paris))
                        .jitter(Duration.ofSeconds(30))
                        .trigger());
    }

    @JobExecutor(
            eid = "x",
            cron = "0 0 9 * * MON-FRI; 0 0 11 * * SAT",
            zone = "Europe/Paris",
            except = "${holidays}, 22:00-06:00",
            jitter = "30s")
    static class Composed {}

    @Test
    void withoutAScheduleNoneIsDeclared() {
        assertThat(declared(Plain.class)).isEmpty();
    }

    @JobExecutor(eid = "x")
    static class Plain {}

    @Test
    void aDashDisables() {
        assertThat(declared(Disabled.class)).isEmpty();
    }

    @JobExecutor(eid = "x", cron = "-", zone = "Europe/Paris", timeout = "30s")
    static class Disabled {}

    @Test
    void everyTextMayHoldPlaceholders() {
        values.putAll(Map.of("eid", "x", "pace", "5m", "name", "acme", "limit", "1m", "tries", "2", "late", "skip 5m"));
        FoundExecutor found = found(Placeholder.class);

        assertThat(reader().eid(found)).isEqualTo("x");
        Job job = job(Placeholder.class);
        assertThat(job.id().value()).isEqualTo("acme-x");
        assertThat(job.trigger()).isEqualTo(new EveryTrigger(Duration.ofMinutes(5)));
        assertThat(job.timeout()).contains(Duration.ofMinutes(1));
        assertThat(job.retry().orElseThrow().attempts()).isEqualTo(2);
        assertThat(job.misfire()).isEqualTo(Misfire.skip(Duration.ofMinutes(5)));

        values.setProperty("pace", "-");
        assertThat(declared(Placeholder.class)).isEmpty();
    }

    @JobExecutor(
            eid = "${eid}",
            cron = "${cron:}",
            every = "${pace}",
            id = "${name}-x",
            timeout = "${limit}",
            attempts = "${tries}",
            misfire = "${late}")
    static class Placeholder {}

    @Test
    void aPlaceholderWithoutValueFailsTheStart() {
        assertFailure(Unresolved.class, "has cron = \"${nightly}\", which is not allowed: ", "nightly");
    }

    @JobExecutor(eid = "x", cron = "${nightly}")
    static class Unresolved {}

    @Test
    void textsThatAreNotAllowedFailTheStart() {
        assertFailure(BadCron.class, "has cron = \"0 0 25 * * *\", which is not allowed: ", "25");
        assertFailure(
                BadZone.class,
                "has zone = \"Europe/Pariss\", which is not allowed: 'Europe/Pariss' is not a time zone such as"
                        + " Europe/Paris");
        assertFailure(BadEvery.class, "has every = \"5x\"", "'5x' is not a duration such as 5m or PT5M");
        assertFailure(ShortEvery.class, "has every = \"5ms\"", "at least 100 ms");
        assertFailure(BadKeyword.class, "has keyword = \"a b\"", "'-', was \"a b\"");
        assertFailure(BadAttempts.class, "has attempts = \"many\"", "'many' is not a whole number");
        assertFailure(NoAttempts.class, "has attempts = \"0\"", "attempts must be from 1 to 1000, was 0");
        assertFailure(BadTimeout.class, "has timeout = \"0s\"", "at least 1 ms");
        assertFailure(BadId.class, "has id = \"a}b\"", "Braces in a job id");
        assertFailure(BadEid.class, "has eid = \"a b\"", "The executor id 'a b' is not allowed");
        assertFailure(Two.class, "has cron = \"@daily\"", "a job has one schedule, and this one has cron and every");
        assertFailure(ZoneAlone.class, "has zone = \"UTC\"", "a zone goes with cron");
        assertFailure(TimeoutAlone.class, "has timeout = \"5s\"", "it declares none");
        assertFailure(MisfireAlone.class, "has misfire = \"skip\"", "it declares none");
        assertFailure(BadMisfire.class, "has misfire = \"catch-up\"", "is none of run-once, skip, skip with");
        assertFailure(
                BadOverlap.class,
                "has overlap = \"both\"",
                "'both' is none of skip, queue-one, queue, cancel, and allow with how many may run at once");
    }

    @JobExecutor(eid = "x", misfire = "skip")
    static class MisfireAlone {}

    @JobExecutor(eid = "x", every = "5m", overlap = "both")
    static class BadOverlap {}

    @JobExecutor(eid = "x", every = "5m", misfire = "catch-up")
    static class BadMisfire {}

    @JobExecutor(eid = "x", cron = "0 0 25 * * *")
    static class BadCron {}

    @JobExecutor(eid = "x", cron = "@daily", zone = "Europe/Pariss")
    static class BadZone {}

    @JobExecutor(eid = "x", every = "5x")
    static class BadEvery {}

    @JobExecutor(eid = "x", every = "5ms")
    static class ShortEvery {}

    @JobExecutor(eid = "x", keyword = "a b")
    static class BadKeyword {}

    @JobExecutor(eid = "x", every = "5m", attempts = "many")
    static class BadAttempts {}

    @JobExecutor(eid = "x", every = "5m", attempts = "0")
    static class NoAttempts {}

    @JobExecutor(eid = "x", every = "5m", timeout = "0s")
    static class BadTimeout {}

    @JobExecutor(eid = "x", every = "5m", id = "a}b")
    static class BadId {}

    @JobExecutor(eid = "a b")
    static class BadEid {}

    @JobExecutor(eid = "x", cron = "@daily", every = "5m")
    static class Two {}

    @JobExecutor(eid = "x", every = "5m", zone = "UTC")
    static class ZoneAlone {}

    @JobExecutor(eid = "x", timeout = "5s")
    static class TimeoutAlone {}

    private Job job(Class<?> marked) {
        return declared(marked).orElseThrow().job();
    }

    private Optional<DeclaredJob> declared(Class<?> marked) {
        FoundExecutor found = found(marked);
        return reader().job(found, reader().eid(found));
    }

    private AnnotatedJobs reader() {
        PropertyPlaceholderHelper helper = new PropertyPlaceholderHelper("${", "}", ":", null, false);
        return new AnnotatedJobs(
                new Placeholders(text -> helper.replacePlaceholders(String.valueOf(text), values)),
                new DeclaredJobs("shop", RETRY));
    }

    private static FoundExecutor found(Class<?> marked) {
        return new FoundExecutor(marked.getAnnotation(JobExecutor.class), "bean 'it'", Void.class, context -> null);
    }

    private void assertFailure(Class<?> marked, String... parts) {
        assertThatExceptionOfType(InvalidJobExecutorException.class)
                .isThrownBy(() -> declared(marked))
                .satisfies(e -> {
                    assertThat(e.analysis().getDescription())
                            .contains("on bean 'it' ")
                            .contains(parts);
                    assertThat(e.analysis().getAction())
                            .isEqualTo("Correct the annotation, or the property that its placeholder names.");
                });
    }
}
