package io.distributedscheduler.trigger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Due when the local time of a zone matches a cron expression, as Spring's {@code @Scheduled(cron = ...)} reads it.
 *
 * <h2>Expressions</h2>
 *
 * Six fields, separated by spaces: second (0-59), minute (0-59), hour (0-23), day of month (1-31), month (1-12 or
 * JAN-DEC) and day of week (0-7 or SUN-SAT; 0 and 7 are Sunday). All six must match, also both of the day fields. A
 * field is
 *
 * <ul>
 *   <li>{@code *} for any value ({@code ?} too in the day fields), a number, a range {@code 9-17}, a step
 *       <code>*&#47;15</code>, {@code 5/15} (from 5 to the end) or {@code 9-17/2}, or a list of these, separated by
 *       commas;
 *   <li>in day of month also {@code L} (last day), {@code L-3} (three days before it), {@code LW} (last weekday, Monday
 *       to Friday) and {@code 15W} (the weekday nearest to the 15th in the same month);
 *   <li>in day of week also {@code FRIL} (last Friday of the month) and {@code FRI#2} (second Friday).
 * </ul>
 *
 * Instead of six fields: {@code @yearly} or {@code @annually}, {@code @monthly}, {@code @weekly} (Sunday),
 * {@code @daily} or {@code @midnight}, {@code @hourly}. Letter case does not matter. An expression that no date ever
 * matches, such as {@code 0 0 0 30 2 *}, is refused.
 *
 * <h2>When clocks change</h2>
 *
 * What happens depends on the hour field. Numbers, ranges and lists of these name <em>times of day</em>, each once a
 * day:
 *
 * <ul>
 *   <li>Times that the change leaps over are due at the first instant after it. With {@code 0 30 2 * * *} in Berlin,
 *       the run of the night in March that has no half past two is at 03:00. All times leapt over in one change, and a
 *       time that falls on its end, make one occurrence.
 *   <li>Times that exist twice are due the first time only.
 * </ul>
 *
 * {@code *}, a field with a step in it, and one that names all 24 hours describe a <em>rhythm</em>, which follows the
 * clock on the wall: every time shown that matches is due, twice if it is shown twice, and never if it is not shown. So
 * {@code 0 0 * * * *} is due once every sixty minutes through each such night.
 *
 * <p>Due instants are whole seconds and strictly increase; there are none before {@link TimeLimits#EARLIEST} or after
 * {@link TimeLimits#LATEST}.
 */
public final class CronTrigger implements Trigger {

    private final String expression;
    private final ZoneId zone;
    private final CronSchedule schedule;
    private final ZoneRules rules;

    /**
     * A trigger for the local times of a zone.
     *
     * @param expression the expression; spaces around and between fields do not count
     * @throws IllegalArgumentException when the expression cannot be read or never matches; the message says why
     */
    public CronTrigger(String expression, ZoneId zone) {
        this.expression = expression.strip().replaceAll("\\s+", " ");
        this.zone = zone;
        this.schedule = CronSchedule.parse(this.expression);
        this.rules = zone.getRules();
    }

    /** The expression as it was given, except for superfluous spaces. */
    public String expression() {
        return expression;
    }

    /** The zone whose local time is matched. */
    public ZoneId zone() {
        return zone;
    }

    @Override
    public Optional<Instant> next(Instant after) {
        if (!after.isBefore(TimeLimits.LATEST)) {
            return Optional.empty();
        }
        // One second before, since EARLIEST itself may be due.
        Instant from = after.isBefore(TimeLimits.EARLIEST) ? TimeLimits.EARLIEST.minusSeconds(1) : after;
        Instant next = schedule.isRhythm() ? nextShown(from) : nextTimeOfDay(from);
        return next == null || next.isAfter(TimeLimits.LATEST) ? Optional.empty() : Optional.of(next);
    }

    /** The first instant after {@code after} at which a clock on the wall shows a matching time. */
    private @Nullable Instant nextShown(Instant after) {
        long from = after.getEpochSecond();
        ZoneOffset offset = rules.getOffset(after);
        ZoneOffsetTransition change = rules.nextTransition(after);
        while (true) {
            long local = schedule.next(from + offset.getTotalSeconds());
            if (local == CronSchedule.NEVER) {
                return null;
            }
            long candidate = local - offset.getTotalSeconds();
            if (change == null || candidate < change.toEpochSecond()) {
                return Instant.ofEpochSecond(candidate);
            }
            from = change.toEpochSecond() - 1;
            offset = change.getOffsetAfter();
            change = rules.nextTransition(change.getInstant());
        }
    }

    /** The first instant after {@code after} that stands for a matching time of day. */
    private @Nullable Instant nextTimeOfDay(Instant after) {
        long local = after.getEpochSecond() + rules.getOffset(after).getTotalSeconds();
        while (true) {
            local = schedule.next(local);
            if (local == CronSchedule.NEVER) {
                return null;
            }
            LocalDateTime time = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
            List<ZoneOffset> offsets = rules.getValidOffsets(time);
            if (offsets.size() == 1) {
                return Instant.ofEpochSecond(local - offsets.get(0).getTotalSeconds());
            }
            ZoneOffsetTransition change = rules.getTransition(time);
            if (change.isGap()) {
                return change.getInstant();
            }
            Instant earlier =
                    Instant.ofEpochSecond(local - change.getOffsetBefore().getTotalSeconds());
            if (earlier.isAfter(after)) {
                return earlier;
            }
            // Within the second showing: all of its times were due in the first. Go on where it ends.
            local = change.toEpochSecond() + change.getOffsetBefore().getTotalSeconds() - 1;
        }
    }

    /** Whether expression (letter for letter) and zone are equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CronTrigger cron && expression.equals(cron.expression) && zone.equals(cron.zone);
    }

    @Override
    public int hashCode() {
        return 31 * expression.hashCode() + zone.hashCode();
    }

    @Override
    public String toString() {
        return "cron \"" + expression + "\" in " + zone;
    }
}
