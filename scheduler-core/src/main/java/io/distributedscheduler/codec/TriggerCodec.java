package io.distributedscheduler.codec;

import io.distributedscheduler.job.UnwritableDataException;
import io.distributedscheduler.trigger.AnyOfTrigger;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.ExcludingTrigger;
import io.distributedscheduler.trigger.Exclusions;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.JitteredTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.Trigger;
import io.distributedscheduler.trigger.TriggerType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Triggers as JSON: the type's name, its parts in milliseconds, and exclusions, jitter and bounds if there are any. */
final class TriggerCodec {

    private final TriggerTypes types;

    TriggerCodec(TriggerTypes types) {
        this.types = types;
    }

    ObjectNode write(Trigger trigger, ObjectNode node) {
        if (trigger instanceof BoundedTrigger bounded) {
            write(bounded.trigger(), node);
            put(node, "start", bounded.start());
            put(node, "finish", bounded.finish());
            if (bounded.maxRuns() != BoundedTrigger.UNLIMITED) {
                node.put("maxRuns", bounded.maxRuns());
            }
        } else if (trigger instanceof JitteredTrigger jittered) {
            write(jittered.trigger(), node);
            node.put("jitter", jittered.most().toMillis());
        } else if (trigger instanceof ExcludingTrigger excluding) {
            write(excluding.trigger(), node);
            node.put("except", excluding.exclusions().toString())
                    .put("exceptZone", excluding.exclusions().zone().getId());
        } else if (trigger instanceof AnyOfTrigger anyOf) {
            node.put("type", "any-of");
            ArrayNode list = node.putArray("triggers");
            anyOf.triggers().forEach(part -> write(part, list.addObject()));
        } else if (trigger instanceof OnceTrigger once) {
            node.put("type", "once");
            once.at().ifPresent(at -> node.put("at", at.toEpochMilli()));
            once.delay().ifPresent(delay -> node.put("in", delay.toMillis()));
        } else if (trigger instanceof EveryTrigger every) {
            node.put("type", "every").put("interval", every.interval().toMillis());
            put(node, "anchor", every.anchor());
        } else if (trigger instanceof FixedDelayTrigger fixedDelay) {
            node.put("type", "fixed-delay").put("delay", fixedDelay.delay().toMillis());
        } else if (trigger instanceof CronTrigger cron) {
            node.put("type", "cron")
                    .put("expression", cron.expression())
                    .put("zone", cron.zone().getId());
        } else if (trigger instanceof KeywordTrigger keyword) {
            node.put("type", "keyword").put("keyword", keyword.keyword());
        } else {
            TriggerType<?> type = types.typeOf(trigger);
            node.put("type", type.name()).put("text", text(type, trigger));
        }
        return node;
    }

    Trigger read(Fields trigger) {
        Trigger bare = bare(trigger);
        if (trigger.has("except")) {
            ZoneId zone = ZoneId.of(trigger.text("exceptZone"));
            bare = new ExcludingTrigger(bare, Exclusions.parse(trigger.text("except"), zone));
        }
        if (trigger.has("jitter")) {
            bare = new JitteredTrigger(bare, millis(trigger, "jitter"));
        }
        Instant start = instant(trigger, "start");
        Instant finish = instant(trigger, "finish");
        long maxRuns = trigger.has("maxRuns") ? trigger.whole("maxRuns") : BoundedTrigger.UNLIMITED;
        return start == null && finish == null && maxRuns == BoundedTrigger.UNLIMITED
                ? bare
                : new BoundedTrigger(bare, start, finish, maxRuns);
    }

    private Trigger bare(Fields trigger) {
        String type = trigger.text("type");
        return switch (type) {
            case "once" -> {
                Instant at = instant(trigger, "at");
                yield at == null ? OnceTrigger.in(millis(trigger, "in")) : OnceTrigger.at(at);
            }
            case "every" -> new EveryTrigger(millis(trigger, "interval"), instant(trigger, "anchor"));
            case "fixed-delay" -> new FixedDelayTrigger(millis(trigger, "delay"));
            case "cron" -> new CronTrigger(trigger.text("expression"), ZoneId.of(trigger.text("zone")));
            case "any-of" ->
                new AnyOfTrigger(
                        trigger.objects("triggers").stream().map(this::read).toList());
            case "keyword" -> new KeywordTrigger(trigger.text("keyword"));
            default ->
                own(
                        types.named(type)
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "its trigger type '" + type + "' is not known on this node")),
                        trigger.text("text"));
        };
    }

    private static <T extends Trigger> String text(TriggerType<T> type, Trigger trigger) {
        String text;
        try {
            text = type.write(type.type().cast(trigger));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new UnwritableDataException(
                    "The trigger type '" + type.name() + "' cannot write its trigger: " + e, e);
        }
        if (text == null) {
            throw new UnwritableDataException("The trigger type '" + type.name() + "' wrote null", null);
        }
        return text;
    }

    private static Trigger own(TriggerType<?> type, String text) {
        Trigger trigger;
        try {
            trigger = type.read(text);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // An Error of one trigger's class must not end the thread that serves all other jobs.
            throw new IllegalArgumentException("its trigger type '" + type.name() + "' cannot read its text: " + e, e);
        }
        if (trigger == null) {
            throw new IllegalArgumentException("its trigger type '" + type.name() + "' read its text as null");
        }
        return trigger;
    }

    private static void put(ObjectNode node, String name, @Nullable Instant instant) {
        if (instant != null) {
            node.put(name, instant.toEpochMilli());
        }
    }

    private static @Nullable Instant instant(Fields trigger, String name) {
        return trigger.has(name) ? Instant.ofEpochMilli(trigger.whole(name)) : null;
    }

    private static Duration millis(Fields trigger, String name) {
        return Duration.ofMillis(trigger.whole(name));
    }
}
