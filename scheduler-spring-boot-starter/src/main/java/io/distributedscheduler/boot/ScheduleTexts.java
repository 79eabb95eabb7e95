package io.distributedscheduler.boot;

import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** When a declared job runs, as annotation or configuration says it. A blank text is not given; {@code "-"} disables. */
record ScheduleTexts(String cron, String zone, String every, String fixedDelay, String keyword) {

    private static final String DISABLED = "-";

    /** Whether there is none, not even a disabled one. */
    boolean isEmpty() {
        return given().isEmpty();
    }

    /**
     * The trigger; empty when there is none, or only disabled ones.
     *
     * @throws InvalidTextException when one is not allowed, or there are several
     */
    Optional<Trigger> trigger() {
        Map<String, String> enabled = given();
        enabled.values().removeIf(DISABLED::equals);
        if (enabled.size() > 1) {
            String names = String.join(" and ", enabled.keySet());
            String first = enabled.keySet().iterator().next();
            throw new InvalidTextException(
                    first, String.valueOf(enabled.get(first)), "a job has one schedule, and this one has " + names);
        }
        if (!zone.isBlank() && cron.isBlank()) {
            throw new InvalidTextException("zone", zone, "a zone goes with cron, and there is none");
        }
        return enabled.entrySet().stream().findFirst().map(entry -> read(entry.getKey(), entry.getValue()));
    }

    private Trigger read(String attribute, String value) {
        return switch (attribute) {
            case "cron" -> {
                ZoneId where = zone.isBlank() ? ZoneId.systemDefault() : Texts.read("zone", zone, Texts::zone);
                yield Texts.read(attribute, value, expression -> new CronTrigger(expression, where));
            }
            case "every" -> Texts.read(attribute, value, text -> new EveryTrigger(Texts.duration(text)));
            case "fixedDelay" -> Texts.read(attribute, value, text -> new FixedDelayTrigger(Texts.duration(text)));
            default -> Texts.read(attribute, value, KeywordTrigger::new);
        };
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("cron", cron);
        given.put("every", every);
        given.put("fixedDelay", fixedDelay);
        given.put("keyword", keyword);
        given.values().removeIf(String::isBlank);
        return given;
    }
}
