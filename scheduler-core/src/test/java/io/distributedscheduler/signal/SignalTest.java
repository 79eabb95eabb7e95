package io.distributedscheduler.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {

    @Nested
    class Texts {

        @Test
        void areTheSameInEveryVersion() {
            assertThat(new Signal.Head("welcome-mail", Instant.ofEpochMilli(1_790_000_000_001L)).text())
                    .isEqualTo("head|welcome-mail|1790000000001");
            assertThat(new Signal.Head("report~weekly", Instant.EPOCH).text()).isEqualTo("head|report~weekly|0");
            assertThat(new Signal.Mark("node-a#7f").text()).isEqualTo("mark|node-a#7f");
            assertThat(new Signal.Ended(new JobId("{acme}a|b")).text()).isEqualTo("ended|{acme}a|b");
            assertThat(new Signal.Fired("order-placed").text()).isEqualTo("fired|order-placed");
        }

        static Stream<Signal> signals() {
            return Stream.of(
                    new Signal.Head("a", Instant.EPOCH),
                    new Signal.Head("a", Instant.ofEpochMilli(-1)),
                    new Signal.Head("a", Instant.ofEpochMilli(Long.MAX_VALUE)),
                    new Signal.Head("a~own", Instant.parse("2026-03-01T12:00:00.001Z")),
                    new Signal.Head("a|b|5", Instant.parse("9999-12-31T23:59:59.999Z")),
                    new Signal.Head("|", Instant.EPOCH),
                    new Signal.Head("head|a|1", Instant.EPOCH),
                    new Signal.Mark("node-a#1"),
                    new Signal.Mark("a|b#c"),
                    new Signal.Ended(new JobId("sync")),
                    new Signal.Ended(new JobId("|")),
                    new Signal.Ended(new JobId("ended|a|b")),
                    new Signal.Ended(new JobId("{acme}größe 😀#1:2")),
                    new Signal.Ended(new JobId(" a ")),
                    new Signal.Ended(new JobId("x".repeat(256))),
                    new Signal.Fired("order.placed_2"));
        }

        @ParameterizedTest
        @MethodSource("signals")
        void areReadAsWhatTheyWere(Signal signal) {
            assertThat(Signal.parse(signal.text())).contains(signal);
        }
    }

    @Nested
    class Garbage {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "|",
                    "||",
                    "|a",
                    "head",
                    "head|",
                    "head||",
                    "head|a",
                    "head|a|",
                    "head||5",
                    "head|a|x",
                    "head|a|5 ",
                    "head|a|5.0",
                    "head|a|99999999999999999999",
                    "head|a|5|now",
                    "mark",
                    "mark|",
                    "ended",
                    "ended|",
                    "ended| ",
                    "ended|{}",
                    "ended|a\n",
                    "fired",
                    "fired|",
                    "HEAD|a|5",
                    " head|a|5",
                    "paused|a"
                })
        void isIgnored(String text) {
            assertThat(Signal.parse(text)).isEmpty();
        }

        @Test
        void isIgnoredHoweverLong() {
            String megabyte = "x".repeat(1 << 20);

            assertThat(Signal.parse(megabyte)).isEmpty();
            assertThat(Signal.parse(megabyte + "|" + megabyte)).isEmpty();
            assertThat(Signal.parse("ended|" + megabyte)).isEmpty();
            assertThat(Signal.parse("head|a|" + megabyte)).isEmpty();
        }

        @Test
        void neverThrows() {
            Random random = new Random(42);
            List<String> parts =
                    List.of("head", "mark", "ended", "fired", "|", "a", "{", "5", "\0", "\ud83d", "é", "-");
            for (int i = 0; i < 50_000; i++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(8); length >= 0; length--) {
                    text.append(parts.get(random.nextInt(parts.size())));
                }
                Signal.parse(text.toString())
                        .ifPresent(signal ->
                                assertThat(Signal.parse(signal.text())).contains(signal));
            }
        }
    }
}
