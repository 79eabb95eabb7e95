package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnyOfTriggerTest {

    private static final Instant BEGIN = Instant.parse("2026-03-02T08:00:00Z");
    private static final Trigger TWENTY = new EveryTrigger(Duration.ofMinutes(20));
    private static final Trigger HALF = new CronTrigger("0 0/30 * * * *", ZoneOffset.UTC);

    @Test
    void isDueWheneverOneIsAndOnceWhereBothAre() {
        assertThat(new AnyOfTrigger(List.of(TWENTY, HALF)).fireTimes(BEGIN, 6))
                .containsExactly(minute(0), minute(20), minute(30), minute(40), minute(60), minute(80));
    }

    @Test
    void goesOnWithTheOtherWhenOneHasNoneLeft() {
        Trigger ending = new BoundedTrigger(TWENTY, BEGIN, minute(30), BoundedTrigger.UNLIMITED);

        assertThat(new AnyOfTrigger(List.of(ending, HALF)).fireTimes(BEGIN, 4))
                .containsExactly(minute(0), minute(20), minute(30), minute(60));
    }

    @Test
    void ofSeveralIsOneOfAll() {
        Trigger two = new AnyOfTrigger(List.of(TWENTY, HALF));

        assertThat(new AnyOfTrigger(List.of(two, TWENTY)).triggers()).containsExactly(TWENTY, HALF, TWENTY);
    }

    @Test
    void refusesWhatHasNoClock() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AnyOfTrigger(List.of(HALF, new KeywordTrigger("order"))))
                .withMessageContaining("repeat by a clock");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AnyOfTrigger(List.of(HALF, new FixedDelayTrigger(Duration.ofSeconds(1)))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AnyOfTrigger(List.of(HALF, new BoundedTrigger(TWENTY, null, null, 3))))
                .withMessageContaining("bound the job instead");
        assertThatIllegalArgumentException().isThrownBy(() -> new AnyOfTrigger(List.of(HALF)));
        assertThatIllegalArgumentException().isThrownBy(() -> new AnyOfTrigger(Collections.nCopies(21, HALF)));
    }

    private static Instant minute(int minute) {
        return BEGIN.plus(Duration.ofMinutes(minute));
    }
}
