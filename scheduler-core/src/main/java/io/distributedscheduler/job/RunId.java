package io.distributedscheduler.job;

/**
 * Names one firing of a job, over all its attempts: the job and the token of its first claim.
 *
 * <p>It stays the same when the run is retried or recovered from a dead node, so user code can use it as an idempotency
 * key.
 */
public record RunId(JobId job, long token) {

    @Override
    public String toString() {
        return job + "#" + token;
    }
}
