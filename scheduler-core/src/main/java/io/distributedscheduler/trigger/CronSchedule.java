package io.distributedscheduler.trigger;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Locale;
import java.util.Map;

/**
 * The local times that a cron expression matches, as seconds of a calendar without zones, 0 being 1970-01-01T00:00:00.
 *
 * <p>The dialect is that of Spring's {@code CronExpression}; why it is not used itself stands in
 * {@code docs/decisions/0002-cron-evaluated-here.md}. Sets of values are bit masks.
 */
final class CronSchedule {

    /** The answer of {@link #next} when there is none. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int LONGEST_EXPRESSION = 1_000;
    private static final long SECONDS_OF_DAY = 86_400;
    private static final int YEARS_OF_CYCLE = 400;
    private static final int LAST_YEAR = 10_000; // one more than TimeLimits allow, because of zones west of Greenwich

    private static final Map<String, String> MACROS = Map.of(
            "@YEARLY", "0 0 0 1 1 *",
            "@ANNUALLY", "0 0 0 1 1 *",
            "@MONTHLY", "0 0 0 1 * *",
            "@WEEKLY", "0 0 0 * * 0",
            "@DAILY", "0 0 0 * * *",
            "@MIDNIGHT", "0 0 0 * * *",
            "@HOURLY", "0 0 * * * *");

    private final long seconds;
    private final long minutes;
    private final long hours;
    private final boolean rhythm;
    private final CronDays days;

    private CronSchedule(String[] fields) {
        seconds = CronField.SECOND.parse(fields[0]);
        minutes = CronField.MINUTE.parse(fields[1]);
        hours = CronField.HOUR.parse(fields[2]);
        rhythm = fields[2].contains("*") || fields[2].contains("/") || hours == CronField.HOUR.all();
        days = CronDays.parse(fields[3], fields[4], fields[5]);
    }

    /** @throws IllegalArgumentException when the expression cannot be read or never matches */
    static CronSchedule parse(String expression) {
        if (expression.length() > LONGEST_EXPRESSION) {
            throw new IllegalArgumentException("cron expression must have at most " + LONGEST_EXPRESSION
                    + " characters, had " + expression.length());
        }
        try {
            CronSchedule schedule = new CronSchedule(split(expression.toUpperCase(Locale.ROOT)));
            if (!schedule.matchesSomeDay()) {
                throw new IllegalArgumentException("no date ever matches its day of month, month and day of week");
            }
            return schedule;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cron expression \"" + expression + "\": " + e.getMessage(), e);
        }
    }

    private static String[] split(String expression) {
        if (expression.startsWith("@")) {
            String meaning = MACROS.get(expression);
            if (meaning == null) {
                throw new IllegalArgumentException(
                        "is not one of @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly; a fixed"
                                + " interval is a trigger of its own");
            }
            expression = meaning;
        }
        String[] fields = expression.split(" ");
        if (fields.length == 5) {
            throw new IllegalArgumentException("has five fields, but seconds come first: \"0 " + expression + "\"");
        }
        if (fields.length != 6) {
            throw new IllegalArgumentException("must have six fields (second, minute, hour, day of month, month,"
                    + " day of week), had " + (expression.isEmpty() ? 0 : fields.length));
        }
        return fields;
    }

    /** Whether the hour field describes a rhythm ({@code *}, a step, all hours), rather than times of day. */
    boolean isRhythm() {
        return rhythm;
    }

    /** The first matching local second after {@code after}; {@link #NEVER} when there is none before the year 10001. */
    long next(long after) {
        long from = after + 1;
        LocalDate today = LocalDate.ofEpochDay(Math.floorDiv(from, SECONDS_OF_DAY));
        if (days.match(today)) {
            int second = nextInDay((int) Math.floorMod(from, SECONDS_OF_DAY));
            if (second >= 0) {
                return today.toEpochDay() * SECONDS_OF_DAY + second;
            }
        }
        LocalDate day = days.next(today, LAST_YEAR);
        return day == null ? NEVER : day.toEpochDay() * SECONDS_OF_DAY + nextInDay(0);
    }

    /** The first matching second of the day at or after {@code from}; -1 when there is none. */
    private int nextInDay(int from) {
        LocalTime time = LocalTime.ofSecondOfDay(from);
        int hour = time.getHour();
        int minute = time.getMinute();
        if (has(hours, hour)) {
            if (has(minutes, minute)) {
                int second = firstFrom(seconds, time.getSecond());
                if (second >= 0) {
                    return (hour * 60 + minute) * 60 + second;
                }
            }
            int nextMinute = firstFrom(minutes, minute + 1);
            if (nextMinute >= 0) {
                return (hour * 60 + nextMinute) * 60 + Long.numberOfTrailingZeros(seconds);
            }
        }
        int nextHour = firstFrom(hours, hour + 1);
        return nextHour < 0
                ? -1
                : (nextHour * 60 + Long.numberOfTrailingZeros(minutes)) * 60 + Long.numberOfTrailingZeros(seconds);
    }

    /** Looks at one whole cycle of the calendar, after which dates and days of the week repeat. */
    private boolean matchesSomeDay() {
        LocalDate start = LocalDate.of(1999, 12, 31);
        return days.next(start, start.getYear() + YEARS_OF_CYCLE) != null;
    }

    private static boolean has(long set, int value) {
        return (set >>> value & 1) != 0;
    }

    /** The smallest member of the set at or after {@code from}, which is at most 63; -1 when there is none. */
    private static int firstFrom(long set, int from) {
        long rest = set & (-1L << from);
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
