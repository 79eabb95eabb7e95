package io.distributedscheduler.engine;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.trigger.Basis;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where jobs stand when they are scheduled, changed or started, and which of their occurrences a change drops. */
final class Schedule {

    private static final Due AT_ONCE = new Due.In(Duration.ZERO);

    private Schedule() {}

    /**
     * The job with its trigger fixed to the moment of scheduling. "At once" stays what it is, so that starting the job
     * later means at once again.
     */
    static Job anchored(Job job, Instant now) {
        Trigger trigger = job.trigger();
        return trigger.equals(OnceTrigger.now()) ? job : job.trigger(trigger.anchoredAt(now));
    }

    /**
     * Where a job stands that is scheduled now.
     *
     * @throws IllegalArgumentException when its trigger is never due
     */
    static Due first(Job job, Instant now) {
        Trigger trigger = job.trigger();
        if (trigger instanceof KeywordTrigger) {
            return new Due.Waiting();
        }
        if (trigger instanceof OnceTrigger once && once.delay().isPresent()) {
            return new Due.In(once.delay().get());
        }
        return new Due.At(Ticks.first(trigger.anchoredAt(now), now).orElseThrow(() -> never(job, now)));
    }

    /**
     * Where a new job stands. One that catches up, and says since when, begins with what it has missed since then.
     *
     * @throws IllegalArgumentException when its trigger is never due
     */
    static Due begin(Job job, Instant now) {
        if (job.misfire() instanceof Misfire.CatchUp catchUp
                && job.trigger() instanceof BoundedTrigger bounded
                && bounded.basis() == Basis.PLANNED
                && bounded.start() != null) {
            Instant earliest = now.minus(catchUp.window());
            Instant since = bounded.start().isBefore(earliest) ? earliest : bounded.start();
            Optional<Instant> missed = Ticks.first(bounded, since).filter(now::isAfter);
            if (missed.isPresent()) {
                return new Due.At(missed.get());
            }
        }
        return first(job, now);
    }

    /** Whether a job that has had so many runs may have another one. */
    static boolean hasRunsLeft(Trigger trigger, long had) {
        return !(trigger instanceof BoundedTrigger bounded) || had < bounded.maxRuns();
    }

    /**
     * Where a job stands whose trigger is changed now.
     *
     * @param had how many runs it has had, with the one that lasts
     * @throws IllegalArgumentException when its trigger is never due, or those were all it may have
     */
    static Due moved(Job job, long had, Instant now) {
        if (!hasRunsLeft(job.trigger(), had)) {
            throw usedUp(job, had);
        }
        return first(job, now);
    }

    /**
     * Where a job stands after the run that lasts now, if its trigger stays the same.
     *
     * @param had how many runs it has had, with the one that lasts
     * @throws IllegalArgumentException when that run is its last
     */
    static Due following(Job job, long had, Instant now) {
        Trigger trigger = job.trigger();
        if (!hasRunsLeft(trigger, had)) {
            throw usedUp(job, had);
        }
        if (!trigger.repeats()) {
            return first(job, now);
        }
        if (bare(trigger) instanceof FixedDelayTrigger fixed) {
            return new Due.In(fixed.delay());
        }
        return new Due.At(Ticks.next(trigger, now).orElseThrow(() -> never(job, now)));
    }

    /**
     * Where a job stands that was stopped or failed and goes on now: its next occurrence. One that failed runs at once if
     * it has none left.
     *
     * @param had how many runs it has had
     * @throws IllegalArgumentException when it was stopped and has none left
     */
    static Due resumed(Job job, JobState state, long had, Instant now) {
        Trigger trigger = job.trigger();
        if (trigger instanceof KeywordTrigger) {
            return new Due.Waiting();
        }
        if (trigger instanceof OnceTrigger once) {
            return once.at().filter(now::isBefore).<Due>map(Due.At::new).orElse(AT_ONCE);
        }
        boolean left = hasRunsLeft(trigger, had);
        Optional<Instant> tick = left ? Ticks.first(trigger, now) : Optional.empty();
        if (tick.isEmpty() && state != JobState.FAILED) {
            throw left ? never(job, now) : usedUp(job, had);
        }
        return tick.<Due>map(Due.At::new).orElse(AT_ONCE);
    }

    /** The trigger that a changed job has: the one it had, if it is the same but says no anchor. */
    static Trigger changed(Trigger before, Trigger after) {
        return leaves(before)
                        .flatMap(Schedule::anchor)
                        .anyMatch(anchor -> after.anchoredAt(anchor).equals(before))
                ? before
                : after;
    }

    /** What a trigger is made of in the end: itself, if it is not put together of others. */
    static Stream<Trigger> leaves(Trigger trigger) {
        return trigger.parts().isEmpty()
                ? Stream.of(trigger)
                : trigger.parts().stream().flatMap(Schedule::leaves);
    }

    private static Stream<Instant> anchor(Trigger trigger) {
        return trigger instanceof EveryTrigger every ? Stream.ofNullable(every.anchor()) : Stream.empty();
    }

    /**
     * The occurrences that are dropped when a job is changed or stopped now; empty if there are none.
     *
     * @param trigger that holds so far
     * @param since up to when an earlier change has accounted for the occurrences, if one has
     * @param now the earliest that it can be
     * @param until the latest that the change can take effect: ticks up to then are dropped if they have come by then
     */
    static Optional<Accounting> dropped(
            JobRecord record, Trigger trigger, Optional<Instant> since, Instant now, Instant until) {
        if (record.due().isEmpty()
                || !trigger.repeats()
                || trigger.basis() == Basis.ENDED
                || record.state() == JobState.STOPPED
                || record.state() == JobState.FAILED) {
            return Optional.empty();
        }
        Instant due = record.due().get();
        if (record.hasBegun()) {
            // The occurrence itself counts as a run when that ends. Those since are skipped, but for what an earlier
            // change has accounted for. One that was claimed ahead, before that change, is none of this trigger's.
            Instant from = since.filter(accounted -> due.isBefore(accounted) || !isTick(trigger, due))
                    .orElse(due);
            Instant passed = now.isBefore(from) ? from : now;
            long skipped = Ticks.passed(trigger, from, passed).in(0);
            return Optional.of(Accounting.of(
                    record,
                    new Counts(0, 0, skipped, 0),
                    Ticks.between(trigger, passed, until, Accounting.MOST_UPCOMING)));
        }
        if (due.isAfter(until)) {
            return Optional.empty();
        }
        List<Instant> upcoming = new ArrayList<>();
        long missed = 0;
        if (due.isAfter(now)) {
            upcoming.add(due);
        } else {
            missed = 1 + Ticks.passed(trigger, due, now).in(0);
        }
        upcoming.addAll(Ticks.between(
                trigger, due.isAfter(now) ? due : now, until, Accounting.MOST_UPCOMING - upcoming.size()));
        return Optional.of(Accounting.of(record, new Counts(0, missed, 0, 0), upcoming));
    }

    /** Whether the trigger is due at that instant. */
    static boolean isTick(Trigger trigger, Instant instant) {
        return Ticks.next(trigger, instant.minusMillis(1))
                .filter(instant::equals)
                .isPresent();
    }

    private static Trigger bare(Trigger trigger) {
        return trigger instanceof BoundedTrigger bounded ? bounded.trigger() : trigger;
    }

    private static IllegalArgumentException usedUp(Job job, long had) {
        return new IllegalArgumentException("The job \"" + job.id() + "\" would never run: it has had " + had
                + " runs, and its trigger allows no more: " + job.trigger());
    }

    private static IllegalArgumentException never(Job job, Instant now) {
        return new IllegalArgumentException(
                "The job \"" + job.id() + "\" would never run: " + job.trigger() + " is not due after " + now);
    }
}
