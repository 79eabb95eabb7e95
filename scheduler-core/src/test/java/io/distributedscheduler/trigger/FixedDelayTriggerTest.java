package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FixedDelayTriggerTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @Test
    void isDueAtOnceAndThenTheDelayAfterEachEnd() {
        FixedDelayTrigger trigger = new FixedDelayTrigger(Duration.ofSeconds(30));

        assertThat(trigger.first(NOON)).contains(NOON);
        assertThat(trigger.next(NOON.plusSeconds(7))).contains(NOON.plusSeconds(37));
        assertThat(trigger.basis()).isEqualTo(Basis.ENDED);
        assertThat(trigger.repeats()).isTrue();
        assertThat(trigger.anchoredAt(NOON)).isSameAs(trigger);
    }

    @Test
    void roundsUpToWholeMilliseconds() {
        FixedDelayTrigger trigger = new FixedDelayTrigger(Duration.ofNanos(100_999_999));

        assertThat(trigger.delay()).hasMillis(100);
        assertThat(trigger.first(NOON.plusNanos(1))).contains(NOON.plusMillis(1));
        assertThat(trigger.next(NOON.plusNanos(1))).contains(NOON.plusMillis(101));
    }

    @Test
    void holdsAtTheExtremes() {
        FixedDelayTrigger trigger = new FixedDelayTrigger(TimeLimits.LONGEST);

        assertThat(trigger.next(Instant.MIN)).contains(TimeLimits.EARLIEST);
        assertThat(trigger.next(TimeLimits.LATEST)).isEmpty();
        assertThat(trigger.next(Instant.MAX)).isEmpty();
        assertThat(trigger.first(Instant.MAX)).isEmpty();
    }

    @Test
    void refusesDelaysOutsideTheLimits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FixedDelayTrigger(Duration.ofMillis(99)))
                .withMessage("delay must be at least 100 ms, was PT0.099S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FixedDelayTrigger(Duration.ofDays(36_526)))
                .withMessage("delay must be at most 36525 days, was PT876624H");
    }
}
