package io.distributedscheduler.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitTest {

    @Test
    void isOfRunsAtOnceOfStartsInAWindowOrOfBoth() {
        Limit both = Limit.atOnce(3).andRate(100, Duration.ofNanos(60_000_999_999L));

        assertThat(both).isEqualTo(new Limit(3, 100, Duration.ofMinutes(1)));
        assertThat(Limit.rate(5, Duration.ofSeconds(1))).isEqualTo(new Limit(0, 5, Duration.ofSeconds(1)));
        assertThat(Limit.atOnce(1).isNone()).isFalse();
        assertThat(Limit.NONE.isNone()).isTrue();
        assertThat(new Limit(0, 0, Duration.ofHours(1))).isEqualTo(Limit.NONE);
    }

    @Test
    void whatIsNotAllowedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.atOnce(0))
                .withMessage("runs at once must be from 1 to 1000000, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.atOnce(1_000_001))
                .withMessage("runs at once must be from 1 to 1000000, was 1000001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.rate(-1, Duration.ofSeconds(1)))
                .withMessage("starts must be from 1 to 1000000, was -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limit.rate(1, Duration.ofNanos(1)))
                .withMessage("window must be at least 1 ms");
    }
}
