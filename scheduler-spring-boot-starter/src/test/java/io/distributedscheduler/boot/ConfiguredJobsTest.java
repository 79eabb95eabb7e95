package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.engine.DeclaredJob;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.Exclusions;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Jobs declared by configuration. */
class ConfiguredJobsTest {

    @Test
    void aJobIsNamedByItsApplicationAndRunByTheExecutorOfItsName() {
        DeclaredJob declared = declared("""
                        distributed-scheduler.jobs:
                          clean-up: { cron: "0 0 3 * * *", zone: Europe/Paris }
                        """).get(0);

        assertThat(declared.source()).isEqualTo("property distributed-scheduler.jobs.clean-up");
        assertThat(declared.job().id().value()).isEqualTo("shop.clean-up");
        assertThat(declared.job().executor()).isEqualTo("clean-up");
        assertThat(declared.job().trigger()).isEqualTo(new CronTrigger("0 0 3 * * *", ZoneId.of("Europe/Paris")));
    }

    @Test
    void allSchedules() {
        assertThat(job("{ cron: '@daily' }").trigger()).isEqualTo(new CronTrigger("@daily", ZoneId.systemDefault()));
        assertThat(job("{ every: 5m }").trigger()).isEqualTo(new EveryTrigger(Duration.ofMinutes(5)));
        assertThat(job("{ every: PT5M }").trigger()).isEqualTo(new EveryTrigger(Duration.ofMinutes(5)));
        assertThat(job("{ fixed-delay: 30s }").trigger()).isEqualTo(new FixedDelayTrigger(Duration.ofSeconds(30)));
        assertThat(job("{ keyword: go }").trigger()).isEqualTo(new KeywordTrigger("go"));
    }

    @Test
    void allDetails() {
        Job job = job("{ executor: other, id: '{acme}it', every: 1h, timeout: 30s, attempts: 2,"
                + " from: 2030-01-01T00:00:00Z, until: 2031-01-01T00:00:00+01:00, max-runs: 10 }");

        assertThat(job.executor()).isEqualTo("other");
        assertThat(job.id().value()).isEqualTo("{acme}it");
        assertThat(job.timeout()).contains(Duration.ofSeconds(30));
        assertThat(job.retry()).contains(RetryPolicy.attempts(2));
        Instant from = Instant.parse("2030-01-01T00:00:00Z");
        assertThat(job.trigger())
                .isEqualTo(new BoundedTrigger(
                        new EveryTrigger(Duration.ofHours(1)), from, Instant.parse("2030-12-31T23:00:00Z"), 10));
    }

    @Test
    void thePayloadKeepsNamesTypesAndLists() {
        Job job = job("{ every: 1h, payload: { orderId: 42, rush: true, note: 'a b', lines: [ { sku: x }, { sku: y } ],"
                + " deep: { tags: [ one, two ] } } }");

        assertThat(job.payload())
                .contains(Map.of(
                        "orderId",
                        42,
                        "rush",
                        true,
                        "note",
                        "a b",
                        "lines",
                        List.of(Map.of("sku", "x"), Map.of("sku", "y")),
                        "deep",
                        Map.of("tags", List.of("one", "two"))));
        assertThat(job("{ every: 1h }").payload()).isEmpty();
    }

    @Test
    void whatBecomesOfRunsThatComeLate() {
        assertThat(job("{ every: 1h }").misfire()).isEqualTo(Misfire.runOnce());
        assertThat(job("{ every: 1h, misfire: run-once }").misfire()).isEqualTo(Misfire.runOnce());
        assertThat(job("{ every: 1h, misfire: skip }").misfire()).isEqualTo(Misfire.skip());
        assertThat(job("{ every: 1h, misfire: skip 5m }").misfire()).isEqualTo(Misfire.skip(Duration.ofMinutes(5)));
        assertThat(job("{ every: 1h, misfire: catch-up 1d }").misfire()).isEqualTo(Misfire.catchUp(Duration.ofDays(1)));
    }

    @Test
    void whatBecomesOfOccurrencesThatComeWhileARunLasts() {
        assertThat(job("{ every: 1h }").overlap()).isEqualTo(Overlap.skip());
        assertThat(job("{ keyword: go }").overlap()).isEqualTo(Overlap.queue());
        assertThat(job("{ keyword: go, overlap: skip }").overlap()).isEqualTo(Overlap.skip());
        assertThat(job("{ every: 1h, overlap: queue-one }").overlap()).isEqualTo(Overlap.queueOne());
        assertThat(job("{ every: 1h, overlap: queue }").overlap()).isEqualTo(Overlap.queue());
        assertThat(job("{ every: 1h, overlap: cancel }").overlap()).isEqualTo(Overlap.cancel());
        assertThat(job("{ every: 1h, overlap: allow 3 }").overlap()).isEqualTo(Overlap.allow(3));
        assertThat(job("{ every: 1h, stop-after-failures: 3 }").stopAfterFailures())
                .isEqualTo(3);
    }

    @Test
    void severalTriggersExclusionsAndJitter() {
        ZoneId paris = ZoneId.of("Europe/Paris");
        Job job = job(
                "{ cron: '0 0 9 * * *; 0 30 17 * * FRI', zone: Europe/Paris, except: 'SAT-SUN, 2026-12-25', jitter: 30s }");

        assertThat(job.trigger())
                .isEqualTo(Job.of("it")
                        .id(job.id())
                        .cron("0 0 9 * * *", paris)
                        .also(new CronTrigger("0 30 17 * * FRI", paris))
                        .except(Exclusions.parse("SAT-SUN, 2026-12-25", paris))
                        .jitter(Duration.ofSeconds(30))
                        .trigger());
        assertThat(job("{ every: 1h, zone: Europe/Paris, except: 2026-12-25, max-runs: 3 }")
                        .trigger()
                        .parts()
                        .get(0)
                        .parts())
                .containsExactly(new EveryTrigger(Duration.ofHours(1)));
    }

    @Test
    void aJobCanBeLimitedByAKey() {
        Job job = job("{ every: 1h, limited-by: 'tenant-42: 3' }");

        assertThat(job.limitKey()).contains("tenant-42");
        assertThat(job.limit()).isEqualTo(Limit.atOnce(3));
        assertFailure("{ every: 1h, limited-by: tenant-42 }", "limited-by", "tenant-42", "is not a key and its limit");
        assertFailure("{ every: 1h, limited-by: 'a: 0' }", "limited-by", "a: 0", "must be at least 1");
    }

    @Test
    void aJobCanBeDisabled() {
        assertThat(declared("distributed-scheduler.jobs.it: { every: 1h, enabled: false }"))
                .isEmpty();
        assertThat(declared("distributed-scheduler.jobs.it: { cron: '-', zone: Europe/Paris }"))
                .isEmpty();
        assertThat(declared("distributed-scheduler.jobs.it: { every: '-' }")).isEmpty();
    }

    @Test
    void whatIsNotAllowedNamesTheProperty() {
        assertFailure("{ cron: '0 0 25 * * *' }", "cron", "0 0 25 * * *", "25");
        assertFailure(
                "{ cron: '@daily', zone: Mars }", "zone", "Mars", "'Mars' is not a time zone such as Europe/Paris");
        assertFailure("{ every: 5x }", "every", "5x", "'5x' is not a duration such as 5m or PT5M");
        assertFailure("{ fixed-delay: 1ms }", "fixed-delay", "1ms", "at least 100 ms");
        assertFailure("{ keyword: 'a b' }", "keyword", "a b", "must consist of letters");
        assertFailure("{ every: 1h, executor: 'a b' }", "executor", "a b", "The executor id 'a b' is not allowed");
        assertFailure("{ every: 1h, id: 'a}' }", "id", "a}", "Braces in a job id");
        assertFailure("{ every: 1h, max-runs: 0 }", "max-runs", "0", "maxRuns must be at least 1");
        assertFailure("{ every: 1h, attempts: 0 }", "attempts", "0", "from 1 to 1000");
        assertFailure("{ every: 1h, timeout: 0s }", "timeout", "PT0S", "at least 1 ms");
        assertFailure(
                "{ keyword: go, from: 2030-01-01T00:00:00Z }", "from", "2030-01-01T00:00:00Z", "only a repeating");
        assertFailure(
                "{ every: 1h, cron: '@daily' }", "cron", "@daily", "one schedule, and this one has cron and every");
        assertFailure("{ every: 1h, misfire: later }", "misfire", "later", "'later' is none of run-once, skip,");
        assertFailure("{ every: 1h, misfire: run-once 5m }", "misfire", "run-once 5m", "is none of");
        assertFailure("{ every: 1h, misfire: skip soon }", "misfire", "skip soon", "'soon' is not a duration");
        assertFailure("{ every: 1h, misfire: skip -5m }", "misfire", "skip -5m", "must not be negative");
        assertFailure("{ every: 1h, stop-after-failures: -1 }", "stop-after-failures", "-1", "must not be negative");
        assertFailure("{ every: 1h, overlap: both }", "overlap", "both", "'both' is none of skip, queue-one,");
        assertFailure("{ every: 1h, except: holiday }", "except", "holiday", "'holiday' is none of a weekday (SAT),");
        assertFailure("{ keyword: go, except: SAT }", "except", "SAT", "only a repeating trigger");
        assertFailure("{ every: 1h, jitter: 2d }", "jitter", "2d", "from 1 ms to 24 hours");
        assertFailure("{ cron: '@daily; 0 0 25 * * *' }", "cron", "@daily; 0 0 25 * * *", "25");
        assertFailure("{ executor: x }", "cron", "", "needs one of cron, every, fixed-delay and keyword");
    }

    private static Job job(String yaml) {
        return declared("distributed-scheduler.jobs.it: " + yaml).get(0).job();
    }

    private static List<DeclaredJob> declared(String yaml) {
        return new ConfiguredJobs(Yaml.properties(yaml).jobs(), new DeclaredJobs("shop", RetryPolicy.DEFAULT)).read();
    }

    private static void assertFailure(String yaml, String property, String value, String reason) {
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> job(yaml))
                .satisfies(e -> {
                    assertThat(e.getName()).isEqualTo("distributed-scheduler.jobs.it." + property);
                    assertThat(e.getValue()).isEqualTo(value);
                    assertThat(e.getReason()).contains(reason);
                });
    }
}
