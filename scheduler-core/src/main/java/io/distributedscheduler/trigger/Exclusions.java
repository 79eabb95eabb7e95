package io.distributedscheduler.trigger;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times at which a job is not due, as a calendar and a clock on the wall of a zone show them. Immutable.
 *
 * <pre>{@code
 * Exclusions.in(ZoneId.of("Europe/Paris")).weekdays(SATURDAY, SUNDAY).dates(holidays).times(LocalTime.of(22, 0), LocalTime.of(6, 0))
 * Exclusions.parse("SAT-SUN, 2026-12-25, 22:00-06:00", ZoneId.of("Europe/Paris"))
 * }</pre>
 *
 * @param zone whose calendar and clock count
 * @param weekdays whole days
 * @param dates whole days, at most {@value #MOST_DATES}
 * @param times of every day, at most {@value #MOST_TIMES}
 */
public record Exclusions(ZoneId zone, Set<DayOfWeek> weekdays, SortedSet<LocalDate> dates, List<Times> times) {

    /** As many dates can be excluded. */
    public static final int MOST_DATES = 1_000;

    /** As many times of day can be excluded. */
    public static final int MOST_TIMES = 24;

    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*");
    private static final Pattern RANGE_OF_TIMES =
            Pattern.compile("(\\d\\d:\\d\\d(?::\\d\\d)?)-(\\d\\d:\\d\\d(?::\\d\\d)?)");

    /**
     * From one time of day to another, both cut to whole seconds, or, if that is earlier, to that time of the next day.
     *
     * @param from the first time that is excluded
     * @param until the first time that is not excluded any more; not {@code from}
     */
    public record Times(LocalTime from, LocalTime until) {

        /** @throws IllegalArgumentException when they are the same */
        public Times {
            from = from.truncatedTo(ChronoUnit.SECONDS);
            until = until.truncatedTo(ChronoUnit.SECONDS);
            if (from.equals(until)) {
                throw new IllegalArgumentException(
                        "excluded times of day must end at another time than they begin, was " + from + "-" + until);
            }
        }

        boolean contain(LocalTime time) {
            boolean begun = !time.isBefore(from);
            boolean over = !time.isBefore(until);
            return from.isBefore(until) ? begun && !over : begun || !over;
        }

        @Override
        public String toString() {
            return from + "-" + until;
        }
    }

    /** @throws IllegalArgumentException when there are too many, or all weekdays */
    public Exclusions {
        weekdays = Collections.unmodifiableSet(
                weekdays.isEmpty() ? EnumSet.noneOf(DayOfWeek.class) : EnumSet.copyOf(weekdays));
        dates = Collections.unmodifiableSortedSet(new TreeSet<>(dates));
        times = List.copyOf(times);
        if (weekdays.size() == DayOfWeek.values().length) {
            throw new IllegalArgumentException("not all days of the week can be excluded");
        }
        if (dates.size() > MOST_DATES) {
            throw new IllegalArgumentException("at most " + MOST_DATES + " dates can be excluded, was " + dates.size());
        }
        if (times.size() > MOST_TIMES) {
            throw new IllegalArgumentException(
                    "at most " + MOST_TIMES + " times of day can be excluded, was " + times.size());
        }
    }

    /** None yet, by the calendar and clock of the zone. */
    public static Exclusions in(ZoneId zone) {
        return new Exclusions(zone, Set.of(), Collections.emptySortedSet(), List.of());
    }

    /**
     * Those of a text: a list, separated by commas, of weekdays ({@code SAT}), ranges of them ({@code SAT-SUN}), dates ({@code
     * 2026-12-25}), ranges of them with both ends ({@code 2026-12-24/2027-01-01}), and times of day ({@code 22:00-06:00}).
     *
     * @throws IllegalArgumentException when a part is none of these
     */
    public static Exclusions parse(String text, ZoneId zone) {
        Exclusions all = in(zone);
        for (String part : SEPARATOR.split(text.strip())) {
            all = all.and(part);
        }
        return all;
    }

    /** With these weekdays as well. */
    public Exclusions weekdays(DayOfWeek... more) {
        Set<DayOfWeek> all = EnumSet.noneOf(DayOfWeek.class);
        all.addAll(weekdays);
        all.addAll(List.of(more));
        return new Exclusions(zone, all, dates, times);
    }

    /** With these dates as well. */
    public Exclusions dates(LocalDate... more) {
        return dates(List.of(more));
    }

    /** With these dates as well, of a list of holidays for instance. */
    public Exclusions dates(Collection<LocalDate> more) {
        SortedSet<LocalDate> all = new TreeSet<>(dates);
        all.addAll(more);
        return new Exclusions(zone, weekdays, all, times);
    }

    /**
     * With this time of every day as well.
     *
     * @param from the first time that is excluded
     * @param until the first time that is not; earlier than {@code from}, it is on the next day
     */
    public Exclusions times(LocalTime from, LocalTime until) {
        List<Times> all = new ArrayList<>(times);
        all.add(new Times(from, until));
        return new Exclusions(zone, weekdays, dates, all);
    }

    /** Whether nothing is excluded. */
    public boolean isEmpty() {
        return weekdays.isEmpty() && dates.isEmpty() && times.isEmpty();
    }

    /** Whether the instant is excluded. */
    public boolean excludes(Instant instant) {
        return endOf(instant).isPresent();
    }

    /** Until when, always later, the instant is excluded at least; empty if it is not. */
    Optional<Instant> endOf(Instant instant) {
        LocalDateTime shown = LocalDateTime.ofInstant(instant, zone);
        LocalDate date = shown.toLocalDate();
        if (weekdays.contains(date.getDayOfWeek()) || dates.contains(date)) {
            return Optional.of(end(instant, shown, date.plusDays(1).atStartOfDay()));
        }
        for (Times range : times) {
            if (range.contain(shown.toLocalTime())) {
                LocalDate day = range.until.isAfter(shown.toLocalTime()) ? date : date.plusDays(1);
                return Optional.of(end(instant, shown, day.atTime(range.until)));
            }
        }
        return Optional.empty();
    }

    /** When the clock shows the end, or is changed before: nobody knows what it shows then without looking. */
    private Instant end(Instant instant, LocalDateTime shown, LocalDateTime end) {
        Instant unchanged = instant.plus(Duration.between(shown, end));
        ZoneOffsetTransition change = zone.getRules().nextTransition(instant);
        return change != null && change.getInstant().isBefore(unchanged) ? change.getInstant() : unchanged;
    }

    private Exclusions and(String part) {
        try {
            Matcher range = RANGE_OF_TIMES.matcher(part);
            if (range.matches()) {
                return times(LocalTime.parse(range.group(1)), LocalTime.parse(range.group(2)));
            }
            if (!part.isEmpty() && Character.isDigit(part.charAt(0))) {
                int slash = part.indexOf('/');
                return slash < 0
                        ? dates(LocalDate.parse(part))
                        : dates(days(
                                LocalDate.parse(part.substring(0, slash)), LocalDate.parse(part.substring(slash + 1))));
            }
            int dash = part.indexOf('-');
            return dash < 0
                    ? weekdays(weekday(part))
                    : weekdays(days(weekday(part.substring(0, dash)), weekday(part.substring(dash + 1))));
        } catch (DateTimeException e) {
            throw none(part, e);
        }
    }

    private static List<LocalDate> days(LocalDate first, LocalDate last) {
        if (last.isBefore(first) || last.isAfter(first.plusDays(MOST_DATES))) {
            throw new IllegalArgumentException("a range of dates must end after it begins and have at most "
                    + MOST_DATES + " days, was " + first + "/" + last);
        }
        return first.datesUntil(last.plusDays(1)).toList();
    }

    private static DayOfWeek[] days(DayOfWeek first, DayOfWeek last) {
        List<DayOfWeek> days = new ArrayList<>(List.of(first));
        for (DayOfWeek day = first; day != last; ) {
            day = day.plus(1);
            days.add(day);
        }
        return days.toArray(DayOfWeek[]::new);
    }

    private static DayOfWeek weekday(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (text.equalsIgnoreCase(shortName(day)) || text.equalsIgnoreCase(day.name())) {
                return day;
            }
        }
        throw none(text, null);
    }

    private static String shortName(DayOfWeek day) {
        return day.name().substring(0, 3).toUpperCase(Locale.ROOT);
    }

    private static IllegalArgumentException none(String part, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "'" + part + "' is none of a weekday (SAT), weekdays (SAT-SUN), a date (2026-12-25), dates"
                        + " (2026-12-24/2027-01-01) and times of day (22:00-06:00)",
                cause);
    }

    /** The text that {@link #parse} reads; without the zone. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(",");
        weekdays.forEach(day -> text.add(shortName(day)));
        dates.forEach(date -> text.add(date.toString()));
        times.forEach(range -> text.add(range.toString()));
        return text.toString();
    }
}
