package io.distributedscheduler.job;

import io.distributedscheduler.trigger.AnyOfTrigger;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.ExcludingTrigger;
import io.distributedscheduler.trigger.Exclusions;
import io.distributedscheduler.trigger.JitteredTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How the trigger of a job is put together: bounds around jitter around exclusions around one trigger or several. */
final class Composition {

    private Composition() {}

    static Trigger also(Trigger trigger, Trigger other) {
        return within(trigger, base -> new AnyOfTrigger(List.of(base, other)));
    }

    static Trigger except(Trigger trigger, Exclusions exclusions) {
        if (trigger instanceof BoundedTrigger bounded) {
            return around(bounded, except(bounded.trigger(), exclusions));
        }
        if (trigger instanceof JitteredTrigger jittered) {
            return new JitteredTrigger(except(jittered.trigger(), exclusions), jittered.most());
        }
        Trigger bare = trigger instanceof ExcludingTrigger excluding ? excluding.trigger() : trigger;
        return exclusions.isEmpty() ? bare : new ExcludingTrigger(bare, exclusions);
    }

    static Trigger jitter(Trigger trigger, Duration most) {
        if (trigger instanceof BoundedTrigger bounded) {
            return around(bounded, jitter(bounded.trigger(), most));
        }
        Trigger bare = trigger instanceof JitteredTrigger jittered ? jittered.trigger() : trigger;
        return most.isZero() ? bare : new JitteredTrigger(bare, most);
    }

    /** With other bounds. A start has become the anchor, which must not outlive it: from(monday).from(tuesday) begins on Tuesday. */
    static Trigger bounded(Trigger trigger, @Nullable Instant start, @Nullable Instant finish, long maxRuns) {
        if (!(trigger instanceof BoundedTrigger bounded)) {
            return new BoundedTrigger(trigger, start, finish, maxRuns);
        }
        Instant anchor = bounded.start();
        Trigger bare = anchor == null ? bounded.trigger() : within(bounded.trigger(), base -> unanchored(base, anchor));
        return new BoundedTrigger(bare, start, finish, maxRuns);
    }

    private static Trigger unanchored(Trigger trigger, Instant anchor) {
        if (trigger instanceof AnyOfTrigger anyOf) {
            return new AnyOfTrigger(anyOf.triggers().stream()
                    .map(part -> unanchored(part, anchor))
                    .toList());
        }
        return trigger instanceof EveryTrigger every && anchor.equals(every.anchor())
                ? new EveryTrigger(every.interval())
                : trigger;
    }

    /** Changes what bounds, jitter and exclusions are put around. */
    private static Trigger within(Trigger trigger, UnaryOperator<Trigger> change) {
        if (trigger instanceof BoundedTrigger bounded) {
            return around(bounded, within(bounded.trigger(), change));
        }
        if (trigger instanceof JitteredTrigger jittered) {
            return new JitteredTrigger(within(jittered.trigger(), change), jittered.most());
        }
        if (trigger instanceof ExcludingTrigger excluding) {
            return new ExcludingTrigger(within(excluding.trigger(), change), excluding.exclusions());
        }
        return change.apply(trigger);
    }

    private static Trigger around(BoundedTrigger bounded, Trigger trigger) {
        return new BoundedTrigger(trigger, bounded.start(), bounded.finish(), bounded.maxRuns());
    }
}
