package io.distributedscheduler.codec;

import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.Trigger;
import io.distributedscheduler.trigger.TriggerType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Triggers as JSON: the type's name, its parts in milliseconds, and the bounds if there are any. */
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

    Trigger read(JsonNode node) {
        Trigger bare = bare(node);
        Instant start = instant(node, "start");
        Instant finish = instant(node, "finish");
        long maxRuns = node.path("maxRuns").asLong(BoundedTrigger.UNLIMITED);
        return start == null && finish == null && maxRuns == BoundedTrigger.UNLIMITED
                ? bare
                : new BoundedTrigger(bare, start, finish, maxRuns);
    }

    private Trigger bare(JsonNode node) {
        String type = node.path("type").asString("");
        return switch (type) {
            case "once" -> {
                Instant at = instant(node, "at");
                yield at == null ? OnceTrigger.in(millis(node, "in")) : OnceTrigger.at(at);
            }
            case "every" -> new EveryTrigger(millis(node, "interval"), instant(node, "anchor"));
            case "fixed-delay" -> new FixedDelayTrigger(millis(node, "delay"));
            case "cron" ->
                new CronTrigger(
                        node.path("expression").asString(),
                        ZoneId.of(node.path("zone").asString()));
            case "keyword" -> new KeywordTrigger(node.path("keyword").asString());
            default ->
                types.named(type)
                        .<Trigger>map(own -> own.read(node.path("text").asString("")))
                        .orElseThrow(() -> new UnreadableDataException(
                                "The trigger type '" + type + "' is not known on this node", null));
        };
    }

    private static <T extends Trigger> String text(TriggerType<T> type, Trigger trigger) {
        return type.write(type.type().cast(trigger));
    }

    private static void put(ObjectNode node, String name, @Nullable Instant instant) {
        if (instant != null) {
            node.put(name, instant.toEpochMilli());
        }
    }

    private static @Nullable Instant instant(JsonNode node, String name) {
        return node.has(name) ? Instant.ofEpochMilli(node.get(name).asLong()) : null;
    }

    private static Duration millis(JsonNode node, String name) {
        return Duration.ofMillis(node.path(name).asLong());
    }
}
