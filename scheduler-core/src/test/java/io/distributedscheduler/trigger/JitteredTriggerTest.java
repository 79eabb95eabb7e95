package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JitteredTriggerTest {

    private static final Instant BEGIN = Instant.parse("2026-03-02T08:00:00Z");
    private static final Trigger MINUTELY = new EveryTrigger(Duration.ofMinutes(1), BEGIN);

    @Test
    void isDueALittleLaterAndNeverByAsMuchAsItsMost() {
        List<Instant> due = jittered(MINUTELY, Duration.ofSeconds(10)).fireTimes(BEGIN, 500);

        assertThat(due).isSorted().doesNotHaveDuplicates();
        assertThat(IntStream.range(0, 500).mapToLong(i -> late(due.get(i), i)))
                .allSatisfy(late -> assertThat(late).isBetween(0L, 9_999L));
        assertThat(IntStream.range(0, 500)
                        .filter(i -> late(due.get(i), i) < 5_000)
                        .count())
                .isBetween(200L, 300L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.001S", "PT0.9S", "PT1S", "PT1M", "PT24H"})
    void eachOccurrenceComesOnceHoweverLongTheDelay(String most) {
        Trigger burst = new CronTrigger("* 0 * * * *", ZoneOffset.UTC);
        List<Instant> plain = burst.fireTimes(BEGIN, 150);

        List<Instant> due = jittered(burst, Duration.parse(most)).fireTimes(BEGIN, 150);

        for (int i = 0; i < 149; i++) {
            assertThat(due.get(i)).isBetween(plain.get(i), plain.get(i + 1).minusMillis(1));
        }
    }

    @Test
    void theSameWhereverOneLooksFrom() {
        Trigger trigger = jittered(MINUTELY, Duration.ofMinutes(5));
        List<Instant> due = trigger.fireTimes(BEGIN, 20);

        for (Instant at = BEGIN.minusMillis(1); at.isBefore(due.get(19)); at = at.plusMillis(777)) {
            Instant after = at;
            assertThat(trigger.next(at))
                    .contains(due.stream().filter(after::isBefore).findFirst().orElseThrow());
        }
    }

    @Test
    void jobsOfOneExpressionAreSpread() {
        Set<Instant> first = new HashSet<>();
        int[] tenths = new int[10];
        for (int i = 0; i < 1_000; i++) {
            Instant due = new JitteredTrigger(MINUTELY, Duration.ofSeconds(10))
                    .ofJob("job-" + i)
                    .first(BEGIN)
                    .orElseThrow();
            first.add(due);
            tenths[(int) (Duration.between(BEGIN, due).toMillis() / 1_000)]++;
        }
        assertThat(first).hasSizeGreaterThan(900);
        assertThat(IntStream.of(tenths).boxed())
                .allSatisfy(jobs -> assertThat(jobs).isBetween(70, 130));
    }

    @Test
    void keepsItsPromiseOfTheFormula() {
        // CRC-32 of "sync@1772438400000" is 1841381395, by another implementation.
        assertThat(new JitteredTrigger(MINUTELY, Duration.ofSeconds(10), "sync").first(BEGIN))
                .contains(BEGIN.plusMillis(1841381395L % 10_000));
    }

    @Test
    void refusesWhatItCannotDelay() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new JitteredTrigger(new FixedDelayTrigger(Duration.ofSeconds(1)), Duration.ofSeconds(1)))
                .withMessageContaining("repeats by a clock");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JitteredTrigger(OnceTrigger.now(), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JitteredTrigger(MINUTELY, Duration.ofHours(25)))
                .withMessageContaining("1 ms to 24 hours");
        assertThatIllegalArgumentException().isThrownBy(() -> new JitteredTrigger(MINUTELY, Duration.ZERO));
    }

    private static long late(Instant due, int minute) {
        return Duration.between(BEGIN.plus(Duration.ofMinutes(minute)), due).toMillis();
    }

    private static Trigger jittered(Trigger trigger, Duration most) {
        return new JitteredTrigger(trigger, most).ofJob("sync");
    }
}
