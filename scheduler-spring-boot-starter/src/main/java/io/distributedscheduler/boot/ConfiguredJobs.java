package io.distributedscheduler.boot;

import io.distributedscheduler.engine.DeclaredJob;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Reads the jobs that are declared by configuration. */
final class ConfiguredJobs {

    private final Map<String, SchedulerProperties.DeclaredJob> properties;
    private final DeclaredJobs jobs;

    ConfiguredJobs(Map<String, SchedulerProperties.DeclaredJob> properties, DeclaredJobs jobs) {
        this.properties = properties;
        this.jobs = jobs;
    }

    /** Those that are not disabled. */
    List<DeclaredJob> read() {
        return properties.entrySet().stream()
                .filter(entry -> entry.getValue().enabled())
                .flatMap(entry -> read(entry.getKey(), entry.getValue()).stream())
                .toList();
    }

    private Optional<DeclaredJob> read(String name, SchedulerProperties.DeclaredJob declared) {
        String property = PropertyNames.entry(SchedulerProperties.PREFIX + ".jobs", name);
        try {
            return job(name, declared).map(job -> new DeclaredJob(job, "property " + property));
        } catch (InvalidTextException e) {
            throw new InvalidConfigurationPropertyValueException(
                    property + "." + KebabCase.of(e.attribute()), e.value(), e.reason());
        }
    }

    private Optional<Job> job(String name, SchedulerProperties.DeclaredJob declared) {
        String eid = Texts.read("executor", text(declared.executor(), name), Names::executor);
        ScheduleTexts schedule = new ScheduleTexts(
                text(declared.cron(), ""),
                text(declared.zone(), ""),
                text(declared.every(), ""),
                text(declared.fixedDelay(), ""),
                text(declared.keyword(), ""),
                text(declared.except(), ""),
                text(declared.jitter(), ""));
        if (schedule.isEmpty()) {
            throw new InvalidTextException("cron", "", "the job needs one of cron, every, fixed-delay and keyword");
        }
        return schedule.trigger().map(trigger -> {
            Job job = schedule.put(jobs.job(eid, trigger, text(declared.id(), ""), name));
            job = with(job, "from", declared.from(), Job::from);
            job = with(job, "until", declared.until(), Job::until);
            job = with(job, "maxRuns", declared.maxRuns(), Job::maxRuns);
            job = with(job, "timeout", declared.timeout(), Job::timeout);
            job = with(job, "attempts", declared.attempts(), jobs::attempts);
            job = with(job, "misfire", declared.misfire(), (repeated, text) -> repeated.misfire(Texts.misfire(text)));
            job = with(job, "overlap", declared.overlap(), (repeated, text) -> repeated.overlap(Texts.overlap(text)));
            job = with(job, "limitedBy", declared.limitedBy(), Texts::limitedBy);
            job = with(job, "stopAfterFailures", declared.stopAfterFailures(), Job::stopAfterFailures);
            return declared.payload().isEmpty() ? job : job.payload(ConfiguredPayload.of(declared.payload()));
        });
    }

    private static <V> Job with(Job job, String attribute, @Nullable V value, BiFunction<Job, V, Job> change) {
        return value == null ? job : Texts.read(attribute, value, given -> change.apply(job, given));
    }

    private static String text(@Nullable String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }
}
