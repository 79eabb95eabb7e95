package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OnceTriggerTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @Test
    void isDueAtItsInstantOnce() {
        OnceTrigger trigger = OnceTrigger.at(NOON);

        assertThat(trigger.first(NOON.minusSeconds(60))).contains(NOON);
        assertThat(trigger.next(NOON.minusNanos(1))).contains(NOON);
        assertThat(trigger.next(NOON)).isEmpty();
        assertThat(trigger.at()).contains(NOON);
        assertThat(trigger.delay()).isEmpty();
    }

    @Test
    void isDueInThePastWhenItsInstantHasPassed() {
        assertThat(OnceTrigger.at(NOON).first(NOON.plusSeconds(60))).contains(NOON);
    }

    @Test
    void isDueWhenItsDelayHasPassed() {
        OnceTrigger trigger = OnceTrigger.in(Duration.ofHours(1));

        assertThat(trigger.first(NOON)).contains(NOON.plusSeconds(3_600));
        assertThat(trigger.next(NOON)).isEmpty();
        assertThat(trigger.delay()).contains(Duration.ofHours(1));
        assertThat(trigger.at()).isEmpty();
    }

    @Test
    void becomesAnInstantWhenAnchored() {
        assertThat(OnceTrigger.in(Duration.ofHours(1)).anchoredAt(NOON))
                .isEqualTo(OnceTrigger.at(NOON.plusSeconds(3_600)));
        assertThat(OnceTrigger.at(NOON).anchoredAt(Instant.EPOCH)).isEqualTo(OnceTrigger.at(NOON));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnceTrigger.in(Duration.ofHours(1)).anchoredAt(TimeLimits.LATEST))
                .withMessageContaining("was +10000-01-01T00:59:59.999Z");
    }

    @Test
    void isDueAtOnceByDefault() {
        assertThat(OnceTrigger.now()).isEqualTo(OnceTrigger.in(Duration.ZERO));
        assertThat(OnceTrigger.now().first(NOON)).contains(NOON);
    }

    @Test
    void neverIsDueEarly() {
        assertThat(OnceTrigger.in(Duration.ofMillis(5)).first(NOON.plusNanos(1)))
                .contains(NOON.plusMillis(6));
        assertThat(OnceTrigger.in(Duration.ofDays(1)).first(TimeLimits.LATEST)).isEmpty();
    }

    @Test
    void cutsWhatIsFinerThanAMillisecond() {
        assertThat(OnceTrigger.at(NOON.plusNanos(999_999))).isEqualTo(OnceTrigger.at(NOON));
        assertThat(OnceTrigger.in(Duration.ofNanos(999_999))).isEqualTo(OnceTrigger.now());
    }

    @Test
    void doesNotRepeat() {
        assertThat(OnceTrigger.now().repeats()).isFalse();
    }

    @Test
    void isEqualByItsValues() {
        assertThat(OnceTrigger.at(NOON))
                .isEqualTo(OnceTrigger.at(NOON))
                .hasSameHashCodeAs(OnceTrigger.at(NOON))
                .isNotEqualTo(OnceTrigger.at(NOON.plusMillis(1)))
                .isNotEqualTo(OnceTrigger.now())
                .isNotEqualTo(NOON)
                .hasToString("once at 2026-06-01T12:00:00Z");
        assertThat(OnceTrigger.in(Duration.ofSeconds(5))).hasToString("once in PT5S");
    }

    @Test
    void refusesValuesOutsideTheLimits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnceTrigger.at(Instant.MAX))
                .withMessage(
                        "instant must be from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z, was " + Instant.MAX);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnceTrigger.at(Instant.MIN))
                .withMessageContaining("was " + Instant.MIN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnceTrigger.in(Duration.ofNanos(-1)))
                .withMessage("delay must not be negative, was PT-0.000000001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnceTrigger.in(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageStartingWith("delay must be at most 36525 days, was PT");
    }
}
