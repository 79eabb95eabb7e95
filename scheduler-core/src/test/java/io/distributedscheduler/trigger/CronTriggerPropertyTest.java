package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the trigger with {@link CronOracle} around changes of clocks, for many expressions. */
class CronTriggerPropertyTest {

    private static final int EXPRESSIONS = 80;

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "Europe/Berlin, 2026",
        "America/New_York, 2026",
        "America/Sao_Paulo, 2018", // at midnight
        "Australia/Lord_Howe, 2026", // by half an hour
        "Africa/Casablanca, 2026", // clocks go back for Ramadan
        "Pacific/Apia, 2011", // a day left out, and a change to summer time
        "Pacific/Kwajalein, 1993", // a day left out, from one side of the date line to the other
        "Asia/Kathmandu, 1986", // a quarter of an hour, for good
        "Asia/Pyongyang, 2015", // back half an hour, for good
        "America/St_Johns, 2010", // at one minute past midnight
        "America/Havana, 2026",
        "Antarctica/Troll, 2026", // by two hours
        "America/Caracas, 2016",
        "Europe/Dublin, 2026",
        "Antarctica/Casey, 2010", // by three hours
        "UTC, 2026",
        "+05:30, 2026"
    })
    void isDueWhenTheOracleSaysSo(ZoneId zone, int year) {
        Random random = new Random(20261025);
        for (Instant change : changesOf(zone, year)) {
            Instant wide = change.minus(Duration.ofDays(1));
            Instant close = change.minus(Duration.ofHours(2));
            Window days = new Window(zone, wide, wide.plus(Duration.ofDays(3)), 30);
            Window hours = new Window(zone, close, close.plus(Duration.ofHours(6)), 1);
            for (int i = 0; i < EXPRESSIONS; i++) {
                days.check(random, anyExpression(random, "0", "0", "0", "30", "0,30", "*/30"));
                hours.check(random, anyExpression(random, "0", "59", "*", "*/7", "3-5", "1/13", "17,41"));
            }
        }
    }

    private static List<Instant> changesOf(ZoneId zone, int year) {
        List<Instant> changes = new ArrayList<>();
        Instant from = Instant.parse(year + "-01-01T00:00:00Z").minus(Duration.ofDays(1));
        ZoneOffsetTransition next = zone.getRules().nextTransition(from);
        while (next != null && next.getDateTimeBefore().getYear() <= year) {
            changes.add(next.getInstant());
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return changes.isEmpty() ? List.of(from) : changes;
    }

    private record Window(ZoneId zone, Instant start, Instant end, CronOracle oracle) {

        Window(ZoneId zone, Instant start, Instant end, int stepSeconds) {
            this(zone, start, end, new CronOracle(zone, start, end, stepSeconds));
        }

        void check(Random random, String expression) {
            CronTrigger trigger = new CronTrigger(expression, zone);
            NavigableSet<Instant> expected = oracle.due(expression);

            NavigableSet<Instant> actual = new TreeSet<>();
            Instant last = start.minusNanos(1);
            while (true) {
                Instant next = trigger.next(last).orElse(end);
                if (!next.isBefore(end)) {
                    break;
                }
                assertThat(next).as("%s after %s", trigger, last).isAfter(last);
                actual.add(next);
                last = next;
            }
            assertThat(actual).as("%s from %s to %s", trigger, start, end).isEqualTo(expected);

            for (int i = 0; i < 20; i++) {
                Instant after = start.plusMillis(
                        random.nextLong(Duration.between(start, end).toMillis()));
                Instant next = expected.higher(after);
                if (next != null) {
                    assertThat(trigger.next(after))
                            .as("%s after %s", trigger, after)
                            .contains(next);
                }
            }
        }
    }

    private static String anyExpression(Random random, String... seconds) {
        return String.join(" ", oneOf(random, seconds), minutes(random), hours(random), days(random));
    }

    private static String minutes(Random random) {
        return oneOf(random, "0", "0", "1", "30", "59", "*", "*/10", "5/20", "0-3", "15,45", "14-16,29/10");
    }

    private static String hours(Random random) {
        return oneOf(
                random,
                "0",
                "1",
                "2",
                "3",
                "12",
                "23",
                "*",
                "*",
                "*/2",
                "*/3",
                "0/4",
                "1/2",
                "0-5",
                "1-3",
                "0-23",
                "0-23/2",
                "0,2,4",
                "22-23,0-1",
                "2,3",
                "1,2,3,23");
    }

    private static String days(Random random) {
        return oneOf(
                random,
                "* * *",
                "* * *",
                "* * *",
                "? * *",
                "* * SUN",
                "* * MON-FRI",
                "1-15 * *",
                "L * *",
                "* MAR,OCT *",
                "* * 0#1",
                "LW,1W * ?",
                "30,31 * *",
                "* * SUNL,1#2",
                "L-2,*/2 * 1-7/2");
    }

    private static String oneOf(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }
}
