package io.distributedscheduler.boot;

import io.distributedscheduler.engine.DeclaredJob;
import io.distributedscheduler.engine.ExecutorDefinition;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.Names;
import java.util.Optional;

/** Reads the texts of {@link JobExecutor}: the executor's id, and the job that it may declare. */
final class AnnotatedJobs {

    private final Placeholders placeholders;
    private final DeclaredJobs jobs;

    AnnotatedJobs(Placeholders placeholders, DeclaredJobs jobs) {
        this.placeholders = placeholders;
        this.jobs = jobs;
    }

    /** The id of the executor. */
    String eid(FoundExecutor executor) {
        try {
            return Texts.read("eid", resolve("eid", executor.annotation().eid()), Names::executor);
        } catch (InvalidTextException e) {
            throw invalid(executor, e);
        }
    }

    /** The executor as the annotation has it. */
    ExecutorDefinition executor(FoundExecutor executor, String eid) {
        ExecutorDefinition definition = new ExecutorDefinition(eid, executor.payloadType(), executor.runner());
        try {
            String limit = resolve("limit", executor.annotation().limit());
            String perNode = resolve("limitPerNode", executor.annotation().limitPerNode());
            return definition
                    .limit(Texts.read("limit", limit, Texts::limit))
                    .perNode(Texts.read("limitPerNode", perNode, text -> text.isBlank() ? 0 : Texts.positive(text)));
        } catch (InvalidTextException e) {
            throw invalid(executor, e);
        }
    }

    /** The job that the annotation declares, if it declares one that is not disabled. */
    Optional<DeclaredJob> job(FoundExecutor executor, String eid) {
        try {
            return read(executor.annotation(), eid).map(job -> new DeclaredJob(job, executor.source()));
        } catch (InvalidTextException e) {
            throw invalid(executor, e);
        }
    }

    private Optional<Job> read(JobExecutor annotation, String eid) {
        ScheduleTexts schedule = new ScheduleTexts(
                resolve("cron", annotation.cron()),
                resolve("zone", annotation.zone()),
                resolve("every", annotation.every()),
                resolve("fixedDelay", annotation.fixedDelay()),
                resolve("keyword", annotation.keyword()),
                resolve("except", annotation.except()),
                resolve("jitter", annotation.jitter()));
        String id = resolve("id", annotation.id());
        String timeout = resolve("timeout", annotation.timeout());
        String attempts = resolve("attempts", annotation.attempts());
        String misfire = resolve("misfire", annotation.misfire());
        String overlap = resolve("overlap", annotation.overlap());
        String limitedBy = resolve("limitedBy", annotation.limitedBy());
        String failures = resolve("stopAfterFailures", annotation.stopAfterFailures());
        if (schedule.isEmpty()) {
            requireNone("except", schedule.except());
            requireNone("jitter", schedule.jitter());
            requireNone("id", id);
            requireNone("timeout", timeout);
            requireNone("attempts", attempts);
            requireNone("misfire", misfire);
            requireNone("overlap", overlap);
            requireNone("limitedBy", limitedBy);
            requireNone("stopAfterFailures", failures);
        }
        return schedule.trigger()
                .map(trigger -> schedule.put(jobs.job(eid, trigger, id, eid)))
                .map(job -> timeout.isBlank()
                        ? job
                        : Texts.read("timeout", timeout, text -> job.timeout(Texts.duration(text))))
                .map(job -> attempts.isBlank()
                        ? job
                        : Texts.read("attempts", attempts, text -> jobs.attempts(job, Texts.number(text))))
                .map(job -> misfire.isBlank()
                        ? job
                        : Texts.read("misfire", misfire, text -> job.misfire(Texts.misfire(text))))
                .map(job -> overlap.isBlank()
                        ? job
                        : Texts.read("overlap", overlap, text -> job.overlap(Texts.overlap(text))))
                .map(job -> limitedBy.isBlank()
                        ? job
                        : Texts.read("limitedBy", limitedBy, text -> Texts.limitedBy(job, text)))
                .map(job -> failures.isBlank()
                        ? job
                        : Texts.read("stopAfterFailures", failures, text -> job.stopAfterFailures(Texts.number(text))));
    }

    private static void requireNone(String attribute, String value) {
        if (!value.isBlank()) {
            throw new InvalidTextException(
                    attribute,
                    value,
                    "it is said of the job that the annotation declares, and without cron, every, fixedDelay or keyword"
                            + " it declares none");
        }
    }

    private String resolve(String attribute, String text) {
        return placeholders.resolve(attribute, text);
    }

    private static InvalidJobExecutorException invalid(FoundExecutor executor, InvalidTextException e) {
        return new InvalidJobExecutorException(
                "The @JobExecutor(eid = \"" + executor.annotation().eid() + "\") on " + executor.source() + " has "
                        + e.attribute() + " = \"" + e.value() + "\", which is not allowed: " + e.reason() + ".",
                "Correct the annotation, or the property that its placeholder names.");
    }
}
