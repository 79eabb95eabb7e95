package io.distributedscheduler.trigger;

import static io.distributedscheduler.trigger.BoundedTrigger.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedTriggerTest {

    private static final Instant MONDAY = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant FRIDAY = Instant.parse("2026-06-05T08:00:00Z");
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final EveryTrigger EVERY = new EveryTrigger(FIVE_MINUTES);
    private static final CronTrigger HOURLY = new CronTrigger("@hourly", ZoneOffset.UTC);

    @Test
    void startsAtItsStart() {
        BoundedTrigger trigger = new BoundedTrigger(HOURLY, MONDAY, null, UNLIMITED);

        assertThat(trigger.first(Instant.EPOCH)).contains(MONDAY);
        assertThat(trigger.next(Instant.EPOCH)).contains(MONDAY);
        assertThat(trigger.next(MONDAY.minusNanos(1))).contains(MONDAY);
        assertThat(trigger.next(MONDAY)).contains(MONDAY.plusSeconds(3_600));
        assertThat(trigger.first(MONDAY)).contains(MONDAY);
        assertThat(trigger.first(MONDAY.plusSeconds(1))).contains(MONDAY.plusSeconds(3_600));
    }

    @Test
    void endsBeforeItsFinish() {
        BoundedTrigger trigger = new BoundedTrigger(HOURLY, null, MONDAY, UNLIMITED);

        assertThat(trigger.next(MONDAY.minusSeconds(7_200))).contains(MONDAY.minusSeconds(3_600));
        assertThat(trigger.next(MONDAY.minusSeconds(3_600))).isEmpty();
        assertThat(trigger.next(MONDAY)).isEmpty();
        assertThat(trigger.first(MONDAY)).isEmpty();
        assertThat(trigger.first(MONDAY.minusSeconds(3_600))).contains(MONDAY.minusSeconds(3_600));
    }

    @Test
    void hasNothingDueWhenNothingFallsBetween() {
        BoundedTrigger trigger =
                new BoundedTrigger(HOURLY, MONDAY.plusSeconds(1), MONDAY.plusSeconds(3_600), UNLIMITED);

        assertThat(trigger.first(Instant.EPOCH)).isEmpty();
        assertThat(trigger.next(Instant.EPOCH)).isEmpty();
    }

    @Test
    void anchorsAtItsStart() {
        BoundedTrigger trigger = new BoundedTrigger(EVERY, MONDAY, FRIDAY, UNLIMITED);

        assertThat(trigger.trigger()).isEqualTo(new EveryTrigger(FIVE_MINUTES, MONDAY));
        assertThat(trigger.first(MONDAY.minusSeconds(1))).contains(MONDAY);
        assertThat(trigger.first(MONDAY.plusSeconds(1))).contains(MONDAY.plus(FIVE_MINUTES));
        assertThat(trigger.anchoredAt(MONDAY.plusSeconds(1))).isEqualTo(trigger);
        assertThat(trigger.next(FRIDAY.minus(FIVE_MINUTES))).isEmpty();
    }

    @Test
    void keepsAnAnchorOfItsOwn() {
        EveryTrigger anchored = new EveryTrigger(FIVE_MINUTES, MONDAY.minusSeconds(60));
        BoundedTrigger trigger = new BoundedTrigger(anchored, MONDAY, null, UNLIMITED);

        assertThat(trigger.first(Instant.EPOCH)).contains(MONDAY.plusSeconds(240));
    }

    @Test
    void isAnchoredAtTheMomentOfSchedulingWithoutAStart() {
        BoundedTrigger trigger = new BoundedTrigger(EVERY, null, FRIDAY, 10);

        assertThatIllegalStateException().isThrownBy(() -> trigger.next(MONDAY));
        assertThat(trigger.anchoredAt(MONDAY))
                .isEqualTo(new BoundedTrigger(new EveryTrigger(FIVE_MINUTES, MONDAY), null, FRIDAY, 10));
    }

    @Test
    void keepsTheBasisOfAFixedDelay() {
        BoundedTrigger trigger = new BoundedTrigger(new FixedDelayTrigger(FIVE_MINUTES), MONDAY, FRIDAY, 3);

        assertThat(trigger.basis()).isEqualTo(Basis.ENDED);
        assertThat(trigger.repeats()).isTrue();
        assertThat(trigger.first(Instant.EPOCH)).contains(MONDAY);
        assertThat(trigger.first(MONDAY.plusSeconds(1))).contains(MONDAY.plusSeconds(1));
        assertThat(trigger.next(MONDAY.plusSeconds(7))).contains(MONDAY.plusSeconds(307));
        assertThat(trigger.next(FRIDAY.minusSeconds(1))).isEmpty();
        assertThat(trigger.maxRuns()).isEqualTo(3);
    }

    @Test
    void keepsToBothWhenBoundedTwice() {
        BoundedTrigger inner = new BoundedTrigger(HOURLY, MONDAY, null, 5);
        Instant later = MONDAY.plusSeconds(7_200);

        assertThat(new BoundedTrigger(inner, later, FRIDAY, UNLIMITED))
                .isEqualTo(new BoundedTrigger(HOURLY, later, FRIDAY, 5));
        assertThat(new BoundedTrigger(inner, Instant.EPOCH, null, 2))
                .isEqualTo(new BoundedTrigger(HOURLY, MONDAY, null, 2));
        assertThat(new BoundedTrigger(new BoundedTrigger(HOURLY, null, FRIDAY, UNLIMITED), null, MONDAY, UNLIMITED))
                .isEqualTo(new BoundedTrigger(HOURLY, null, MONDAY, UNLIMITED));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundedTrigger(inner, null, MONDAY, UNLIMITED))
                .withMessage("finish must be after start, was 2026-06-01T08:00:00Z, start 2026-06-01T08:00:00Z");
    }

    @Test
    void cutsWhatIsFinerThanAMillisecond() {
        assertThat(new BoundedTrigger(HOURLY, MONDAY.plusNanos(1), FRIDAY.plusNanos(1), UNLIMITED))
                .isEqualTo(new BoundedTrigger(HOURLY, MONDAY, FRIDAY, UNLIMITED));
    }

    @Test
    void refusesWhatDoesNotRepeat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundedTrigger(OnceTrigger.now(), MONDAY, null, UNLIMITED))
                .withMessage(
                        "only a repeating trigger can have a start, a finish or a number of runs, and this one does"
                                + " not repeat: once in PT0S; to run once at a later time, schedule at that instant");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundedTrigger(new KeywordTrigger("kw"), null, null, 1))
                .withMessageContaining("does not repeat: KeywordTrigger[keyword=kw]");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void refusesNoRuns(long maxRuns) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundedTrigger(EVERY, null, null, maxRuns))
                .withMessage("maxRuns must be at least 1, was " + maxRuns);
    }

    @Test
    void refusesNoBound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundedTrigger(HOURLY, null, null, UNLIMITED))
                .withMessage("a bounded trigger needs a start, a finish or a number of runs;"
                        + " use cron \"@hourly\" in Z as it is");
    }

    @Test
    void refusesInstantsOutsideTheLimits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundedTrigger(EVERY, Instant.MIN, null, 1))
                .withMessageStartingWith("start must be from");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundedTrigger(EVERY, null, Instant.MAX, 1))
                .withMessageStartingWith("finish must be from");
    }
}
