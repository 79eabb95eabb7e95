package io.distributedscheduler.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MisfireTest {

    @Test
    void durationsAreCutToWholeMilliseconds() {
        assertThat(Misfire.skip(Duration.ofNanos(1_999_999))).isEqualTo(new Misfire.Skip(Duration.ofMillis(1)));
        assertThat(Misfire.catchUp(Duration.ofNanos(1_999_999))).isEqualTo(new Misfire.CatchUp(Duration.ofMillis(1)));
    }

    @Test
    void aMinuteIsTooLateUnlessSaidOtherwise() {
        assertThat(Misfire.skip()).isEqualTo(Misfire.skip(Duration.ofMinutes(1)));
    }

    @Test
    void durationsThatAreNotAllowedAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Misfire.skip(Duration.ofMillis(-1)))
                .withMessage("misfire threshold must not be negative, was PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Misfire.catchUp(Duration.ofDays(40_000)))
                .withMessageStartingWith("catch-up window must be at most");
    }
}
