package io.distributedscheduler.engine;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.trigger.Trigger;
import java.time.Instant;
import java.util.Optional;

/**
 * What follows a run of a job with ticks, by its misfire and overlap policies, and what is counted with it.
 *
 * @param after the next occurrence, or that there is none
 * @param counts of the run and of the ticks that are not run
 */
record Succession(After after, Counts counts) {

    /**
     * The ticks since the planned one are told apart by when they came: while an earlier run lasted (they wait), until the
     * run was claimed (it comes late, and they with it), and while it lasted.
     *
     * @param claimed store time of the claim of the attempt
     * @param now store time of its end
     */
    static Succession of(Job job, Claim claim, Instant claimed, Instant now) {
        Trigger trigger = job.trigger();
        Instant due = claim.due();
        if (job.misfire() instanceof Misfire.CatchUp) {
            return next(Ticks.next(trigger, due), 0, 0);
        }
        Instant begun = begun(claim, claimed);
        Instant end = now.isBefore(begun) ? begun : now;
        Ticks.Passed passed = Ticks.passed(trigger, due, begun, end);
        long late = passed.in(0);
        long meanwhile = passed.in(1);
        if (job.overlap() instanceof Overlap.Queue) {
            boolean isLate =
                    Ticks.passed(trigger, waitsSince(claim, begun), begun).in(0) > 0;
            return isLate
                    ? queued(trigger, begun, meanwhile, late, passed.next())
                    : queued(trigger, due, late + meanwhile, 0, passed.next());
        }
        if (job.overlap() instanceof Overlap.Skip || job.overlap() instanceof Overlap.Allow || meanwhile == 0) {
            return next(passed.next(), meanwhile, late);
        }
        Optional<Instant> last = Ticks.after(trigger, begun, meanwhile);
        return new Succession(new After.Queued(last.orElseThrow()), new Counts(1, 0, meanwhile - 1, late));
    }

    /** So many ticks after an instant wait. */
    private static Succession queued(Trigger trigger, Instant from, long waiting, long late, Optional<Instant> next) {
        if (waiting == 0) {
            return next(next, 0, late);
        }
        long surplus = Math.max(0, waiting - Overlap.MOST_QUEUED);
        Instant first = Ticks.after(trigger, from, surplus + 1).orElseThrow();
        return new Succession(new After.Queued(first), new Counts(1, 0, surplus, late));
    }

    private static Succession next(Optional<Instant> tick, long skipped, long coalesced) {
        return new Succession(
                tick.<After>map(due -> new After.Next(new Due.At(due))).orElseGet(After.Finished::new),
                new Counts(1, 0, skipped, coalesced));
    }

    /** When the first attempt was claimed. */
    private static Instant begun(Claim claim, Instant claimed) {
        // The token of the first claim is its store time in microseconds, unless others had caught up with that.
        Instant first = Instant.ofEpochSecond(0, claim.run().token() * 1_000);
        Instant start = first.isBefore(claimed) ? first : claimed;
        return start.isBefore(claim.due()) ? claim.due() : start;
    }

    /** Since when it could have been claimed. Of a run that was retried nobody knows any more: it counts as in time. */
    private static Instant waitsSince(Claim claim, Instant begun) {
        if (claim.attempt() > 1) {
            return begun;
        }
        return claim.notBefore().isBefore(begun) ? claim.notBefore() : begun;
    }
}
