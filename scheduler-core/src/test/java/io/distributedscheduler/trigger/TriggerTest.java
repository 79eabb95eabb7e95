package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a trigger of a user's own has without writing it. */
class TriggerTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    /** Due at every power of two of seconds. */
    private record Doubling() implements Trigger {

        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(Instant.ofEpochSecond(Long.highestOneBit(after.getEpochSecond()) * 2));
        }
    }

    @Test
    void firstIsTheNextAtOrAfterNow() {
        Trigger trigger = new Doubling();

        assertThat(trigger.first(Instant.ofEpochSecond(64))).contains(Instant.ofEpochSecond(64));
        assertThat(trigger.first(Instant.ofEpochSecond(64, 1))).contains(Instant.ofEpochSecond(128));
    }

    @Test
    void repeatsFromThePlannedInstantAndNeedsNoAnchor() {
        Trigger trigger = new Doubling();

        assertThat(trigger.repeats()).isTrue();
        assertThat(trigger.basis()).isEqualTo(Basis.PLANNED);
        assertThat(trigger.anchoredAt(NOON)).isSameAs(trigger);
    }

    @Test
    void canBeBounded() {
        Trigger trigger = new BoundedTrigger(new Doubling(), Instant.ofEpochSecond(10), Instant.ofEpochSecond(64), 9);

        assertThat(trigger.first(Instant.EPOCH)).contains(Instant.ofEpochSecond(16));
        assertThat(trigger.next(Instant.ofEpochSecond(32))).isEmpty();
    }
}
