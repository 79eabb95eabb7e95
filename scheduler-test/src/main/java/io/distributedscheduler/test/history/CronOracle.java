package io.distributedscheduler.test.history;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The ticks of a cron expression by brute force: every minute is asked whether it is one. The rule is that of the documentation of
 * {@code CronTrigger}, written a second time.
 */
final class CronOracle {

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final Map<String, String> MACROS = Map.of(
            "@YEARLY", "0 0 0 1 1 *",
            "@ANNUALLY", "0 0 0 1 1 *",
            "@MONTHLY", "0 0 0 1 * *",
            "@WEEKLY", "0 0 0 * * 0",
            "@DAILY", "0 0 0 * * *",
            "@MIDNIGHT", "0 0 0 * * *",
            "@HOURLY", "0 0 * * * *");

    private final ZoneRules zone;
    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final String daysOfMonth;
    private final BitSet months;
    private final String daysOfWeek;
    private final boolean rhythm;

    CronOracle(String expression, ZoneId zone) {
        String upper = expression.strip().toUpperCase(Locale.ROOT);
        String[] fields = MACROS.getOrDefault(upper, upper).split("\\s+");
        this.zone = zone.getRules();
        this.seconds = values(fields[0], 0, 59, List.of(), 0);
        this.minutes = values(fields[1], 0, 59, List.of(), 0);
        this.hours = values(fields[2], 0, 23, List.of(), 0);
        this.daysOfMonth = fields[3];
        this.months = values(fields[4], 1, 12, MONTHS, 1);
        this.daysOfWeek = fields[5];
        this.rhythm = fields[2].contains("*") || fields[2].contains("/") || hours.cardinality() == 24;
    }

    /** How many ticks there are from the first instant to the second, the second not included. */
    long count(long from, long to) {
        long first = Math.floorDiv(from + 999, 1_000);
        long end = Math.floorDiv(to + 999, 1_000);
        long count = 0;
        for (long minute = Math.floorDiv(first, 60); minute * 60 < end; minute++) {
            count += inMinute(minute * 60, first, end);
        }
        return count;
    }

    private long inMinute(long minute, long first, long end) {
        Instant instant = Instant.ofEpochSecond(minute);
        ZoneOffset offset = zone.getOffset(instant);
        LocalDateTime shown = LocalDateTime.ofEpochSecond(minute, 0, offset);
        long count = 0;
        boolean once = rhythm || zone.getValidOffsets(shown).get(0).equals(offset);
        if (once && shows(shown)) {
            for (int second = seconds.nextSetBit(0); second >= 0; second = seconds.nextSetBit(second + 1)) {
                count += isWithin(minute + second, first, end) ? 1 : 0;
            }
        }
        boolean isTickAlready = once && shows(shown) && seconds.get(0);
        if (!rhythm && !isTickAlready && isWithin(minute, first, end) && endsAGapWithATime(instant)) {
            count++;
        }
        return count;
    }

    private static boolean isWithin(long second, long first, long end) {
        return second >= first && second < end;
    }

    /** Times that the clock leaps over are due when it has. */
    private boolean endsAGapWithATime(Instant instant) {
        ZoneOffsetTransition change = zone.nextTransition(instant.minusSeconds(1));
        if (change == null || !change.getInstant().equals(instant) || !change.isGap()) {
            return false;
        }
        for (LocalDateTime time = change.getDateTimeBefore();
                time.isBefore(change.getDateTimeAfter());
                time = time.plusMinutes(1)) {
            if (shows(time)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any second of a minute of the clock on the wall matches. */
    private boolean shows(LocalDateTime minute) {
        return minutes.get(minute.getMinute())
                && hours.get(minute.getHour())
                && months.get(minute.getMonthValue())
                && List.of(daysOfMonth.split(",")).stream().anyMatch(day -> isDayOfMonth(day, minute.toLocalDate()))
                && List.of(daysOfWeek.split(",")).stream().anyMatch(day -> isDayOfWeek(day, minute.toLocalDate()));
    }

    private static boolean isDayOfMonth(String element, LocalDate date) {
        int last = date.lengthOfMonth();
        if (element.equals("?")) {
            return true;
        }
        if (element.equals("L")) {
            return date.getDayOfMonth() == last;
        }
        if (element.startsWith("L-")) {
            return date.getDayOfMonth() == last - Integer.parseInt(element.substring(2));
        }
        if (element.endsWith("W")) {
            String day = element.substring(0, element.length() - 1);
            int wanted = day.equals("L") ? last : Integer.parseInt(day);
            return wanted <= last && date.equals(nearestWeekday(date.withDayOfMonth(wanted)));
        }
        return values(element, 1, 31, List.of(), 0).get(date.getDayOfMonth());
    }

    private static LocalDate nearestWeekday(LocalDate date) {
        LocalDate nearest = switch (date.getDayOfWeek()) {
            case SATURDAY -> date.minusDays(1);
            case SUNDAY -> date.plusDays(1);
            default -> date;
        };
        if (nearest.getMonth() == date.getMonth()) {
            return nearest;
        }
        return date.getDayOfWeek() == DayOfWeek.SATURDAY ? date.plusDays(2) : date.minusDays(2);
    }

    private static boolean isDayOfWeek(String element, LocalDate date) {
        if (element.equals("?")) {
            return true;
        }
        if (element.length() > 1 && element.endsWith("L")) {
            DayOfWeek day = day(element.substring(0, element.length() - 1));
            return date.equals(date.with(TemporalAdjusters.lastInMonth(day)));
        }
        int hash = element.indexOf('#');
        if (hash > 0) {
            int ordinal = Integer.parseInt(element.substring(hash + 1));
            return date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(ordinal, day(element.substring(0, hash)))));
        }
        BitSet days = values(element, 0, 7, DAYS, 0);
        int day = date.getDayOfWeek().getValue();
        return days.get(day) || day == 7 && days.get(0);
    }

    private static DayOfWeek day(String text) {
        int value = value(text, DAYS, 0);
        return DayOfWeek.of(value == 0 ? 7 : value);
    }

    private static BitSet values(String field, int least, int most, List<String> names, int firstName) {
        BitSet values = new BitSet();
        for (String element : field.split(",")) {
            String[] parts = element.split("/");
            int step = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
            String[] range = parts[0].split("-");
            boolean all = parts[0].equals("*") || parts[0].equals("?");
            int from = all ? least : value(range[0], names, firstName);
            int to = all || range.length == 1 && parts.length == 2
                    ? most
                    : value(range[range.length - 1], names, firstName);
            if (names == DAYS && from > to && to == 0) {
                to = 7; // Up to Sunday.
            }
            if (names == DAYS && all) {
                from = 1; // Sunday is 7 where all are counted through.
            }
            for (int value = from; value <= to; value += step) {
                values.set(value);
            }
        }
        return values;
    }

    private static int value(String text, List<String> names, int firstName) {
        int named = names.indexOf(text);
        return named < 0 ? Integer.parseInt(text) : named + firstName;
    }
}
