package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.support.CronExpression;

class CronTriggerTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0 0 0 29 2 *      | 2096-02-29 | 2104-02-29
        0 0 0 29 2 *      | 2026-01-01 | 2028-02-29
        0 0 0 29 2 MON    | 2072-02-29 | 2112-02-29
        0 0 0 29 2 MON#5  | 2088-03-01 | 2112-02-29
        0 0 0 31 * *      | 2026-01-31 | 2026-03-31
        0 0 0 L * *       | 2028-02-01 | 2028-02-29
        0 0 0 L-30 * *    | 2026-01-31 | 2026-03-01
        0 0 0 L-30 * *    | 2026-03-01 | 2026-05-01
        0 0 0 13 * FRI    | 2026-03-14 | 2026-11-13
        0 0 0 LW 2 *      | 2026-01-01 | 2026-02-27
        0 0 0 15W 8 *     | 2026-01-01 | 2026-08-14
        0 0 0 16W 8 *     | 2026-01-01 | 2026-08-17
        0 0 0 1W 8 *      | 2026-01-01 | 2026-08-03
        0 0 0 31W 1 *     | 2027-01-01 | 2027-01-29
        0 0 0 28W 2 *     | 2027-01-01 | 2027-02-26
        0 0 0 31W * *     | 2026-04-01 | 2026-05-29
        0 0 0 ? * SUN#5   | 2026-01-01 | 2026-03-29
        0 0 0 ? * 0L      | 2026-02-23 | 2026-03-29
        0 0 0 ? * SUN-TUE | 2026-03-01 | 2026-03-02
        0 0 0 ? * 7-7     | 2026-03-01 | 2026-03-08
        @weekly           | 2026-03-01 | 2026-03-08
        @monthly          | 2026-03-01 | 2026-04-01
        @Yearly           | 2026-03-01 | 2027-01-01
        @annually         | 2026-03-01 | 2027-01-01
        """)
    void findsDays(String expression, LocalDate after, LocalDate expected) {
        CronTrigger trigger = new CronTrigger(expression, ZoneOffset.UTC);

        assertThat(trigger.next(midnight(after))).contains(midnight(expected));
    }

    @Test
    void neverGoesBackWhereSpringDoes() {
        CronExpression spring = CronExpression.parse("0 0 10 L-30 * *");
        var afternoon = LocalDate.of(2026, 3, 31).atTime(11, 0);
        assertThat(spring.next(afternoon))
                .as("no reason to compute dates ourselves otherwise")
                .isBefore(afternoon);

        CronTrigger trigger = new CronTrigger("0 0 10 L-30 * *", ZoneOffset.UTC);
        assertThat(trigger.next(afternoon.toInstant(ZoneOffset.UTC))).contains(Instant.parse("2026-05-01T10:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 0 30 2 *",
                "0 0 0 31 4,6,9,11 *",
                "0 0 0 31W 2 *",
                "0 0 0 L-29 2 *",
                "0 0 0 L 2 MON#1",
                "0 0 0 LW * SUN",
                "* * * 28 2 MON#5",
                "0 0 0 15W * SAT",
                "0 0 0 1-7 * FRIL"
            })
    void refusesWhatNeverMatches(String expression) {
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> new CronTrigger(expression, BERLIN))
                        .withMessage(
                                "cron expression \"%s\": no date ever matches its day of month, month and day of week",
                                expression));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0 2 * * *             | has five fields, but seconds come first: "0 0 2 * * *"
        * * * *               | must have six fields (second, minute, hour, day of month, month, day of week), had 4
        0 0 2 * * ? 2026      | must have six fields (second, minute, hour, day of month, month, day of week), had 7
        ''                    | must have six fields (second, minute, hour, day of month, month, day of week), had 0
        @every 5m             | is not one of @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly
        @reboot               | is not one of @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly
        60 0 0 * * *          | second "60" must be within 0-59
        0 0-60 0 * * *        | minute "0-60" must be within 0-59
        0 0 24 * * *          | hour "24" must be within 0-23
        0 0 0 0 * *           | day of month "0" must be within 1-31
        0 0 0 32W * *         | day of month "32W" must be within 1-31
        0 0 0 L-31 * *        | day of month "L-31" must count 1 to 30 days back from the last
        0 0 0 L-0 * *         | day of month "L-0" must count 1 to 30 days back from the last
        0 0 0 L-x * *         | day of month "L-X" has no number where one is expected
        0 0 0 W * *           | day of month "W" has no number where one is expected
        0 0 0 * 13 *          | month "13" must be within 1-12
        0 0 0 * MARCH *       | month "MARCH" has no number or name where one is expected
        0 0 0 * * 8           | day of week "8" must be within 0-7
        0 0 0 * * JAN         | day of week "JAN" has no number or name where one is expected
        0 0 0 * * L           | day of week "L" has no number or name where one is expected
        0 0 0 * * MON#6       | day of week "MON#6" must have 1 to 5 after the #
        0 0 0 * * MON#0       | day of week "MON#0" must have 1 to 5 after the #
        0 0 0 * * MON#        | day of week "MON#" has no number or name where one is expected
        0 0 0 * * FRI-MON     | day of week "FRI-MON" must not end before it starts; write two ranges instead
        0 0 22-3 * * *        | hour "22-3" must not end before it starts; write two ranges instead
        0 */90 * * * *        | minute "*/90" must have a step of 1 to 60; beyond that, use a fixed interval
        0 0 */0 * * *         | hour "*/0" must have a step of 1 to 24; beyond that, use a fixed interval
        0 0 0/2147483647 * * *| hour "0/2147483647" has no number where one is expected
        0 0 1/2/3 * * *       | hour "1/2/3" has no number where one is expected
        0 0 1-2-3 * * *       | hour "1-2-3" has no number where one is expected
        0 0 -1 * * *          | hour "-1" has no number where one is expected
        0 0 +1 * * *          | hour "+1" has no number where one is expected
        0 0 1, * * *          | hour "" has no number where one is expected
        0 0 ? * * *           | hour "?" has no number where one is expected
        0 x 0 * * *           | minute "X" has no number where one is expected
        """)
    void refusesWhatItCannotRead(String expression, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CronTrigger(expression, BERLIN))
                .withMessageStartingWith("cron expression \"%s\": %s", expression, reason);
    }

    @Test
    void refusesEndlessExpressions() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CronTrigger("0,".repeat(600) + "0 0 0 * * *", BERLIN))
                .withMessage("cron expression must have at most 1000 characters, had 1211");
    }

    @Test
    void isEqualByExpressionAndZone() {
        CronTrigger trigger = new CronTrigger("0 0 2 * * *", BERLIN);

        assertThat(trigger)
                .isEqualTo(new CronTrigger("  0  0 2 *\t* * ", BERLIN))
                .hasSameHashCodeAs(new CronTrigger("0 0 2 * * *", BERLIN))
                .isNotEqualTo(new CronTrigger("0 0 3 * * *", BERLIN))
                .isNotEqualTo(new CronTrigger("0 0 2 * * *", ZoneOffset.UTC))
                .isNotEqualTo("0 0 2 * * *")
                .hasToString("cron \"0 0 2 * * *\" in Europe/Berlin");
        assertThat(trigger.expression()).isEqualTo("0 0 2 * * *");
        assertThat(trigger.zone()).isEqualTo(BERLIN);
    }

    @Test
    void isPlannedAndRepeats() {
        CronTrigger trigger = new CronTrigger("@daily", BERLIN);

        assertThat(trigger.basis()).isEqualTo(Basis.PLANNED);
        assertThat(trigger.repeats()).isTrue();
        assertThat(trigger.anchoredAt(Instant.EPOCH)).isSameAs(trigger);
    }

    @Test
    void isStrictlyAfterAndToTheMillisecond() {
        CronTrigger trigger = new CronTrigger("* * * * * *", BERLIN);
        Instant noon = Instant.parse("2026-06-01T12:00:00Z");

        assertThat(trigger.next(noon)).contains(noon.plusSeconds(1));
        assertThat(trigger.next(noon.minusNanos(1))).contains(noon);
        assertThat(trigger.next(noon.plusNanos(1))).contains(noon.plusSeconds(1));
        assertThat(trigger.next(noon.plusNanos(999_999_999))).contains(noon.plusSeconds(1));
        assertThat(trigger.first(noon)).contains(noon);
        assertThat(trigger.first(noon.plusNanos(1))).contains(noon.plusSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Pacific/Apia", "Etc/GMT+12", "+18:00", "-18:00"})
    void staysWithinTheLimits(ZoneId zone) {
        CronTrigger times = new CronTrigger("0 0 0-22 * * *", zone);
        CronTrigger rhythm = new CronTrigger("* * * * * *", zone);

        assertThat(rhythm.next(Instant.MIN)).contains(TimeLimits.EARLIEST);
        assertThat(rhythm.next(TimeLimits.EARLIEST)).contains(TimeLimits.EARLIEST.plusSeconds(1));
        assertThat(times.next(Instant.MIN))
                .hasValueSatisfying(
                        due -> assertThat(due).isBetween(TimeLimits.EARLIEST, TimeLimits.EARLIEST.plusSeconds(7_200)));
        assertThat(rhythm.next(TimeLimits.LATEST.minusSeconds(1))).contains(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(rhythm.next(Instant.parse("9999-12-31T23:59:59Z"))).isEmpty();
        assertThat(rhythm.next(TimeLimits.LATEST)).isEmpty();
        assertThat(rhythm.next(Instant.MAX)).isEmpty();
        assertThat(times.next(TimeLimits.LATEST)).isEmpty();
        assertThat(new CronTrigger("0 0 0 29 2 *", zone).next(Instant.parse("9999-06-01T00:00:00Z")))
                .isEmpty();
        assertThat(new CronTrigger("0 0 */3 29 2 *", zone).next(Instant.parse("9999-06-01T00:00:00Z")))
                .isEmpty();
    }

    private static Instant midnight(LocalDate date) {
        return date.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
