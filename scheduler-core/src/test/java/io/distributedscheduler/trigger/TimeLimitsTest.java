package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeLimitsTest {

    @Test
    void instantsAreCutToMilliseconds() {
        assertThat(TimeLimits.checkInstant("start", Instant.parse("2026-06-01T12:00:00.123999999Z")))
                .isEqualTo("2026-06-01T12:00:00.123Z");
        assertThat(TimeLimits.checkInstant("start", Instant.parse("9999-12-31T23:59:59.999Z")))
                .isEqualTo(TimeLimits.LATEST);
        assertThat(TimeLimits.checkInstant("start", Instant.EPOCH)).isEqualTo(TimeLimits.EARLIEST);
    }

    @Test
    void instantsOutsideAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeLimits.checkInstant("start", Instant.EPOCH.minusNanos(1)))
                .withMessage("start must be from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z,"
                        + " was 1969-12-31T23:59:59.999999999Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeLimits.checkInstant("start", Instant.MAX))
                .withMessageEndingWith("was " + Instant.MAX);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeLimits.checkInstant("start", TimeLimits.LATEST.plusNanos(1)))
                .withMessageEndingWith("was 9999-12-31T23:59:59.999000001Z");
    }

    @Test
    void durationsAreCutToMilliseconds() {
        assertThat(TimeLimits.checkDuration("delay", Duration.ofNanos(1_999_999)))
                .hasMillis(1);
        assertThat(TimeLimits.checkDuration("delay", TimeLimits.LONGEST)).isEqualTo(TimeLimits.LONGEST);
    }

    @Test
    void dueInstantsAreRoundedUp() {
        Instant noon = Instant.parse("2026-06-01T12:00:00Z");

        assertThat(TimeLimits.due(noon)).contains(noon);
        assertThat(TimeLimits.due(noon.plusNanos(1))).contains(noon.plusMillis(1));
        assertThat(TimeLimits.due(Instant.MIN)).contains(TimeLimits.EARLIEST);
        assertThat(TimeLimits.due(TimeLimits.LATEST)).contains(TimeLimits.LATEST);
        assertThat(TimeLimits.due(TimeLimits.LATEST.plusNanos(1))).isEmpty();
        assertThat(TimeLimits.due(Instant.MAX)).isEmpty();
    }
}
