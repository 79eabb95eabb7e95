package io.distributedscheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.trigger.KeywordTrigger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "welcome-mail", "Order_42.v2", ".", "-", "_", "0"})
    void answersWhatIsAllowed(String name) {
        assertThat(Names.check("node name", name)).isEqualTo(name);
        assertThat(Names.executor(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", " a", "a ", "a b", "a:b", "a/b", "a|b", "a~b", "a@b", "a#b", "{a}", "a*", "größe", "日本", "😀",
                "\u0430", "\u0661"
            })
    void refusesAllElseByItsValueAndTheRule(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.check("node name", name))
                .withMessage(
                        "The node name '" + name + "' is not allowed: 1 to 256 characters out of A-Z a-z 0-9 . _ -");
    }

    @Test
    void refusesLineEndsAlsoTheLast() {
        assertRefused("a\n", "a\\u000A");
        assertRefused("a\r\nb", "a\\u000D\\u000Ab");
        assertRefused("\0", "\\u0000");
        assertRefused("a\u2028", "a\\u2028");
        assertRefused("a\ud83d", "a\\uD83D");
    }

    @Test
    void allows256Characters() {
        assertThat(Names.executor("x".repeat(256))).hasSize(256);
        assertRefused("x".repeat(257), "x".repeat(64) + "...");
        assertRefused("x".repeat(63) + "😀" + "x".repeat(300), "x".repeat(63) + "...");
        assertRefused("x".repeat(5_000_000), "x".repeat(64) + "...");
    }

    @Test
    void areTheSameForKeywordsOfTriggers() {
        for (char c = 0; c < 0x3000; c++) {
            String name = "a" + c;
            assertThat(isAllowed(() -> new KeywordTrigger(name)))
                    .as("U+%04X", (int) c)
                    .isEqualTo(isAllowed(() -> Names.check("keyword", name)));
        }
        String longest = "x".repeat(Names.MAX_LENGTH);
        assertThat(new KeywordTrigger(longest).keyword()).isEqualTo(longest);
        assertThat(isAllowed(() -> new KeywordTrigger(longest + "x"))).isFalse();
    }

    @Test
    void idsOfEventsAreOneLine() {
        for (String id : List.of("order-42", " a|b:c/d{e}", "日本語 😀", "x".repeat(256), "é".repeat(128))) {
            assertThat(Names.event(id)).isEqualTo(id);
        }
        assertRefusedAsEvent("", "must not be blank; leave it out");
        assertRefusedAsEvent("\u200b ", "must not be blank");
        assertRefusedAsEvent("a\nb", "must not hold control characters; this one has U+000A at index 1");
        assertRefusedAsEvent("a\ud83d", "must be valid Unicode");
        assertRefusedAsEvent("x".repeat(257), "has at most 256 bytes of UTF-8; this one has 257");
        assertRefusedAsEvent("é".repeat(129), "this one has 258");
        assertRefusedAsEvent("\u001b".repeat(5_000_000), "starts with '\\u001B");
    }

    private static void assertRefusedAsEvent(String id, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.event(id))
                .withMessageStartingWith("The id of an event ")
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void notesAreOneLineOrNothing() {
        for (String note : List.of("", "maintenance until 8", "größe 😀", "x".repeat(1_024))) {
            assertThat(Names.note("The reason", note)).isEqualTo(note);
        }
        for (String note : List.of("two\nlines", "\u001b[31m", "\u2028", "\udead", "x".repeat(1_025))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Names.note("The reason", note))
                    .withMessageStartingWith("The reason ")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b", "\n", "\u2028"));
        }
    }

    private static boolean isAllowed(Runnable check) {
        try {
            check.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void assertRefused(String name, String shown) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.executor(name))
                .withMessage(
                        "The executor id '" + shown + "' is not allowed: 1 to 256 characters out of A-Z a-z 0-9 . _ -");
    }
}
