package io.distributedscheduler;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.trigger.Basis;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.TimeLimits;
import io.distributedscheduler.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs that run once more what another job runs: with all it says of a run, and a schedule of their own. */
final class Again {

    private static final String MARK = "~";

    private Again() {}

    /** Runs once, now. */
    static Job now(JobSnapshot of) {
        return once(of).id(named(of.id(), JobId.generate().value()));
    }

    /** Runs once, now, with other data. */
    static Job now(JobSnapshot of, @Nullable Object payload) {
        return now(of).payload(payload);
    }

    /**
     * Runs for each tick of a range, but for those that the job itself will run or runs just now.
     *
     * @throws IllegalArgumentException when there is none, or too many
     */
    static Job backfill(JobSnapshot of, Instant from, Instant to) {
        Trigger trigger = job(of).trigger();
        if (!trigger.repeats() || trigger.basis() != Basis.PLANNED) {
            throw new IllegalArgumentException("The job \"" + of.id()
                    + "\" cannot be backfilled, since its trigger has no times of its own: " + trigger);
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "The range of a backfill must end after it begins, was from " + from + " to " + to);
        }
        Instant end = of.due().filter(to::isAfter).orElse(to);
        Optional<Trigger> range = between(trigger, from, end);
        int ticks = range.map(bounded ->
                        bounded.fireTimes(from, Misfire.MOST_CAUGHT_UP + 1).size())
                .orElse(0);
        if (ticks == 0) {
            throw new IllegalArgumentException("The job \"" + of.id() + "\" was not due from " + from + " to " + end
                    + (end.equals(to) ? "" : ", from when on it runs what is due itself") + ": " + trigger);
        }
        if (ticks > Misfire.MOST_CAUGHT_UP) {
            throw new IllegalArgumentException("The job \"" + of.id() + "\" was due more than "
                    + Misfire.MOST_CAUGHT_UP + " times from " + from + " to " + end
                    + "; backfill it range by range: " + trigger);
        }
        return once(of).id(named(of.id(), from + MARK + end))
                .trigger(range.orElseThrow())
                .misfire(Misfire.catchUp(TimeLimits.LONGEST));
    }

    /** The trigger within a range, however many runs it allows; empty if its own bounds leave nothing. */
    private static Optional<Trigger> between(Trigger trigger, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return Optional.empty(); // The job stands before the range.
        }
        if (!(trigger instanceof BoundedTrigger bounded)) {
            return Optional.of(new BoundedTrigger(trigger, from, to, BoundedTrigger.UNLIMITED));
        }
        Instant start = bounded.start() == null || from.isAfter(bounded.start()) ? from : bounded.start();
        Instant finish = bounded.finish() == null || to.isBefore(bounded.finish()) ? to : bounded.finish();
        return start.isBefore(finish)
                ? Optional.of(new BoundedTrigger(bounded.trigger(), start, finish, BoundedTrigger.UNLIMITED))
                : Optional.empty();
    }

    private static Job once(JobSnapshot of) {
        return job(of).now().misfire(Misfire.runOnce()).defaultOverlap().stopAfterFailures(0);
    }

    private static Job job(JobSnapshot of) {
        return of.job()
                .orElseThrow(() -> new UnreadableDataException(
                        "The definition of job " + of.id() + " cannot be read by this node", null));
    }

    /** Beside the other job where lists are sorted by id, as far as there is room. */
    private static JobId named(JobId of, String what) {
        String id = of + MARK + what;
        return id.getBytes(StandardCharsets.UTF_8).length <= JobId.MAX_BYTES ? new JobId(id) : JobId.generate();
    }
}
