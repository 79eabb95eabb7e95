package io.distributedscheduler.test.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distributedscheduler.event.HistoryEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {

    private static final HistoryEvent ONE = event(1, "caf\u00e9 \"1\"\n");
    private static final HistoryEvent TWO = event(2, "job");

    @TempDir
    private Path folder;

    @Test
    void givesBackWhatWasWritten() {
        Path file = folder.resolve("history");
        write(file, ONE, TWO);

        assertThat(HistoryFile.read(file)).containsExactly(ONE, TWO);
    }

    @Test
    void canBeReadWhileItIsWritten() {
        Path file = folder.resolve("history");
        try (HistoryFile history = HistoryFile.appendTo(file)) {
            history.record(ONE);

            assertThat(HistoryFile.read(file)).containsExactly(ONE);
        }
    }

    @Test
    void goesOnInAFileThatIsThere() {
        Path file = folder.resolve("history");
        write(file, ONE);
        write(file, TWO);

        assertThat(HistoryFile.read(file)).containsExactly(ONE, TWO);
    }

    @Test
    void losesNoMoreThanTheLineThatWasTorn() throws IOException {
        Path file = folder.resolve("history");
        write(file, TWO, ONE);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            List<HistoryEvent> read = HistoryFile.read(file);

            assertThat(read).isIn(List.of(), List.of(TWO));
        }
    }

    @Test
    void doesNotReadPastALineThatIsNoEvent() throws IOException {
        Path file = folder.resolve("history");
        write(file, ONE);
        Files.write(file, "{\"seq\":\n".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        write(file, TWO);

        assertThatThrownBy(() -> HistoryFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Line 2 of " + file);
    }

    @Test
    void doesNotMindFieldsAndFactsOfAnotherVersion() throws IOException {
        Path file = folder.resolve("history");
        Files.writeString(
                file, "{\"seq\":1,\"node\":\"a\",\"type\":\"new\",\"later\":{\"x\":[1]},\"facts\":{\"number\":3}}\n");

        assertThat(HistoryFile.read(file))
                .containsExactly(new HistoryEvent(1, "a", 0, 0, 0, "new", null, null, 0, 0, 0, 0, 0, null, null)
                        .with("number", "3"));
    }

    private static HistoryEvent event(long seq, String job) {
        return new HistoryEvent(seq, "a", 1, 2, 3, "ok", "store.claim", job, 4, 5, 6, 7, 8, "LOST", "c")
                .with("number", "1");
    }

    private static void write(Path file, HistoryEvent... events) {
        try (HistoryFile history = HistoryFile.appendTo(file)) {
            for (HistoryEvent event : events) {
                history.record(event);
            }
        }
    }
}
