package io.distributedscheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.RunError;
import io.distributedscheduler.job.UnreadableDataException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class DetailCodecTest {

    private final DetailCodec codec = new DetailCodec(DataCodec.defaults());

    @Nested
    class Results {

        @Test
        void standBehindAnR() {
            assertThat(codec.result("{\"total\":1.00}")).isEqualTo("r{\"total\":1.00}");
            assertThat(codec.readResult("r{\"total\":1.00}").map(Encoded::json)).contains("{\"total\":1.00}");
            assertThat(codec.readError("r{}")).isEmpty();
        }

        @Test
        void areEmptyForNone() {
            assertThat(codec.result("")).isEmpty();
            assertThat(codec.readResult("")).isEmpty();
            assertThat(codec.readError("")).isEmpty();
        }

        @Test
        void areReadOnlyWhenTheyAreAskedFor() {
            Encoded damaged = codec.readResult("r{").orElseThrow();

            assertThat(damaged.json()).isEqualTo("{");
            assertThatExceptionOfType(UnreadableDataException.class).isThrownBy(() -> damaged.as(Object.class));
        }
    }

    @Nested
    class Stops {

        @Test
        void standBehindAnSAsPlainText() {
            assertThat(codec.readError("sno longer needed")).contains(new RunError("stopped", "no longer needed", ""));
            assertThat(codec.readError("s")).contains(new RunError("stopped", "", ""));
            assertThat(codec.readResult("sno longer needed")).isEmpty();
        }
    }

    @Nested
    class Errors {

        @Test
        void standBehindAnEAsJson() {
            RunError error = new RunError("timeout", "took longer than 5 s", "at \"a\"\n\tat b");

            assertThat(codec.error(error))
                    .isEqualTo("e{\"type\":\"timeout\",\"message\":\"took longer than 5 s\","
                            + "\"stack\":\"at \\\"a\\\"\\n\\tat b\"}");
            assertThat(codec.readError(codec.error(error))).contains(error);
            assertThat(codec.readResult(codec.error(error))).isEmpty();
        }

        @Test
        void areThoseOfTheException() {
            RunError error = read(new IllegalStateException("no stock"));

            assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(error.message()).isEqualTo("no stock");
            assertThat(error.stack())
                    .startsWith("java.lang.IllegalStateException: no stock\n\tat " + DetailCodecTest.class.getName())
                    .doesNotContain("\r");
        }

        @Test
        void mayHaveNoMessage() {
            RunError error = read(new IllegalStateException());

            assertThat(error.message()).isEmpty();
            assertThat(error.stack()).startsWith("java.lang.IllegalStateException\n\tat ");
        }

        @Test
        void nameTheCauses() {
            RunError error = read(new RuntimeException("outer", new IllegalStateException("inner", new Error("root"))));

            assertThat(error.stack().lines().filter(line -> !line.startsWith("\t")))
                    .containsExactly(
                            "java.lang.RuntimeException: outer",
                            "Caused by: java.lang.IllegalStateException: inner",
                            "Caused by: java.lang.Error: root");
        }

        @Test
        void tellEachCausesOwnFramesOnly() {
            RunError error = read(deep(0, 200));

            assertThat(error.stack().lines().filter(line -> line.startsWith("Caused by: ")))
                    .hasSize(1);
            assertThat(error.stack()).contains("Caused by: java.lang.IllegalStateException: root");
            assertThat(error.stack().lines()).hasSizeLessThan(60);
        }

        private static RuntimeException deep(int depth, int most) {
            return depth < most
                    ? deep(depth + 1, most)
                    : new RuntimeException("outer", new IllegalStateException("root"));
        }

        @Test
        void endWhereCausesGoInCircles() {
            RuntimeException one = new RuntimeException("one");
            RuntimeException two = new RuntimeException("two", one);
            one.initCause(two);

            assertThat(read(one).stack().lines().filter(line -> !line.startsWith("\t")))
                    .containsExactly("java.lang.RuntimeException: one", "Caused by: java.lang.RuntimeException: two");
        }

        @Test
        void endAfterTenCauses() {
            RuntimeException thrown = new RuntimeException("0");
            for (int i = 1; i < 10_000; i++) {
                thrown = new RuntimeException("" + i, thrown);
                thrown.setStackTrace(new StackTraceElement[0]);
            }

            assertThat(read(thrown).stack().lines()).hasSize(10);
        }

        @ParameterizedTest
        @MethodSource("hostile")
        void areRecordedWhateverTheExceptionDoes(Throwable hostile) {
            RunError error = read(hostile);

            assertThat(error.type()).isEqualTo(hostile.getClass().getName());
            assertThat(error.stack()).startsWith(error.type());
        }

        static Stream<Throwable> hostile() {
            return Stream.of(
                    new RuntimeException() {
                        @Override
                        public String getMessage() {
                            throw new IllegalStateException("not even that");
                        }
                    },
                    new RuntimeException() {
                        @Override
                        public String getMessage() {
                            return getMessage();
                        }
                    },
                    new RuntimeException() {
                        @Override
                        public synchronized Throwable getCause() {
                            throw new NoClassDefFoundError("com/acme/Gone");
                        }
                    },
                    new RuntimeException() {
                        @Override
                        public synchronized Throwable getCause() {
                            return this;
                        }
                    },
                    new RuntimeException() {
                        @Override
                        public StackTraceElement[] getStackTrace() {
                            return null;
                        }
                    },
                    new RuntimeException() {
                        @Override
                        public StackTraceElement[] getStackTrace() {
                            return new StackTraceElement[] {null, null};
                        }
                    },
                    new RuntimeException() {
                        @Override
                        public String toString() {
                            throw new IllegalStateException();
                        }

                        @Override
                        public boolean equals(Object other) {
                            throw new IllegalStateException();
                        }

                        @Override
                        public int hashCode() {
                            throw new IllegalStateException();
                        }
                    },
                    new StackOverflowError(),
                    new OutOfMemoryError());
        }

        private RunError read(Throwable thrown) {
            return codec.readError(codec.error(thrown)).orElseThrow();
        }
    }

    @Nested
    class TheLimit {

        @ParameterizedTest
        @ValueSource(
                strings = {"x", "é", "€", "😀", "\"", "\\", "\n", "\t", "\u0000", "\u001f", "\u007f", "\u2028", "/"})
        void countsBytesAsTheyAreStored(String character) {
            for (int limit : new int[] {256, 257, 258, 259, 260, 261, 1_000, 8_192}) {
                DetailCodec small = limitedTo(limit);
                String text = character.repeat(10_000);

                for (RunError error : new RunError[] {
                    new RunError(text, text, text),
                    new RunError("a.B", text, text),
                    new RunError("a.B", text, ""),
                    new RunError("a.B", "", text),
                    new RunError(text, "", "")
                }) {
                    String detail = small.error(error);

                    assertThat(bytes(detail)).isLessThanOrEqualTo(limit);
                    RunError read = small.readError(detail).orElseThrow();
                    assertCutFrom(error.type(), read.type());
                    assertCutFrom(error.message(), read.message());
                    assertCutFrom(error.stack(), read.stack());
                    if (error.type().length() < 10) {
                        assertThat(bytes(detail)).as("little is wasted").isGreaterThan(limit - 12);
                    }
                }
            }
        }

        private static void assertCutFrom(String whole, String cut) {
            if (!cut.equals(whole)) {
                assertThat(cut).endsWith("...");
                assertThat(whole).startsWith(cut.substring(0, cut.length() - 3));
            }
        }

        @Test
        void isReachedExactly() {
            DetailCodec small = limitedTo(256);
            int room = 256 - "e{\"type\":\"\",\"message\":\"\",\"stack\":\"\"}".length() - "a.B".length();

            String fits = small.error(new RunError("a.B", "x".repeat(room), ""));
            String cut = small.error(new RunError("a.B", "x".repeat(room + 1), ""));

            assertThat(fits).hasSize(256).doesNotContain("...");
            assertThat(cut).hasSize(256).contains("x...\"");
        }

        @Test
        void leavesThreeQuartersToAStackThatNeedsThem() {
            RunError error = limitedTo(1_000)
                    .readError(limitedTo(1_000).error(new RunError("a.B", "m".repeat(5_000), "s".repeat(5_000))))
                    .orElseThrow();

            assertThat(error.message().length()).isBetween(230, 250);
            assertThat(error.stack().length()).isBetween(710, 730);
        }

        @Test
        void leavesRoomForTheCodeThatFailedHoweverLongTheMessage() {
            RuntimeException thrown = new RuntimeException("x".repeat(100_000), new Error("y".repeat(100_000)));

            String stack = codec.readError(codec.error(thrown)).orElseThrow().stack();

            assertThat(stack)
                    .contains("\tat " + DetailCodecTest.class.getName())
                    .contains("Caused by: java.lang.Error: y");
        }

        @Test
        void holdsForAnyText() {
            Random random = new Random(42);
            for (int i = 0; i < 300; i++) {
                int limit = 256 + random.nextInt(1_000);
                DetailCodec small = limitedTo(limit);

                String detail = small.error(new RunError(text(random), text(random), text(random)));

                assertThat(bytes(detail)).isLessThanOrEqualTo(limit);
                assertThat(small.readError(detail).orElseThrow().type()).isNotEqualTo("unreadable");
                assertThat(new String(detail.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .isEqualTo(detail);
            }
        }

        private static String text(Random random) {
            String odd = "\"\\/\b\f\n\r\t\0\u001f\u007f\u0080é€\u2028\ud83d\ude00\uffff";
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(700); length > 0; length--) {
                text.append(random.nextBoolean() ? 'x' : odd.charAt(random.nextInt(odd.length())));
            }
            return text.toString();
        }

        @Test
        void replacesHalfCharacters() {
            assertThat(codec.readError(codec.error(new RunError("a.B", "x\ud83dy", "\ude00"))))
                    .contains(new RunError("a.B", "x\ufffdy", "\ufffd"));
        }

        private static int bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }

        private static DetailCodec limitedTo(int bytes) {
            return new DetailCodec(new DataCodec(JsonMapper.builder().build(), new DataLimits(256, 256, bytes)));
        }
    }

    @Nested
    class Damaged {

        @ParameterizedTest
        @ValueSource(strings = {"e", "e{", "e[]", "enull", "e\"text\"", "e42", "eunlucky", "e{}{}"})
        void errorsSaySo(String detail) {
            assertThat(codec.readError(detail))
                    .contains(new RunError("unreadable", "The error record cannot be read", ""));
        }

        @Test
        void errorsLackWhatIsMissing() {
            assertThat(codec.readError("e{}")).contains(new RunError("", "", ""));
            assertThat(codec.readError("e{\"type\":\"a.B\",\"message\":null,\"stack\":{},\"new\":1}"))
                    .contains(new RunError("a.B", "", ""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"x{}", " r{}", "R{}", "{}", "\0"})
        void detailsOfAnUnknownKindSayNothing(String detail) {
            assertThat(codec.readResult(detail)).isEmpty();
            assertThat(codec.readError(detail)).isEmpty();
        }
    }
}
