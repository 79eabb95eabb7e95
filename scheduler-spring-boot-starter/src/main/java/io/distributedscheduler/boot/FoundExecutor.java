package io.distributedscheduler.boot;

import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobRunner;
import java.lang.reflect.Type;

/**
 * A bean, or a method of one, that is marked as an executor.
 *
 * @param source where it stands, for people
 */
record FoundExecutor(JobExecutor annotation, String source, Type payloadType, JobRunner<?, ?> runner) {}
