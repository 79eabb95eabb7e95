package io.distributedscheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeywordTriggerTest {

    @Test
    void isNeverDueByTime() {
        KeywordTrigger trigger = new KeywordTrigger("order-placed");

        assertThat(trigger.next(Instant.EPOCH)).isEmpty();
        assertThat(trigger.first(Instant.EPOCH)).isEmpty();
        assertThat(trigger.repeats()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "order.placed_v2-EU", "."})
    void acceptsKeywords(String keyword) {
        assertThat(new KeywordTrigger(keyword).keyword()).isEqualTo(keyword);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:b", "{a}", "ä", "a\n", "a/b"})
    void refusesOtherCharacters(String keyword) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeywordTrigger(keyword))
                .withMessage("keyword must consist of letters A-Z a-z, digits, '.', '_' and '-', was \"%s\"", keyword);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(new KeywordTrigger("a".repeat(256)).keyword()).hasSize(256);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeywordTrigger("a".repeat(257)))
                .withMessageStartingWith("keyword must have at most 256 characters, had 257: \"aaa");
    }
}
