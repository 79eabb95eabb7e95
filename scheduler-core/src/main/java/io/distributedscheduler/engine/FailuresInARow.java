package io.distributedscheduler.engine;

import io.distributedscheduler.JobConflictException;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops jobs of which too many runs in a row have failed, where several run at once: how many have, only the store knows
 * when one has ended. Should this not come to it, the next run that fails does.
 */
final class FailuresInARow {

    private static final Logger log = LoggerFactory.getLogger(FailuresInARow.class);

    private final JobStore store;
    private final Definitions definitions;
    private final Errands errands;

    FailuresInARow(SchedulerContext context, Definitions definitions, String name) {
        this.store = context.store();
        this.definitions = definitions;
        this.errands = new Errands(context.runtime(), name);
    }

    /** The store has taken the end of an attempt. */
    void ended(Execution execution, Completion completion) {
        boolean failed = completion.outcome() == Outcome.FAILED || completion.outcome() == Outcome.TIMED_OUT;
        if (failed && !(completion.after() instanceof After.Retry)) {
            execution
                    .job()
                    .filter(job -> job.overlap() instanceof Overlap.Allow && job.stopAfterFailures() > 0)
                    .ifPresent(job -> errands.add(() -> stopIfTooMany(job, execution)));
        }
    }

    private void stopIfTooMany(Job job, Execution execution) {
        try {
            int failed = store.find(job.id())
                    .map(record -> record.counts().failedInARow())
                    .orElse(0);
            if (failed >= job.stopAfterFailures()) {
                String reason = failed == 1 ? "a run failed" : failed + " runs in a row failed";
                if (definitions
                        .stop(job.id(), reason, execution.node().toString())
                        .stopped()) {
                    log.error("Job {} is stopped: {}", job.id(), reason);
                }
            }
        } catch (JobStoreException | UnknownJobException | JobConflictException e) {
            log.warn("Job {} could not be stopped, of which runs fail: {}", job.id(), e.toString());
        }
    }
}
