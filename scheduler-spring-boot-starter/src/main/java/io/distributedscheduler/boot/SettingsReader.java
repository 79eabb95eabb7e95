package io.distributedscheduler.boot;

import io.distributedscheduler.codec.DataLimits;
import io.distributedscheduler.engine.SchedulerSettings;
import io.distributedscheduler.job.Names;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.TrimLimits;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/** Reads the properties as settings of a node. */
final class SettingsReader {

    private static final Duration USUAL_COMMAND_TIMEOUT = Duration.ofSeconds(1);

    private final SchedulerProperties properties;
    private final Environment environment;

    SettingsReader(SchedulerProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
    }

    SchedulerSettings settings() {
        DefaultNames names = new DefaultNames(environment);
        String node = name("node", properties.node(), names.node());
        String application = name("application", properties.application(), names.application());
        RetryPolicy retry = retry();
        Retention retention = retention();
        TrimLimits trim = trim();
        Duration lease = PropertyRules.between(
                "lease", properties.lease(), SchedulerSettings.SHORTEST_LEASE, SchedulerSettings.LONGEST_LEASE);
        return new SchedulerSettings(
                node,
                application,
                PropertyRules.between("concurrency", properties.concurrency(), 0, SchedulerSettings.MOST_CONCURRENCY),
                lease,
                commandTimeout(lease),
                PropertyRules.notNegative("shutdown-timeout", properties.shutdownTimeout()),
                PropertyRules.notNegative("interrupt-timeout", properties.interruptTimeout()),
                retry,
                timeout(),
                retention,
                trim,
                PropertyRules.positive("completion-expiry", properties.completionExpiry()),
                PropertyRules.positive("alarms.late-after", properties.alarms().lateAfter()),
                virtualThreads());
    }

    DataLimits limits() {
        SchedulerProperties.Limits limits = properties.limits();
        DataLimits usual = DataLimits.DEFAULTS;
        int payload = bytes(limits.payload());
        int result = bytes(limits.result());
        int error = bytes(limits.error());
        PropertyRules.check(
                "limits.payload", limits.payload(), () -> new DataLimits(payload, usual.result(), usual.error()));
        PropertyRules.check(
                "limits.result", limits.result(), () -> new DataLimits(usual.payload(), result, usual.error()));
        return PropertyRules.check("limits.error", limits.error(), () -> new DataLimits(payload, result, error));
    }

    private static int bytes(DataSize size) {
        return (int) Math.min(size.toBytes(), Integer.MAX_VALUE);
    }

    private static String name(String property, @Nullable String given, String otherwise) {
        return given == null
                ? otherwise
                : PropertyRules.check(property, given, () -> Names.check(property + " name", given));
    }

    /** A second is long for a Redis that is well, and short enough to notice in time that it is not. */
    private Duration commandTimeout(Duration lease) {
        Duration given = properties.commandTimeout();
        Duration third = lease.dividedBy(3);
        if (given == null) {
            return third.compareTo(USUAL_COMMAND_TIMEOUT) < 0 ? third : USUAL_COMMAND_TIMEOUT;
        }
        if (given.compareTo(third) > 0) {
            throw PropertyRules.broken(
                    "command-timeout",
                    given,
                    "It must be at most " + PropertyRules.text(third)
                            + ", a third of distributed-scheduler.lease, so that"
                            + " a node learns in time that the store is away");
        }
        return PropertyRules.positive("command-timeout", given);
    }

    private Optional<Duration> timeout() {
        Duration given = properties.timeout();
        return given == null ? Optional.empty() : Optional.of(PropertyRules.positive("timeout", given));
    }

    private RetryPolicy retry() {
        SchedulerProperties.Retry retry = properties.retry();
        RetryPolicy attempts =
                PropertyRules.check("retry.attempts", retry.attempts(), () -> RetryPolicy.attempts(retry.attempts()));
        RetryPolicy first = PropertyRules.check(
                "retry.first-delay",
                retry.firstDelay(),
                () -> attempts.backoff(retry.firstDelay(), retry.firstDelay()));
        RetryPolicy delays = PropertyRules.check(
                "retry.longest-delay",
                retry.longestDelay(),
                () -> first.backoff(retry.firstDelay(), retry.longestDelay()));
        RetryPolicy growing = PropertyRules.check(
                "retry.multiplier", retry.multiplier(), () -> delays.multiplier(retry.multiplier()));
        return PropertyRules.check("retry.jitter", retry.jitter(), () -> growing.jitter(retry.jitter()));
    }

    private Retention retention() {
        SchedulerProperties.Retention retention = properties.retention();
        return new Retention(
                PropertyRules.notNegative("retention.runs", retention.runs()),
                PropertyRules.notNegative("retention.results", retention.results()));
    }

    private TrimLimits trim() {
        SchedulerProperties.Retention retention = properties.retention();
        return new TrimLimits(
                PropertyRules.notNegative("retention.finished-max", retention.finishedMax()),
                PropertyRules.notNegative("retention.failed", retention.failed()));
    }

    private boolean virtualThreads() {
        Boolean given = properties.virtualThreads();
        return given == null ? Threading.VIRTUAL.isActive(environment) : given;
    }
}
