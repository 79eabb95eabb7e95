package io.distributedscheduler.job;

import org.jspecify.annotations.Nullable;

/**
 * User code that runs jobs of one executor.
 *
 * <p>It runs at least once per occurrence: after a crash the same run may come again, with the same
 * {@link JobContext#runId()} and a higher {@link JobContext#token()}.
 *
 * @param <P> type of the payload; {@code Void} for none
 * @param <R> type of the result; {@code Void} for none. A {@code CompletionStage} completes the run when it completes
 */
@FunctionalInterface
public interface JobRunner<P, R> {

    /**
     * Does the work. Return normally for SUCCEEDED; throw for FAILED, which retries as the job's policy says.
     *
     * <p>When the job is stopped or times out the thread is interrupted and {@link JobContext#stopRequested()} turns
     * true.
     */
    @Nullable
    R run(JobContext<P> context) throws Exception;
}
