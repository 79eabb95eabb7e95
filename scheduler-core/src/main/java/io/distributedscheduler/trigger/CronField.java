package io.distributedscheduler.trigger;

import java.util.List;

/**
 * The fields of a cron expression: name, range, and how plain values are read into a set, bit {@code n} being value n.
 */
enum CronField {
    SECOND("second", 0, 59),
    MINUTE("minute", 0, 59),
    HOUR("hour", 0, 23),
    DAY_OF_MONTH("day of month", 1, 31),
    MONTH("month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
    DAY_OF_WEEK("day of week", 1, 7, "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

    private static final int SUNDAY = 7;

    private final String title;
    private final int min;
    private final int max;
    private final List<String> names;

    CronField(String title, int min, int max, String... names) {
        this.title = title;
        this.min = min;
        this.max = max;
        this.names = List.of(names);
    }

    /** The set of all values. */
    long all() {
        return range(min, max, 1);
    }

    /** The set that a list of {@link #parseElement elements} stands for. */
    long parse(String list) {
        long set = 0;
        for (String element : list.split(",", -1)) {
            set |= parseElement(element);
        }
        return set;
    }

    /** The set that {@code *}, a value, a range, or one of these with a step stands for. */
    long parseElement(String element) {
        int slash = element.indexOf('/');
        String base = slash < 0 ? element : element.substring(0, slash);
        int step = slash < 0 ? 1 : parseStep(element, element.substring(slash + 1));
        if (base.equals("*")) {
            return range(min, max, step);
        }
        int hyphen = base.indexOf('-');
        if (hyphen < 0) {
            int value = parseValue(element, base);
            return range(value, slash < 0 ? value : max, step);
        }
        int first = parseValue(element, base.substring(0, hyphen));
        int last = parseValue(element, base.substring(hyphen + 1));
        if (this == DAY_OF_WEEK && first == SUNDAY && last < SUNDAY) {
            first = 0;
        }
        if (last < first) {
            throw refuse(element, "must not end before it starts; write two ranges instead");
        }
        return range(first, last, step);
    }

    /** The value that a number or name stands for; for a day of the week, 0 is Sunday as well as 7. */
    int parseValue(String element, String text) {
        int named = names.indexOf(text);
        int value = named < 0 ? parseNumber(element, text) : named + 1;
        if (value > max || value < min && !(this == DAY_OF_WEEK && value == 0)) {
            throw refuse(element, "must be within " + (this == DAY_OF_WEEK ? 0 : min) + "-" + max);
        }
        return value;
    }

    /** The number that some digits stand for. */
    int parseNumber(String element, String digits) {
        if (digits.isEmpty() || digits.length() > 4 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw refuse(element, "has no number" + (names.isEmpty() ? "" : " or name") + " where one is expected");
        }
        return Integer.parseInt(digits);
    }

    /** The exception that says what is wrong with an element of this field. */
    IllegalArgumentException refuse(String element, String why) {
        return new IllegalArgumentException(title + " \"" + element + "\" " + why);
    }

    private int parseStep(String element, String digits) {
        int step = parseNumber(element, digits);
        int longest = max - min + 1;
        if (step < 1 || step > longest) {
            // For Spring, */90 in the minutes is every hour, which nobody means.
            throw refuse(element, "must have a step of 1 to " + longest + "; beyond that, use a fixed interval");
        }
        return step;
    }

    private long range(int first, int last, int step) {
        long set = 0;
        for (int value = first; value <= last; value += step) {
            set |= 1L << value;
        }
        boolean sundayAsZero = this == DAY_OF_WEEK && (set & 1) != 0;
        return sundayAsZero ? set & ~1L | 1L << SUNDAY : set;
    }
}
