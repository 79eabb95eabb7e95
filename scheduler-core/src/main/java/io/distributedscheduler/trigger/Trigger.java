package io.distributedscheduler.trigger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides when a job's occurrences are due.
 *
 * <p>A trigger is an immutable value and pure: the same question has the same answer on every node, and it never reads
 * a clock. All instants are store time. The scheduler asks {@link #first} once, when the job is scheduled, and
 * {@link #next} for each occurrence after that.
 *
 * <p>You may implement your own: override {@link #next}, implement {@code equals} and {@code hashCode} (a record has
 * both), and register a {@link TriggerType} that gives it a name and a text form, so that it can be stored. The answers
 * of {@link #next} must strictly increase; they are used in whole milliseconds, rounded up. An exception that a trigger
 * throws makes its job {@code FAILED}, not the scheduler.
 */
public interface Trigger {

    /**
     * The first due instant strictly after {@code after}; empty when there is none left.
     *
     * @param after any instant; with {@link Basis#PLANNED} usually the planned due instant of the last occurrence, with
     *     {@link Basis#ENDED} the end of the last run
     */
    Optional<Instant> next(Instant after);

    /**
     * The first due instant of a job that is scheduled at {@code now}; empty when it has none. Unless overridden, the
     * first one at or after {@code now}. An instant in the past is allowed and means "at once".
     */
    default Optional<Instant> first(Instant now) {
        return next(now.minusNanos(1));
    }

    /**
     * This trigger with all that depends on the moment of scheduling fixed to {@code now}, such as the anchor of
     * {@link EveryTrigger}. Unless overridden, this trigger itself. The answer to a second call is the answer to the
     * first.
     */
    default Trigger anchoredAt(Instant now) {
        return this;
    }

    /**
     * This trigger as that of a job, with all that depends on the job fixed to it, such as the delays of
     * {@link JitteredTrigger}. Unless overridden, this trigger itself.
     *
     * @param id of the job
     */
    default Trigger ofJob(String id) {
        return this;
    }

    /** The triggers that this one is made of, if it is put together of others: none unless overridden. */
    default List<Trigger> parts() {
        return List.of();
    }

    /**
     * When a job is due that is scheduled at {@code now}: its first instants, in order, in whole milliseconds. Only the first
     * one of a trigger that does not repeat, or that counts from the end of runs; none of a keyword.
     *
     * @param count at most so many
     */
    default List<Instant> fireTimes(Instant now, int count) {
        Trigger anchored = anchoredAt(now);
        boolean ticks = repeats() && basis() == Basis.PLANNED;
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = anchored.first(now).flatMap(TimeLimits::due);
        while (next.isPresent() && times.size() < count) {
            times.add(next.get());
            next = ticks ? anchored.next(next.get()).flatMap(TimeLimits::due) : Optional.empty();
        }
        return times;
    }

    /** What the next occurrence is counted from: the planned due instant unless overridden. */
    default Basis basis() {
        return Basis.PLANNED;
    }

    /**
     * Whether the trigger makes occurrences one after another by itself: true unless overridden, false for
     * {@link OnceTrigger} and {@link KeywordTrigger}. Only a repeating trigger can be bounded by
     * {@link BoundedTrigger}.
     */
    default boolean repeats() {
        return true;
    }
}
