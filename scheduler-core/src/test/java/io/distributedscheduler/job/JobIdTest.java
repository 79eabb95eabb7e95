package io.distributedscheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {

    @Nested
    class Allowed {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a",
                    "sync-acme",
                    "Order 42",
                    " sync",
                    "sync ",
                    "a#1",
                    "a:b|c~d@2",
                    "\"quoted\" \\ 'too'",
                    "größe",
                    "日本語",
                    "😀",
                    "👩‍💻",
                    "e\u0301",
                    "{acme}sync",
                    "{acme}",
                    "{ }sync",
                    "{😀}sync"
                })
        void isWhatPeopleMayWrite(String value) {
            JobId id = new JobId(value);

            assertThat(id.value()).isEqualTo(value);
            assertThat(id).hasToString(value).isEqualTo(JobId.of(value)).hasSameHashCodeAs(JobId.of(value));
        }

        @Test
        void areUpTo256Bytes() {
            for (String id : List.of("x".repeat(256), "é".repeat(128), "€".repeat(85) + "x", "😀".repeat(64))) {
                assertThat(id.getBytes(StandardCharsets.UTF_8)).hasSize(256);
                assertThat(new JobId(id).value()).isEqualTo(id);
            }
        }

        @Test
        void areDifferentIfAnyCharacterIs() {
            assertThat(List.of("sync", "Sync", "sync ", " sync", "s\u0443nc", "s\u0435nc"))
                    .extracting(JobId::new)
                    .doesNotHaveDuplicates();
            assertThat(new JobId("\u00e9")).isNotEqualTo(new JobId("e\u0301"));
        }
    }

    @Nested
    class Refused {

        @Test
        void isTheEmptyOne() {
            assertRefused("", "A job id must not be empty; leave it out to have one generated");
        }

        @ParameterizedTest
        @ValueSource(strings = {" ", "   ", "\u00a0", "\u2003\u3000", "\u200b", "\ufeff", "\u00ad \u200d"})
        void isWhatNobodySees(String value) {
            assertRefused(value, "A job id must not be blank");
        }

        @ParameterizedTest
        @CsvSource({"0000, 0", "0009, 1", "000A, 2", "000D, 3", "001B, 4", "007F, 5", "0085, 6", "2028, 7", "2029, 8"})
        void areControlCharactersAndLineSeparators(String hex, int index) {
            String value = "x".repeat(index) + (char) Integer.parseInt(hex, 16) + "y";

            assertRefused(
                    value, "A job id must not hold control characters; this one has U+" + hex + " at index " + index);
        }

        @ParameterizedTest
        @CsvSource({"D83D, ''", "DE00, ''", "D83D, x", "DE00, x", "DBFF, {a}", "DFFF, 😀"})
        void isHalfASurrogatePair(String hex, String before) {
            String half = String.valueOf((char) Integer.parseInt(hex, 16));

            for (String after : List.of("", "y", "\ud83d".equals(half) ? half : "")) {
                assertRefused(
                        before + half + after,
                        "A job id must be valid Unicode; this one holds half a surrogate pair at index "
                                + before.length());
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{", "}", "{}", "{}a", "{a", "a}", "a{b}", "{a}{b}", "{a}b{c}", "{{a}b", "{{a}}b", "{a}}b",
                    "{a{b}c", "}a{", "{a}b}", " {a}b", "{}{a}"
                })
        void areBracesThatAreNotOneLeadingTag(String value) {
            assertRefused(
                    value,
                    "Braces in a job id are allowed only as one leading tag, as in \"{acme}sync\"; this one is \""
                            + value + "\"");
        }

        @Test
        void areMoreThan256Bytes() {
            assertTooLong("x".repeat(257), 257, "x".repeat(32));
            assertTooLong("é".repeat(129), 258, "é".repeat(32));
            assertTooLong("€".repeat(86), 258, "€".repeat(32));
            assertTooLong("😀".repeat(65), 260, "😀".repeat(16));
            assertTooLong("x".repeat(5_000_000), 5_000_000, "x".repeat(32));
        }

        @Test
        void areShownOnOneLineAndWithoutHalfCharacters() {
            assertTooLong("x".repeat(31) + "😀" + "x".repeat(256), 291, "x".repeat(31));
            assertTooLong("a\nb\u2028c\ud83dd" + "x".repeat(256), 266, "a\\u000Ab\\u2028c\\uD83Dd" + "x".repeat(25));
        }

        private void assertTooLong(String value, int bytes, String shown) {
            assertRefused(
                    value,
                    "A job id has at most 256 bytes of UTF-8; this one has " + bytes + " and starts with '" + shown
                            + "...'");
        }

        private void assertRefused(String value, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new JobId(value))
                    .withMessage(message);
        }

        @Test
        void isWhateverRefusesWithAMessage() {
            Random random = new Random(42);
            String odd = "a{}\0\n \u00a0\u2028\ud83d\ude00\u20ac\u00e9";
            for (int i = 0; i < 20_000; i++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(300); length > 0; length--) {
                    text.append(random.nextInt(3) == 0 ? odd.charAt(random.nextInt(odd.length())) : 'x');
                }
                String value = text.toString();
                try {
                    byte[] bytes = new JobId(value).value().getBytes(StandardCharsets.UTF_8);
                    assertThat(bytes).hasSizeBetween(1, 256);
                    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(value);
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageMatching("(?s)(A|Braces in a) job id .+");
                }
            }
        }
    }

    @Nested
    class Tags {

        @ParameterizedTest
        @CsvSource({"{acme}sync, acme", "{acme}, acme", "{ }x, ' '", "{a b}c, a b"})
        void decideThePartition(String id, String tag) {
            assertThat(new JobId(id).tag()).contains(tag);
            assertThat(new JobId(id).partitionKey()).isEqualTo(tag);
        }

        @Test
        void areMissingInMostIds() {
            assertThat(new JobId("sync").tag()).isEmpty();
            assertThat(new JobId("sync").partitionKey()).isEqualTo("sync");
        }
    }

    @Nested
    class Generated {

        @Test
        void areShortAndDifferent() {
            List<JobId> ids = Stream.generate(JobId::generate).limit(10_000).toList();

            assertThat(ids).doesNotHaveDuplicates();
            assertThat(ids).allSatisfy(id -> assertThat(id.value()).matches("[0-9a-hjkmnp-tv-z]{16}"));
        }

        @Test
        void useAllCharactersEverywhere() {
            List<JobId> ids = Stream.generate(JobId::generate).limit(10_000).toList();

            for (int i = 0; i < 16; i++) {
                int index = i;
                assertThat(ids.stream().map(id -> id.value().charAt(index)).distinct())
                        .hasSize(32);
            }
        }
    }

    @Test
    void sortsAsStringsDo() {
        assertThat(Stream.of("b", "B", "a", "{a}", "10", "9").map(JobId::new).sorted())
                .extracting(JobId::value)
                .containsExactly("10", "9", "B", "a", "b", "{a}");
    }
}
