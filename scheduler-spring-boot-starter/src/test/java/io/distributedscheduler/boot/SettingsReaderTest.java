package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.codec.DataLimits;
import io.distributedscheduler.engine.ExecutorDefinition;
import io.distributedscheduler.engine.SchedulerSettings;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.TrimLimits;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.StandardEnvironment;

/** From properties to settings of a node. */
class SettingsReaderTest {

    @Test
    void defaultsAreThoseOfTheCore() {
        assertThat(settings("distributed-scheduler.node: here")).isEqualTo(SchedulerSettings.of("here"));
        assertThat(reader("").limits()).isEqualTo(DataLimits.DEFAULTS);
    }

    @Test
    void everythingCanBeSet() {
        SchedulerSettings settings = settings("""
                distributed-scheduler:
                  node: here
                  application: shop
                  concurrency: 4
                  lease: 30s
                  command-timeout: 2s
                  shutdown-timeout: 1m
                  interrupt-timeout: 5s
                  timeout: 1h
                  completion-expiry: 2h
                  virtual-threads: true
                  retry: { attempts: 7, first-delay: 1s, longest-delay: 1m, multiplier: 2, jitter: 0.5 }
                  alarms: { late-after: 20s }
                  retention: { runs: 3, results: 2d, failed: 1d, finished-max: 50 }
                """);

        assertThat(settings)
                .isEqualTo(new SchedulerSettings(
                        "here",
                        "shop",
                        4,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5),
                        RetryPolicy.attempts(7)
                                .backoff(Duration.ofSeconds(1), Duration.ofMinutes(1))
                                .multiplier(2)
                                .jitter(0.5),
                        Optional.of(Duration.ofHours(1)),
                        new Retention(3, Duration.ofDays(2)),
                        new TrimLimits(50, Duration.ofDays(1)),
                        Duration.ofHours(2),
                        Duration.ofSeconds(20),
                        true));
        assertThat(reader("distributed-scheduler.limits: { payload: 1MB, result: 2KB, error: 1KB }")
                        .limits())
                .isEqualTo(new DataLimits(1024 * 1024, 2048, 1024));
    }

    @Test
    void theNodeIsNamedByHostAndProcess() {
        assertThat(settings("HOSTNAME: web_1.example.org").node())
                .isEqualTo("web_1.example.org-" + ProcessHandle.current().pid());
        assertThat(settings("HOSTNAME: 'odd name!'").node()).startsWith("odd-name--");
        assertThat(settings("").node()).isNotEmpty();
    }

    @Test
    void theApplicationHasTheNameThatSpringKnows() {
        assertThat(settings("spring.application.name: My Shop").application()).isEqualTo("My-Shop");
        assertThat(settings("").application()).isEqualTo("application");
    }

    @Test
    void aShortLeaseShortensTheCommandTimeout() {
        assertThat(settings("distributed-scheduler.lease: 1500ms").commandTimeout())
                .isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void anExecutorMayKeepOtherThings() {
        ExecutorSettings settings =
                new ExecutorSettings(Yaml.properties("""
                                distributed-scheduler.executors:
                                  audit.retention: { runs: 500, results: 30d }
                                  ping.retention.runs: 0
                                """).executors(), new Retention(20, Duration.ofHours(1)));

        assertThat(settings.retention("audit")).contains(new Retention(500, Duration.ofDays(30)));
        assertThat(settings.retention("ping")).contains(new Retention(0, Duration.ofHours(1)));
        assertThat(settings.retention("other")).isEmpty();
    }

    @Test
    void anExecutorMayBeLimitedOtherwise() {
        ExecutorSettings settings =
                new ExecutorSettings(Yaml.properties("""
                                distributed-scheduler.executors:
                                  resize: { limit: '8, 1000 per 1h', limit-per-node: 2 }
                                """).executors(), new Retention(20, Duration.ofHours(1)));
        ExecutorDefinition annotated = new ExecutorDefinition("resize", Void.class, context -> null)
                .limit(Limit.atOnce(1))
                .perNode(1);

        assertThat(settings.of(annotated).limit()).isEqualTo(Limit.atOnce(8).andRate(1_000, Duration.ofHours(1)));
        assertThat(settings.of(annotated).perNode()).isEqualTo(2);
        ExecutorDefinition other = new ExecutorDefinition("other", Void.class, context -> null).limit(Limit.atOnce(1));
        assertThat(settings.of(other).limit()).isEqualTo(Limit.atOnce(1));
    }

    @Test
    void whatIsNotAllowedNamesTheProperty() {
        assertFailure("node: 'a b'", "node", "The node name 'a b' is not allowed");
        assertFailure("application: 'a b'", "application", "The application name 'a b' is not allowed");
        assertFailure("concurrency: -1", "concurrency", "It must be from 0 to 10000");
        assertFailure("lease: 0", "lease", "It must be from 1s to 1h");
        assertFailure("lease: 900ms", "lease", "It must be from 1s to 1h");
        assertFailure("lease: 2h", "lease", "It must be from 1s to 1h");
        assertFailure("command-timeout: 0", "command-timeout", "It must be longer than nothing");
        assertFailure(
                "command-timeout: 4s",
                "command-timeout",
                "It must be at most 3333ms, a third of distributed-scheduler.lease,");
        assertFailure("shutdown-timeout: -1s", "shutdown-timeout", "It must not be negative");
        assertFailure("interrupt-timeout: -1s", "interrupt-timeout", "It must not be negative");
        assertFailure("timeout: 0", "timeout", "It must be longer than nothing");
        assertFailure("completion-expiry: 0", "completion-expiry", "It must be longer than nothing");
        assertFailure("retry.attempts: 0", "retry.attempts", "from 1 to 1000, was 0");
        assertFailure("retry.first-delay: -1s", "retry.first-delay", "firstDelay must be from zero");
        assertFailure("retry.first-delay: 10m", "retry.longest-delay", "longestDelay must be from firstDelay (PT10M)");
        assertFailure("retry.longest-delay: 1s", "retry.longest-delay", "longestDelay must be from firstDelay (PT2S)");
        assertFailure("retry.multiplier: 0.5", "retry.multiplier", "from 1 to 1000");
        assertFailure("retry.jitter: 2", "retry.jitter", "from 0 to 1");
        assertFailure("retention.runs: -1", "retention.runs", "It must not be negative");
        assertFailure("retention.results: -1s", "retention.results", "It must not be negative");
        assertFailure("retention.failed: -1s", "retention.failed", "It must not be negative");
        assertFailure("retention.finished-max: -1", "retention.finished-max", "It must not be negative");
        assertFailure("limits.payload: 1GB", "limits.payload", "256 bytes to 16 MiB");
        assertFailure("limits.result: 1B", "limits.result", "256 bytes to 16 MiB");
        assertFailure("limits.error: 99999999999999B", "limits.error", "256 bytes to 16 MiB");
    }

    private static void assertFailure(String yaml, String property, String reason) {
        SettingsReader reader = reader("distributed-scheduler." + yaml);
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> {
                    reader.settings();
                    reader.limits();
                })
                .satisfies(e -> {
                    assertThat(e.getName()).isEqualTo("distributed-scheduler." + property);
                    assertThat(e.getReason()).contains(reason);
                });
    }

    private static SchedulerSettings settings(String yaml) {
        return reader(yaml).settings();
    }

    private static SettingsReader reader(String yaml) {
        StandardEnvironment environment = Yaml.environment(yaml);
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        return new SettingsReader(Yaml.properties(yaml), environment);
    }
}
