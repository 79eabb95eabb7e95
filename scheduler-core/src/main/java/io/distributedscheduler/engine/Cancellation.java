package io.distributedscheduler.engine;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.trigger.Basis;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a run is told to end since the next occurrence has come. */
final class Cancellation {

    private static final Logger log = LoggerFactory.getLogger(Cancellation.class);

    private Cancellation() {}

    /** The keyword whose next fire cancels the run; empty if none does. */
    static Optional<String> keyword(Execution execution) {
        return fire(execution).map(Fire::keyword);
    }

    private static Optional<Fire> fire(Execution execution) {
        return execution
                .job()
                .filter(job -> job.overlap() instanceof Overlap.Cancel)
                .flatMap(job -> execution.claim().fire());
    }

    /** Whether the last fire of that keyword, which has this number, cancels the run. */
    static boolean isBy(String keyword, long lastFire, Execution execution) {
        return execution.stage() == Execution.Stage.RUNNING
                && fire(execution)
                        .filter(fire -> fire.keyword().equals(keyword) && fire.number() < lastFire)
                        .isPresent();
    }

    /** The first tick after the claim and its own; empty if the job's policy is another, or none comes. */
    static Optional<Instant> of(Job job, Execution execution) {
        Instant due = execution.claim().due();
        Instant from = execution.claimed().isBefore(due) ? due : execution.claimed();
        if (!(job.overlap() instanceof Overlap.Cancel)
                || !job.trigger().repeats()
                || job.trigger().basis() != Basis.PLANNED) {
            return Optional.empty();
        }
        try {
            return Ticks.next(job.trigger(), from);
        } catch (RuntimeException | StackOverflowError e) {
            log.error("The trigger of job {} failed, so that its run is not cancelled", job.id(), e);
            return Optional.empty();
        }
    }
}
