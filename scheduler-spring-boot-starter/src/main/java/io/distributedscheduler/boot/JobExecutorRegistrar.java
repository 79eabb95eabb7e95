package io.distributedscheduler.boot;

import io.distributedscheduler.engine.DeclaredJob;
import io.distributedscheduler.engine.ExecutorDefinition;
import io.distributedscheduler.job.JobId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Finds executors and declared jobs when all beans exist, which is before anything is started; the scheduler, which
 * beans get injected and which therefore exists earlier, asks for them when it starts.
 */
final class JobExecutorRegistrar implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(JobExecutorRegistrar.class);

    private final ExecutorFinder finder;
    private final AnnotatedJobs annotatedJobs;
    private final ConfiguredJobs configuredJobs;
    private final ExecutorSettings settings;
    private final int concurrency;
    private final Map<String, ExecutorDefinition> executors = new LinkedHashMap<>();
    private final Map<JobId, DeclaredJob> declared = new LinkedHashMap<>();

    JobExecutorRegistrar(
            ExecutorFinder finder,
            AnnotatedJobs annotatedJobs,
            ConfiguredJobs configuredJobs,
            ExecutorSettings settings,
            int concurrency) {
        this.finder = finder;
        this.annotatedJobs = annotatedJobs;
        this.configuredJobs = configuredJobs;
        this.settings = settings;
        this.concurrency = concurrency;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, String> sources = new LinkedHashMap<>();
        for (FoundExecutor found : finder.find()) {
            String eid = annotatedJobs.eid(found);
            requireFirst(eid, sources.put(eid, found.source()), found.source());
            log.debug("The executor '{}' is {}", eid, found.source());
            ExecutorDefinition executor = annotatedJobs.executor(found, eid);
            executors.put(eid, settings.of(executor));
            annotatedJobs.job(found, eid).ifPresent(this::declare);
        }
        configuredJobs.read().forEach(this::declare);
        if (executors.isEmpty() && concurrency > 0) {
            log.warn(
                    "This application has no executor, so it runs no job: @JobExecutor counts on beans and on methods of"
                            + " beans, and no bean has it. Where jobs shall only be scheduled, {}.concurrency=0 says so",
                    SchedulerProperties.PREFIX);
        }
        settings.warnOfUnknown(executors.keySet());
        declared.values().forEach(this::warnOfUnknownExecutor);
    }

    /** Those that were found. */
    Collection<ExecutorDefinition> executors() {
        return List.copyOf(executors.values());
    }

    /** Those that were found. */
    Collection<DeclaredJob> declared() {
        return List.copyOf(declared.values());
    }

    private void declare(DeclaredJob job) {
        DeclaredJob same = declared.putIfAbsent(job.job().id(), job);
        if (same != null) {
            throw new InvalidJobExecutorException(
                    "Two declared jobs have the id '" + job.job().id() + "': that of " + same.source()
                            + ", and that of " + job.source() + ".",
                    "Give one of them another id.");
        }
    }

    private static void requireFirst(String eid, @Nullable String before, String source) {
        if (before != null) {
            throw new InvalidJobExecutorException(
                    "Two job executors share the eid '" + eid + "': " + before + ", and " + source + ".",
                    "Give one of them another eid: it is the name by which jobs find their executor.");
        }
    }

    /** Not an error: another application may have it. */
    private void warnOfUnknownExecutor(DeclaredJob job) {
        String eid = job.job().executor();
        if (!executors.isEmpty() && !executors.containsKey(eid)) {
            log.warn(
                    "The job '{}' ({}) names the executor '{}', which this application does not have{}; it runs only where"
                            + " another application has it",
                    job.job().id(),
                    job.source(),
                    eid,
                    Nearest.to(eid, executors.keySet())
                            .map(near -> " (it has '" + near + "')")
                            .orElse(""));
        }
    }
}
