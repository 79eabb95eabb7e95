package io.distributedscheduler.engine;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.trigger.Basis;
import io.distributedscheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Judges, at the claim of its first attempt, whether an occurrence comes too late for its job's {@link Misfire} policy. */
final class Lateness {

    /**
     * Occurrences that are not run.
     *
     * @param occurrences how many, from the claimed one on
     * @param late how late the claimed one is
     * @param next the first that is to be run; empty if there is none, or the trigger has no ticks of its own
     */
    record Missed(long occurrences, Duration late, Optional<Instant> next) {}

    private Lateness() {}

    /**
     * What of the claimed occurrence, and of those after it, is missed; empty if it is to be run.
     *
     * @param claimed store time of the claim
     */
    static Optional<Missed> judge(Job job, Claim claim, Instant claimed) {
        Optional<Duration> patience = patience(job.misfire());
        if (patience.isEmpty() || claim.attempt() > 1) {
            return Optional.empty();
        }
        Instant due = claim.due();
        Instant earliest = claimed.minus(patience.get());
        // What has waited for a run to end is not late for that.
        boolean late = (catchesUp(job) || claim.notBefore().isBefore(due) ? due : claim.notBefore()).isBefore(earliest);
        Trigger trigger = job.trigger();
        if (!trigger.repeats() || trigger.basis() != Basis.PLANNED) {
            return late
                    ? Optional.of(new Missed(1, Duration.between(due, claimed), Optional.empty()))
                    : Optional.empty();
        }
        long missed = 0;
        Optional<Instant> next = Optional.of(due);
        if (late) {
            // A tick is a whole millisecond, and one at the earliest instant itself is not too late.
            Ticks.Passed passed = Ticks.passed(trigger, due, earliest.minusNanos(1));
            missed = 1 + passed.in(0);
            next = passed.next();
        }
        if (catchesUp(job) && next.isPresent() && !next.get().isAfter(claimed)) {
            long waiting = 1 + Ticks.passed(trigger, next.get(), claimed).in(0);
            if (waiting > Misfire.MOST_CAUGHT_UP) {
                long surplus = waiting - Misfire.MOST_CAUGHT_UP;
                next = Ticks.after(trigger, next.get(), surplus);
                missed += surplus;
            }
        }
        return missed == 0 ? Optional.empty() : Optional.of(new Missed(missed, Duration.between(due, claimed), next));
    }

    /** Whether what has passed is run tick by tick. */
    static boolean catchesUp(Job job) {
        return job.misfire() instanceof Misfire.CatchUp;
    }

    private static Optional<Duration> patience(Misfire misfire) {
        if (misfire instanceof Misfire.Skip skip) {
            return Optional.of(skip.threshold());
        }
        return misfire instanceof Misfire.CatchUp catchUp ? Optional.of(catchUp.window()) : Optional.empty();
    }
}
