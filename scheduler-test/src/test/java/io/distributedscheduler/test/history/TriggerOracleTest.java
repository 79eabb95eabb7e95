package io.distributedscheduler.test.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.trigger.AnyOfTrigger;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.ExcludingTrigger;
import io.distributedscheduler.trigger.Exclusions;
import io.distributedscheduler.trigger.JitteredTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Two who worked the ticks out by themselves must agree on them. */
class TriggerOracleTest {

    private static final Duration DAY = Duration.ofDays(1);

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    0 0 2 * * *            ; Europe/Paris        ; 2026-03-27T00:00:00Z ; 4
                    0 30 2 * * *           ; Europe/Berlin       ; 2026-03-27T00:00:00Z ; 4
                    0 30 2 * * *           ; Europe/Berlin       ; 2026-10-23T00:00:00Z ; 4
                    0 0/20 1-3 * * *       ; Europe/Berlin       ; 2026-03-28T00:00:00Z ; 3
                    0 10,40 2,3 * * *      ; Europe/Berlin       ; 2026-03-28T00:00:00Z ; 3
                    0 */20 * * * *         ; Europe/Berlin       ; 2026-10-24T00:00:00Z ; 3
                    0 15 */2 * * *         ; Europe/Berlin       ; 2026-10-24T00:00:00Z ; 3
                    0 0 0 * * *            ; America/Sao_Paulo   ; 2018-11-02T00:00:00Z ; 5
                    0 45 1 * * *           ; Australia/Lord_Howe ; 2026-04-03T00:00:00Z ; 4
                    0 15 2 * * *           ; Australia/Lord_Howe ; 2026-10-02T00:00:00Z ; 4
                    0 0 12 * * *           ; Pacific/Apia        ; 2011-12-28T00:00:00Z ; 5
                    15/20 59 23 * * MON-FRI ; America/New_York    ; 2026-03-01T00:00:00Z ; 20
                    0 0 9 L * *            ; UTC                 ; 2026-01-01T00:00:00Z ; 90
                    0 0 9 L-3 * *          ; UTC                 ; 2026-01-01T00:00:00Z ; 90
                    0 0 9 LW * *           ; UTC                 ; 2026-01-01T00:00:00Z ; 365
                    0 0 9 1W * *           ; UTC                 ; 2026-01-01T00:00:00Z ; 365
                    0 0 9 31W * *          ; UTC                 ; 2026-01-01T00:00:00Z ; 365
                    0 0 9 ? * FRIL         ; UTC                 ; 2026-01-01T00:00:00Z ; 120
                    0 0 9 ? * TUE#2        ; UTC                 ; 2026-01-01T00:00:00Z ; 120
                    0 0 9 ? * SUN-TUE      ; UTC                 ; 2026-01-01T00:00:00Z ; 20
                    0 0 9 ? * FRI-SUN      ; UTC                 ; 2026-01-01T00:00:00Z ; 20
                    0 0 9 ? * 0            ; UTC                 ; 2026-01-01T00:00:00Z ; 20
                    0 0 9 ? * */2          ; UTC                 ; 2026-01-01T00:00:00Z ; 20
                    0 0 9 29 FEB *         ; UTC                 ; 2026-01-01T00:00:00Z ; 1200
                    @monthly               ; Asia/Kolkata        ; 2026-01-01T00:00:00Z ; 120
                    */7 */11 5,17 * * *    ; Africa/Casablanca   ; 2026-02-14T00:00:00Z ; 3
                    """)
    void theOracleOfCronAgreesWithTheTrigger(String expression, ZoneId zone, Instant from, int days) {
        agree(
                "{\"type\":\"cron\",\"expression\":\"" + expression + "\",\"zone\":\"" + zone + "\"}",
                new CronTrigger(expression, zone),
                from,
                from.plus(DAY.multipliedBy(days)));
    }

    @Test
    void theOracleOfAnIntervalAgreesWithTheTrigger() {
        Instant anchor = Instant.ofEpochMilli(1_767);
        agree(
                "{\"type\":\"every\",\"interval\":333,\"anchor\":1767}",
                new EveryTrigger(Duration.ofMillis(333), anchor),
                Instant.EPOCH,
                anchor.plusSeconds(100));
    }

    @Test
    void theOracleKeepsToBounds() {
        agree(
                "{\"type\":\"every\",\"interval\":333,\"anchor\":1767,\"start\":5000,\"finish\":9093}",
                new BoundedTrigger(
                        new EveryTrigger(Duration.ofMillis(333), Instant.ofEpochMilli(1_767)),
                        Instant.ofEpochMilli(5_000),
                        Instant.ofEpochMilli(9_093),
                        BoundedTrigger.UNLIMITED),
                Instant.EPOCH,
                Instant.ofEpochSecond(100));
    }

    @Test
    void theOracleOfSeveralAgreesWithTheTrigger() {
        Trigger every = new EveryTrigger(Duration.ofMinutes(20), Instant.EPOCH);
        Trigger cron = new CronTrigger("15,30 0/30 * * * *", ZoneId.of("UTC"));
        agree(
                "{\"type\":\"any-of\",\"triggers\":[{\"type\":\"every\",\"interval\":1200000,\"anchor\":0},"
                        + "{\"type\":\"cron\",\"expression\":\"15,30 0/30 * * * *\",\"zone\":\"UTC\"}]}",
                new AnyOfTrigger(List.of(every, cron)),
                Instant.EPOCH.plusSeconds(1),
                Instant.EPOCH.plus(DAY));
    }

    @ParameterizedTest
    @CsvSource({
        "SAT-SUN, Europe/Berlin, 2026-03-27T00:00:00Z",
        "2026-10-25/2026-10-26, Europe/Berlin, 2026-10-23T00:00:00Z",
        "22:00-06:00, Europe/Berlin, 2026-10-23T00:00:00Z",
        "02:10:30-02:40, Europe/Berlin, 2026-10-24T20:00:00Z",
        "02:10:30-02:40, Europe/Berlin, 2026-03-28T20:00:00Z",
        "MON, Pacific/Apia, 2011-12-28T00:00:00Z"
    })
    void theOracleOfExclusionsAgreesWithTheTrigger(String text, ZoneId zone, Instant from) {
        Exclusions exclusions = Exclusions.parse(text, zone);
        agree(
                "{\"type\":\"every\",\"interval\":90000,\"anchor\":0,\"except\":\"" + exclusions
                        + "\",\"exceptZone\":\"" + zone + "\"}",
                new ExcludingTrigger(new EveryTrigger(Duration.ofSeconds(90), Instant.EPOCH), exclusions),
                from,
                from.plus(DAY.multipliedBy(5)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 500, 1_000, 59_999, 600_000})
    void theOracleOfJitterAgreesWithTheTrigger(long most) {
        agree(
                "{\"type\":\"cron\",\"expression\":\"0/5 0/2 * * * *\",\"zone\":\"UTC\",\"jitter\":" + most
                        + ",\"start\":1000000,\"finish\":7000001}",
                new BoundedTrigger(
                        new JitteredTrigger(
                                new CronTrigger("0/5 0/2 * * * *", ZoneId.of("UTC")), Duration.ofMillis(most), "sync"),
                        Instant.ofEpochMilli(1_000_000),
                        Instant.ofEpochMilli(7_000_001),
                        BoundedTrigger.UNLIMITED),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(8_000));
    }

    @Test
    void aKeywordAndAFixedDelayHaveNoTicks() {
        assertThat(oracle("{\"type\":\"keyword\",\"keyword\":\"order\"}").ticks())
                .isFalse();
        assertThat(oracle("{\"type\":\"fixed-delay\",\"delay\":1000}").ticks()).isFalse();
    }

    @Test
    void knowsWhetherThereIsAnotherTick() {
        TriggerOracle bounded = oracle("{\"type\":\"every\",\"interval\":1000,\"anchor\":0,\"finish\":5000}");

        assertThat(bounded.hasTickFrom(4_000)).isTrue();
        assertThat(bounded.hasTickFrom(4_001)).isFalse();
    }

    private static void agree(String definition, Trigger trigger, Instant from, Instant to) {
        TriggerOracle oracle = oracle(definition);
        long ticks = 0;
        Instant last = from;
        for (Optional<Instant> next = trigger.next(from.minusMillis(1));
                next.isPresent() && next.get().isBefore(to);
                next = trigger.next(next.get())) {
            long tick = next.get().toEpochMilli();
            assertThat(oracle.isTick(tick)).as("%s", next.get()).isTrue();
            assertThat(oracle.isTick(tick + 1))
                    .isEqualTo(trigger.next(next.get())
                            .equals(Optional.of(next.get().plusMillis(1))));
            last = next.get();
            ticks++;
        }
        assertThat(oracle.count(from.toEpochMilli(), to.toEpochMilli()))
                .as("up to %s", last)
                .isEqualTo(ticks);
    }

    private static TriggerOracle oracle(String trigger) {
        return TriggerOracle.of(JsonMapper.builder().build().readTree(trigger), "sync");
    }
}
