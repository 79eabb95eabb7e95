package io.distributedscheduler.engine;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.trigger.Basis;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When the next occurrence comes while a run lasts, of a job whose policy is to act on that at once. */
final class Overtaking {

    private static final Logger log = LoggerFactory.getLogger(Overtaking.class);

    private Overtaking() {}

    /** The keyword whose next fire overtakes the run; empty if none does. */
    static Optional<String> keyword(Execution execution) {
        return fire(execution).map(Fire::keyword);
    }

    private static Optional<Fire> fire(Execution execution) {
        return execution
                .job()
                .filter(Overtaking::actsAtOnce)
                .filter(job -> execution.isInSequence())
                .flatMap(job -> execution.claim().fire());
    }

    /** Whether the last fire of that keyword, which has this number, overtakes the run. */
    static boolean isBy(String keyword, long lastFire, Execution execution) {
        return execution.stage() == Execution.Stage.RUNNING
                && fire(execution)
                        .filter(fire -> fire.keyword().equals(keyword) && fire.number() < lastFire)
                        .isPresent();
    }

    /** The first tick that overtakes the run; empty if the job's policy is another, or none comes. */
    static Optional<Instant> tick(Job job, Execution execution) {
        Instant due = execution.claim().due();
        boolean all = job.overlap() instanceof Overlap.Allow && job.misfire() instanceof Misfire.CatchUp;
        return tickAfter(job, execution, all || execution.claimed().isBefore(due) ? due : execution.claimed());
    }

    /** The first one after that. */
    static Optional<Instant> tickAfter(Job job, Execution execution, Instant from) {
        if (!actsAtOnce(job)
                || !execution.isInSequence()
                || !job.trigger().repeats()
                || job.trigger().basis() != Basis.PLANNED) {
            return Optional.empty();
        }
        try {
            return Ticks.next(job.trigger(), from);
        } catch (RuntimeException | StackOverflowError e) {
            log.error("The trigger of job {} failed, so that nothing is done when the next tick comes", job.id(), e);
            return Optional.empty();
        }
    }

    private static boolean actsAtOnce(Job job) {
        return job.overlap() instanceof Overlap.Cancel || job.overlap() instanceof Overlap.Allow;
    }
}
