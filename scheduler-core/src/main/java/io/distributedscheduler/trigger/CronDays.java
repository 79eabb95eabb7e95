package io.distributedscheduler.trigger;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dates that match the three day fields of a cron expression. Works on whole months: bit {@code n} is day n. */
final class CronDays {

    private static final int MONDAY = 1;
    private static final int SATURDAY = 6;
    private static final int SUNDAY = 7;

    /**
     * One element of a day field: the days it matches in a month, given by its length and the day of week of its first.
     */
    @FunctionalInterface
    private interface Rule {
        long days(int length, int first);
    }

    private final List<Rule> daysOfMonth;
    private final long months;
    private final List<Rule> daysOfWeek;

    private CronDays(List<Rule> daysOfMonth, long months, List<Rule> daysOfWeek) {
        this.daysOfMonth = daysOfMonth;
        this.months = months;
        this.daysOfWeek = daysOfWeek;
    }

    /** @throws IllegalArgumentException when a field cannot be read */
    static CronDays parse(String daysOfMonth, String months, String daysOfWeek) {
        return new CronDays(parseDaysOfMonth(daysOfMonth), CronField.MONTH.parse(months), parseDaysOfWeek(daysOfWeek));
    }

    boolean match(LocalDate date) {
        return (daysOf(date.withDayOfMonth(1)) >>> date.getDayOfMonth() & 1) != 0;
    }

    /** The first matching date after {@code date}; null when there is none up to the end of {@code lastYear}. */
    @Nullable
    LocalDate next(LocalDate date, int lastYear) {
        LocalDate month = date.withDayOfMonth(1);
        long days = daysOf(month) & -2L << date.getDayOfMonth();
        while (days == 0) {
            month = month.plusMonths(1);
            if (month.getYear() > lastYear) {
                return null;
            }
            days = daysOf(month);
        }
        return month.withDayOfMonth(Long.numberOfTrailingZeros(days));
    }

    /** The matching days of the month that starts at the given date. */
    private long daysOf(LocalDate month) {
        if ((months >>> month.getMonthValue() & 1) == 0) {
            return 0;
        }
        int length = month.lengthOfMonth();
        int first = month.getDayOfWeek().getValue();
        long all = (2L << length) - 2;
        return all & union(daysOfMonth, length, first) & union(daysOfWeek, length, first);
    }

    private static long union(List<Rule> rules, int length, int first) {
        long days = 0;
        for (Rule rule : rules) {
            days |= rule.days(length, first);
        }
        return days;
    }

    private static List<Rule> parseDaysOfMonth(String field) {
        List<Rule> rules = new ArrayList<>();
        for (String element : field.equals("?") ? new String[] {"*"} : field.split(",", -1)) {
            rules.add(parseDayOfMonth(element));
        }
        return rules;
    }

    private static Rule parseDayOfMonth(String element) {
        CronField field = CronField.DAY_OF_MONTH;
        if (element.equals("L")) {
            return (length, first) -> day(length);
        }
        if (element.equals("LW")) {
            return (length, first) -> day(nearestWeekday(length, length, first));
        }
        if (element.startsWith("L-")) {
            int before = field.parseNumber(element, element.substring(2));
            if (before < 1 || before > 30) {
                throw field.refuse(element, "must count 1 to 30 days back from the last");
            }
            return (length, first) -> before < length ? day(length - before) : 0;
        }
        if (element.endsWith("W")) {
            int day = field.parseValue(element, element.substring(0, element.length() - 1));
            return (length, first) -> day <= length ? day(nearestWeekday(day, length, first)) : 0;
        }
        long days = field.parseElement(element);
        return (length, first) -> days;
    }

    private static List<Rule> parseDaysOfWeek(String field) {
        List<Rule> rules = new ArrayList<>();
        for (String element : field.equals("?") ? new String[] {"*"} : field.split(",", -1)) {
            rules.add(parseDayOfWeek(element));
        }
        return rules;
    }

    private static Rule parseDayOfWeek(String element) {
        CronField field = CronField.DAY_OF_WEEK;
        if (element.endsWith("L")) {
            int dayOfWeek = field.parseValue(element, element.substring(0, element.length() - 1));
            return (length, first) -> {
                int day = firstOf(dayOfWeek, first) + 28;
                return day(day <= length ? day : day - 7);
            };
        }
        int hash = element.indexOf('#');
        if (hash >= 0) {
            int dayOfWeek = field.parseValue(element, element.substring(0, hash));
            int ordinal = field.parseNumber(element, element.substring(hash + 1));
            if (ordinal < 1 || ordinal > 5) {
                throw field.refuse(element, "must have 1 to 5 after the #");
            }
            return (length, first) -> day(firstOf(dayOfWeek, first) + 7 * (ordinal - 1));
        }
        long[] daysByFirst = daysByFirst(field.parseElement(element));
        return (length, first) -> daysByFirst[first];
    }

    /** For each day of week that a month can start with, the days that are one of the given ones. */
    private static long[] daysByFirst(long daysOfWeek) {
        long[] days = new long[SUNDAY + 1];
        for (int first = MONDAY; first <= SUNDAY; first++) {
            for (int day = 1; day <= 31; day++) {
                if ((daysOfWeek >>> dayOfWeek(day, first) & 1) != 0) {
                    days[first] |= day(day);
                }
            }
        }
        return days;
    }

    private static long day(int day) {
        return 1L << day;
    }

    private static int dayOfWeek(int day, int first) {
        return (first + day - 2) % 7 + 1;
    }

    /** The first day of a month that is the given day of week; 0 stands for Sunday, as 7 does. */
    private static int firstOf(int dayOfWeek, int first) {
        return Math.floorMod(dayOfWeek - first, 7) + 1;
    }

    private static int nearestWeekday(int day, int length, int first) {
        return switch (dayOfWeek(day, first)) {
            case SATURDAY -> day == 1 ? 3 : day - 1;
            case SUNDAY -> day == length ? day - 2 : day + 1;
            default -> day;
        };
    }
}
