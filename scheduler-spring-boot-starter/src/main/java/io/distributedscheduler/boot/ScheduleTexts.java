package io.distributedscheduler.boot;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.trigger.AnyOfTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.Exclusions;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** When a declared job runs, as annotation or configuration says it. A blank text is not given; {@code "-"} disables. */
record ScheduleTexts(
        String cron, String zone, String every, String fixedDelay, String keyword, String except, String jitter) {

    private static final String DISABLED = "-";
    private static final Pattern SEMICOLON = Pattern.compile("\\s*;\\s*");

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
        if (!zone.isBlank() && cron.isBlank() && except.isBlank()) {
            throw new InvalidTextException("zone", zone, "a zone goes with cron or except, and there is none");
        }
        return enabled.entrySet().stream().findFirst().map(entry -> read(entry.getKey(), entry.getValue()));
    }

    /** The job with its exclusions and jitter, if there are any. */
    Job put(Job job) {
        Job excluding = except.isBlank()
                ? job
                : Texts.read("except", except, text -> job.except(Exclusions.parse(text, where())));
        return jitter.isBlank()
                ? excluding
                : Texts.read("jitter", jitter, text -> excluding.jitter(Texts.duration(text)));
    }

    private Trigger read(String attribute, String value) {
        return switch (attribute) {
            case "cron" -> {
                ZoneId where = where();
                yield Texts.read(attribute, value, text -> cron(text, where));
            }
            case "every" -> Texts.read(attribute, value, text -> new EveryTrigger(Texts.duration(text)));
            case "fixedDelay" -> Texts.read(attribute, value, text -> new FixedDelayTrigger(Texts.duration(text)));
            default -> Texts.read(attribute, value, KeywordTrigger::new);
        };
    }

    /** One expression, or several with semicolons between them. */
    private static Trigger cron(String text, ZoneId zone) {
        List<Trigger> triggers = SEMICOLON
                .splitAsStream(text.strip())
                .<Trigger>map(expression -> new CronTrigger(expression, zone))
                .toList();
        return triggers.size() == 1 ? triggers.get(0) : new AnyOfTrigger(triggers);
    }

    private ZoneId where() {
        return zone.isBlank() ? ZoneId.systemDefault() : Texts.read("zone", zone, Texts::zone);
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
