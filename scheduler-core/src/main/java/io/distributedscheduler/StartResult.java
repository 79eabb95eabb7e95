package io.distributedscheduler;

import io.distributedscheduler.job.JobState;

/**
 * What {@code start} did.
 *
 * @param started false when there was nothing to do
 * @param before the state it found
 */
public record StartResult(boolean started, JobState before) {}
