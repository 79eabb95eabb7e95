package io.distributedscheduler.trigger;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a cron expression is due at, found by trying each tick of a clock on the wall. Slow, plain, and shares nothing
 * with {@link CronTrigger}: neither its parser nor its use of zone rules.
 */
final class CronOracle {

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final Instant start;
    private final List<LocalDateTime> shown = new ArrayList<>();
    private final List<Instant> ticks = new ArrayList<>();
    private final TreeMap<LocalDateTime, Instant> firstShown = new TreeMap<>();

    /**
     * Watches the clock of a zone from {@code start} to {@code end} (exclusive); expressions must only match whole
     * steps.
     */
    CronOracle(ZoneId zone, Instant start, Instant end, int stepSeconds) {
        this.start = start;
        // Earlier showings of a time that is shown again after the start.
        Instant before = start.minus(Duration.ofHours(4));
        for (Instant tick = before; tick.isBefore(end); tick = tick.plusSeconds(stepSeconds)) {
            LocalDateTime time = LocalDateTime.ofInstant(tick, zone);
            ticks.add(tick);
            shown.add(time);
            firstShown.putIfAbsent(time, tick);
        }
        // Times that are leapt over stand for the first instant after the leap.
        LocalDateTime last = firstShown.lastKey();
        for (LocalDateTime time = firstShown.firstKey(); time.isBefore(last); time = time.plusSeconds(stepSeconds)) {
            firstShown.computeIfAbsent(
                    time, missing -> firstShown.higherEntry(missing).getValue());
        }
    }

    NavigableSet<Instant> due(String expression) {
        Predicate<LocalDateTime> matches = matcher(expression);
        NavigableSet<Instant> due = new TreeSet<>();
        if (isRhythm(expression.split(" ")[2])) {
            for (int i = 0; i < ticks.size(); i++) {
                if (matches.test(shown.get(i))) {
                    due.add(ticks.get(i));
                }
            }
        } else {
            firstShown.forEach((time, tick) -> {
                if (matches.test(time)) {
                    due.add(tick);
                }
            });
        }
        return due.tailSet(start, true);
    }

    private static boolean isRhythm(String hours) {
        return hours.contains("*") || hours.contains("/") || hours.equals("0-23");
    }

    private static Predicate<LocalDateTime> matcher(String expression) {
        String[] fields = expression.split(" ");
        Predicate<Integer> second = remembered(value -> inList(fields[0], value, 59, List.of()));
        Predicate<Integer> minute = remembered(value -> inList(fields[1], value, 59, List.of()));
        Predicate<Integer> hour = remembered(value -> inList(fields[2], value, 23, List.of()));
        Predicate<LocalDate> date = remembered(value -> inList(fields[4], value.getMonthValue(), 12, MONTHS)
                && isDayOfMonth(fields[3], value)
                && isDayOfWeek(fields[5], value));
        return time -> second.test(time.getSecond())
                && minute.test(time.getMinute())
                && hour.test(time.getHour())
                && date.test(time.toLocalDate());
    }

    private static <T> Predicate<T> remembered(Predicate<T> predicate) {
        Map<T, Boolean> answers = new HashMap<>();
        return value -> answers.computeIfAbsent(value, predicate::test);
    }

    private static boolean isDayOfMonth(String field, LocalDate date) {
        LocalDate last = date.with(TemporalAdjusters.lastDayOfMonth());
        for (String element : field.split(",")) {
            boolean match;
            if (element.equals("L")) {
                match = date.equals(last);
            } else if (element.equals("LW")) {
                match = date.equals(nearestWeekday(last));
            } else if (element.startsWith("L-")) {
                match = date.equals(last.minusDays(Integer.parseInt(element.substring(2))));
            } else if (element.endsWith("W")) {
                int day = Integer.parseInt(element.replace("W", ""));
                match = day <= last.getDayOfMonth() && date.equals(nearestWeekday(date.withDayOfMonth(day)));
            } else {
                match = inList(element, date.getDayOfMonth(), 31, List.of());
            }
            if (match) {
                return true;
            }
        }
        return false;
    }

    private static LocalDate nearestWeekday(LocalDate date) {
        for (int distance : new int[] {0, -1, 1, -2, 2}) {
            LocalDate near = date.plusDays(distance);
            boolean weekday = near.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
            if (weekday && near.getMonth() == date.getMonth()) {
                return near;
            }
        }
        throw new AssertionError(date);
    }

    private static boolean isDayOfWeek(String field, LocalDate date) {
        int value = date.getDayOfWeek().getValue();
        for (String element : field.split(",")) {
            boolean match;
            if (element.endsWith("L")) {
                match = number(element.replace("L", ""), DAYS) % 7 == value % 7
                        && date.plusDays(7).getMonth() != date.getMonth();
            } else if (element.contains("#")) {
                String[] parts = element.split("#");
                match = number(parts[0], DAYS) % 7 == value % 7
                        && (date.getDayOfMonth() - 1) / 7 + 1 == Integer.parseInt(parts[1]);
            } else {
                match = inList(element, value, 7, DAYS) || value == 7 && inList(element, 0, 6, DAYS);
            }
            if (match) {
                return true;
            }
        }
        return false;
    }

    private static boolean inList(String field, int value, int max, List<String> names) {
        for (String element : field.split(",")) {
            if (inElement(element, value, max, names)) {
                return true;
            }
        }
        return false;
    }

    private static boolean inElement(String element, int value, int max, List<String> names) {
        String[] stepped = element.split("/");
        int step = stepped.length == 1 ? 1 : Integer.parseInt(stepped[1]);
        int first;
        int last;
        if (stepped[0].equals("*") || stepped[0].equals("?")) {
            first = max == 12 || max == 31 || max == 7 ? 1 : 0;
            last = max;
        } else if (stepped[0].contains("-")) {
            first = number(stepped[0].split("-")[0], names);
            last = number(stepped[0].split("-")[1], names);
        } else {
            first = number(stepped[0], names);
            last = stepped.length == 1 ? first : max;
        }
        return value >= first && value <= last && (value - first) % step == 0;
    }

    private static int number(String text, List<String> names) {
        int named = names.indexOf(text);
        if (named < 0) {
            return Integer.parseInt(text);
        }
        return names == MONTHS ? named + 1 : named;
    }
}
