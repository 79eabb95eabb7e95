package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EveryTriggerTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofMillis(333);

    @Test
    void isDueAtTheAnchorAndEachWholeNumberOfIntervalsAfterIt() {
        EveryTrigger trigger = new EveryTrigger(INTERVAL, NOON);
        long anchor = NOON.toEpochMilli();
        Instant last = Instant.EPOCH;
        for (long n = 0; n < 1_000_000; n++) {
            last = trigger.next(last).orElseThrow();
            if (last.toEpochMilli() != anchor + n * 333) {
                assertThat(last).as("tick %s", n).isEqualTo(NOON.plusMillis(n * 333));
            }
        }
    }

    @Test
    void countsFromTheAnchorWhereverItIsAsked() {
        EveryTrigger trigger = new EveryTrigger(INTERVAL, NOON);
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            Instant after = NOON.plusNanos(random.nextLong(4_000_000_000_000_000_000L));

            Instant next = trigger.next(after).orElseThrow();

            assertThat(next).isAfter(after).isBeforeOrEqualTo(after.plus(INTERVAL));
            assertThat((next.toEpochMilli() - NOON.toEpochMilli()) % 333).isZero();
        }
    }

    @Test
    void isStrictlyAfter() {
        EveryTrigger trigger = new EveryTrigger(Duration.ofMinutes(5), NOON);

        assertThat(trigger.next(NOON.minusNanos(1))).contains(NOON);
        assertThat(trigger.next(NOON)).contains(NOON.plusSeconds(300));
        assertThat(trigger.next(NOON.plusNanos(1))).contains(NOON.plusSeconds(300));
        assertThat(trigger.next(NOON.plusSeconds(300).minusNanos(1))).contains(NOON.plusSeconds(300));
        assertThat(trigger.first(NOON)).contains(NOON);
        assertThat(trigger.first(NOON.plusNanos(1))).contains(NOON.plusSeconds(300));
        assertThat(trigger.first(NOON.minusSeconds(1))).contains(NOON);
    }

    @Test
    void holdsAtTheExtremes() {
        EveryTrigger shortest = new EveryTrigger(TimeLimits.SHORTEST_INTERVAL, TimeLimits.EARLIEST);
        EveryTrigger longest = new EveryTrigger(TimeLimits.LONGEST, TimeLimits.LATEST);

        assertThat(shortest.next(Instant.MIN)).contains(TimeLimits.EARLIEST);
        assertThat(shortest.next(TimeLimits.LATEST.minusMillis(100)))
                .contains(Instant.parse("9999-12-31T23:59:59.900Z"));
        assertThat(shortest.next(TimeLimits.LATEST)).isEmpty();
        assertThat(shortest.next(Instant.MAX)).isEmpty();
        assertThat(longest.next(Instant.EPOCH)).contains(TimeLimits.LATEST);
        assertThat(longest.next(TimeLimits.LATEST)).isEmpty();
    }

    @Test
    void needsAnAnchorToKnowWhatIsNext() {
        EveryTrigger trigger = new EveryTrigger(Duration.ofMinutes(5));

        assertThatIllegalStateException()
                .isThrownBy(() -> trigger.next(NOON))
                .withMessageContaining("every PT5M has no anchor yet")
                .withMessageContaining("call anchoredAt(now) first");
        assertThat(trigger.first(NOON)).contains(NOON);
    }

    @Test
    void takesTheMomentOfSchedulingAsAnchorOnce() {
        EveryTrigger anchored = new EveryTrigger(Duration.ofMinutes(5)).anchoredAt(NOON);

        assertThat(anchored).isEqualTo(new EveryTrigger(Duration.ofMinutes(5), NOON));
        assertThat(anchored.anchoredAt(NOON.plusSeconds(7))).isSameAs(anchored);
        assertThat(anchored.first(NOON)).contains(NOON);
    }

    @Test
    void isDueAtOnceWhenScheduledWithinAMillisecond() {
        Instant now = NOON.plusNanos(1);
        EveryTrigger anchored = new EveryTrigger(Duration.ofMinutes(5)).anchoredAt(now);

        assertThat(anchored.first(now)).contains(NOON.plusMillis(1));
    }

    @Test
    void cutsWhatIsFinerThanAMillisecond() {
        assertThat(new EveryTrigger(Duration.ofNanos(333_333_333), NOON.plusNanos(999_999)))
                .isEqualTo(new EveryTrigger(INTERVAL, NOON));
    }

    @Test
    void isPlannedAndRepeats() {
        EveryTrigger trigger = new EveryTrigger(INTERVAL);

        assertThat(trigger.basis()).isEqualTo(Basis.PLANNED);
        assertThat(trigger.repeats()).isTrue();
    }

    @Test
    void refusesIntervalsOutsideTheLimits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EveryTrigger(Duration.ofNanos(99_999_999)))
                .withMessage("interval must be at least 100 ms, was PT0.099999999S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EveryTrigger(Duration.ZERO))
                .withMessage("interval must be at least 100 ms, was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EveryTrigger(Duration.ofSeconds(-1)))
                .withMessage("interval must be at least 100 ms, was PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EveryTrigger(TimeLimits.LONGEST.plusNanos(1)))
                .withMessage("interval must be at most 36525 days, was PT876600H0.000000001S");
        assertThat(new EveryTrigger(Duration.ofMillis(100)).interval()).hasMillis(100);
    }

    @Test
    void refusesAnchorsOutsideTheLimits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EveryTrigger(INTERVAL, Instant.parse("1969-12-31T23:59:59.999Z")))
                .withMessage("anchor must be from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z,"
                        + " was 1969-12-31T23:59:59.999Z");
    }
}
