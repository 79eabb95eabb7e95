package io.distributedscheduler.trigger;

import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExcludingTriggerTest {

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Instant FRIDAY = Instant.parse("2026-03-06T08:00:00Z");
    private static final Trigger DAILY = new CronTrigger("0 0 9 * * *", PARIS);

    @Test
    void isNotDueOnWeekdaysAndDates() {
        Exclusions exclusions = Exclusions.in(PARIS)
                .weekdays(SATURDAY, SUNDAY)
                .dates(LocalDate.of(2026, 3, 10), LocalDate.of(2026, 3, 11));

        assertThat(except(DAILY, exclusions).fireTimes(FRIDAY, 4)).containsExactly(FRIDAY, day(9), day(12), day(13));
    }

    @Test
    void isNotDueAtTimesOfDayAlsoOverMidnight() {
        Exclusions exclusions = Exclusions.in(PARIS)
                .times(LocalTime.of(22, 0), LocalTime.of(6, 0))
                .times(LocalTime.of(12, 0), LocalTime.of(13, 0));
        Trigger hourly = new EveryTrigger(Duration.ofHours(1), FRIDAY);

        assertThat(except(hourly, exclusions).fireTimes(FRIDAY, 15).stream()
                        .map(due -> due.atZone(PARIS).getHour()))
                .containsExactly(9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 6, 7, 8);
    }

    @ParameterizedTest
    @CsvSource({
        // The hour from 2 to 3 is left out, and comes twice.
        "2026-03-28T20:00:00Z, Europe/Berlin, 02:00-02:30",
        "2026-10-24T20:00:00Z, Europe/Berlin, 02:00-02:30",
        "2026-10-24T20:00:00Z, Europe/Berlin, 02:15-02:45",
        "2026-10-24T20:00:00Z, Europe/Berlin, 01:30-02:30",
        "2026-10-24T20:00:00Z, Europe/Berlin, 02:30-02:10",
        "2018-11-03T20:00:00Z, America/Sao_Paulo, 23:30-00:30",
        "2011-12-29T00:00:00Z, Pacific/Apia, FRI"
    })
    void keepsToTheClockOnTheWall(Instant from, ZoneId zone, String text) {
        Exclusions exclusions = Exclusions.parse(text, zone);
        Trigger minutely = new EveryTrigger(Duration.ofMinutes(1), from);

        List<Instant> expected = minutely.fireTimes(from, 3_000).stream()
                .filter(tick -> !exclusions.excludes(tick))
                .toList();
        assertThat(except(minutely, exclusions).fireTimes(from, expected.size()))
                .isEqualTo(expected);
    }

    @Test
    void aFixedDelayWaitsForTheEnd() {
        Trigger trigger =
                except(new FixedDelayTrigger(Duration.ofHours(1)), Exclusions.parse("22:00-06:00", ZoneOffset.UTC));

        assertThat(trigger.next(Instant.parse("2026-03-06T20:30:00Z"))).contains(Instant.parse("2026-03-06T21:30:00Z"));
        assertThat(trigger.next(Instant.parse("2026-03-06T21:30:00Z"))).contains(Instant.parse("2026-03-07T06:00:00Z"));
        assertThat(trigger.first(Instant.parse("2026-03-06T23:00:00Z")))
                .contains(Instant.parse("2026-03-07T06:00:00Z"));
    }

    @Test
    void isNeverDueIfAllIsExcluded() {
        assertThat(except(DAILY, Exclusions.parse("08:00-10:00", PARIS)).next(FRIDAY))
                .isEmpty();
    }

    @Test
    void readsWhatItWrites() {
        String text = "SAT,SUN,2026-12-24,2026-12-25,22:00-06:00,12:00:30-12:00:31";

        assertThat(Exclusions.parse(text, PARIS)).hasToString(text);
        assertThat(Exclusions.parse(" sat - sun".replace(" - ", "-") + " , 2026-12-24/2026-12-25", PARIS))
                .isEqualTo(Exclusions.in(PARIS)
                        .weekdays(SATURDAY, SUNDAY)
                        .dates(LocalDate.of(2026, 12, 24), LocalDate.of(2026, 12, 25)));
        assertThat(Exclusions.parse("FRI-MON", PARIS).weekdays())
                .containsExactly(DayOfWeek.MONDAY, DayOfWeek.FRIDAY, SATURDAY, SUNDAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "holiday",
                "SAT-",
                "2026-13-01",
                "2026-02-30",
                "2026-12-31/2026-12-01",
                "2026-01-01/2036-01-01",
                "25:00-06:00",
                "6:00-7:00",
                "12:00-12:00",
                "MON-SUN",
                "SAT,,SUN",
                "SAT SUN"
            })
    void saysWhatIsWrong(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Exclusions.parse(text, PARIS));
    }

    @Test
    void refusesWhatDoesNotRepeat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> except(OnceTrigger.now(), Exclusions.parse("MON", PARIS)))
                .withMessageContaining("does not repeat");
    }

    private static Trigger except(Trigger trigger, Exclusions exclusions) {
        return new ExcludingTrigger(trigger, exclusions);
    }

    private static Instant day(int ofMarch) {
        return FRIDAY.plus(Duration.ofDays(ofMarch - 6));
    }
}
