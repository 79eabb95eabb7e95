package io.distributedscheduler.trigger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Another trigger, but never due at times that are excluded: on those days, dates and hours it has no occurrences, so that
 * none is counted as missed. With {@link Basis#ENDED} an occurrence waits for the end of the excluded time instead.
 *
 * @param trigger a repeating one, without bounds, jitter and exclusions
 * @param exclusions when it is not due; not empty
 */
public record ExcludingTrigger(Trigger trigger, Exclusions exclusions) implements Trigger {

    /** After so many excluded times on end, it is never due again. */
    private static final int MOST_ON_END = 10_000;

    /** @throws IllegalArgumentException when the trigger does not repeat or is put together already, or nothing is excluded */
    public ExcludingTrigger {
        if (!trigger.repeats()) {
            throw new IllegalArgumentException(
                    "only a repeating trigger can have exclusions, and this one does not repeat: " + trigger);
        }
        if (trigger instanceof BoundedTrigger
                || trigger instanceof JitteredTrigger
                || trigger instanceof ExcludingTrigger) {
            throw new IllegalArgumentException(
                    "exclusions come before jitter and bounds, and there is one of them, was " + trigger);
        }
        if (exclusions.isEmpty()) {
            throw new IllegalArgumentException("exclusions must exclude something, was " + exclusions);
        }
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return allowed(trigger.next(after));
    }

    @Override
    public Optional<Instant> first(Instant now) {
        return allowed(trigger.first(now));
    }

    @Override
    public ExcludingTrigger anchoredAt(Instant now) {
        return new ExcludingTrigger(trigger.anchoredAt(now), exclusions);
    }

    @Override
    public ExcludingTrigger ofJob(String id) {
        return new ExcludingTrigger(trigger.ofJob(id), exclusions);
    }

    @Override
    public Basis basis() {
        return trigger.basis();
    }

    @Override
    public List<Trigger> parts() {
        return List.of(trigger);
    }

    private Optional<Instant> allowed(Optional<Instant> tick) {
        Optional<Instant> due = tick;
        for (int i = 0; i < MOST_ON_END && due.isPresent(); i++) {
            Optional<Instant> end = exclusions.endOf(due.get());
            if (end.isEmpty()) {
                return due;
            }
            due = basis() == Basis.ENDED
                    ? TimeLimits.due(end.get())
                    : trigger.next(end.get().minusNanos(1));
        }
        return Optional.empty();
    }
}
