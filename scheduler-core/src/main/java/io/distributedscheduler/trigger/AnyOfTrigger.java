package io.distributedscheduler.trigger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Due whenever one of several triggers is. An instant at which more than one of them is due is one occurrence.
 *
 * @param triggers at least two, at most {@value #MOST}, in their order; one that is itself an {@code AnyOfTrigger} is
 *     replaced by what it is made of
 */
public record AnyOfTrigger(List<Trigger> triggers) implements Trigger {

    /** As many triggers one job may have. */
    public static final int MOST = 20;

    /**
     * @throws IllegalArgumentException when there are fewer than two or too many, or one of them does not repeat, counts
     *     from the end of runs, or has a number of runs
     */
    public AnyOfTrigger {
        triggers = triggers.stream().flatMap(AnyOfTrigger::flat).toList();
        if (triggers.size() < 2 || triggers.size() > MOST) {
            throw new IllegalArgumentException(
                    "a job that is due by several triggers has 2 to " + MOST + " of them, was " + triggers.size());
        }
        triggers.forEach(AnyOfTrigger::check);
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return earliest(trigger -> trigger.next(after));
    }

    @Override
    public Optional<Instant> first(Instant now) {
        return earliest(trigger -> trigger.first(now));
    }

    @Override
    public AnyOfTrigger anchoredAt(Instant now) {
        return each(trigger -> trigger.anchoredAt(now));
    }

    @Override
    public AnyOfTrigger ofJob(String id) {
        return each(trigger -> trigger.ofJob(id));
    }

    @Override
    public List<Trigger> parts() {
        return triggers;
    }

    private AnyOfTrigger each(UnaryOperator<Trigger> change) {
        return new AnyOfTrigger(triggers.stream().map(change).toList());
    }

    private Optional<Instant> earliest(Function<Trigger, Optional<Instant>> due) {
        return triggers.stream().map(due).flatMap(Optional::stream).min(Instant::compareTo);
    }

    private static Stream<Trigger> flat(Trigger trigger) {
        return trigger instanceof AnyOfTrigger anyOf ? anyOf.triggers.stream() : Stream.of(trigger);
    }

    private static void check(Trigger trigger) {
        if (!trigger.repeats() || trigger.basis() != Basis.PLANNED) {
            throw new IllegalArgumentException(
                    "of several triggers each must repeat by a clock, such as every and cron,"
                            + " and this one does not: " + trigger);
        }
        if (trigger instanceof BoundedTrigger bounded && bounded.maxRuns() != BoundedTrigger.UNLIMITED) {
            throw new IllegalArgumentException("of several triggers none can have a number of runs of its own, was "
                    + bounded.maxRuns() + "; bound the job instead");
        }
    }
}
