package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** The wall clock of a process, for the process itself, by libfaketime: off by as much as a file says. */
record FakeClock(Path file) {

    /** One that is off by so much from the start. */
    static FakeClock offBy(Duration offset, Path file) {
        FakeClock clock = new FakeClock(file);
        clock.step(offset);
        return clock;
    }

    /** Off by so much within a second. */
    void step(Duration offset) {
        try {
            // At once, so that nobody reads half of it.
            Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text(offset));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Duration offset) {
        return (offset.isNegative() ? "" : "+") + offset.toSeconds() + "\n";
    }

    /** What to start a process with. Its monotonic clock stays that of the machine. */
    List<String> wrapper() {
        return List.of(
                "env",
                "LD_PRELOAD=" + library(),
                "FAKETIME_TIMESTAMP_FILE=" + file.toAbsolutePath(),
                "FAKETIME_CACHE_DURATION=1",
                "DONT_FAKE_MONOTONIC=1",
                // What is mended by that is not broken here, and would let every wait of the JVM return at once.
                "FAKETIME_FORCE_MONOTONIC_FIX=0");
    }

    /** Where the program of that name has it; it knows the machine. */
    private static String library() {
        try {
            Process asked = new ProcessBuilder("faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD").start();
            String library = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(library).as("library of the program faketime").contains("faketime");
            return library;
        } catch (IOException e) {
            throw new AssertionError("This test takes the program faketime (package faketime)", e);
        }
    }
}
