package io.distributedscheduler.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a fault did, once.
 *
 * @param fault its name
 * @param takenOver after what time the last run of a node that died was entered elsewhere, in ms
 * @param claimsAgain after what time the last node claimed again, once all faults were over, in ms
 * @param runs that ended
 * @param duplicates entries of user code for a run that had been entered before
 * @param losses what was lost where that is permitted
 * @param stalled for how long the machine itself did nothing meanwhile, in ms
 * @param seconds that the test took
 */
record Figures(
        String fault,
        OptionalLong takenOver,
        OptionalLong claimsAgain,
        long runs,
        long duplicates,
        long losses,
        long stalled,
        long seconds) {

    private static final Map<String, List<Figures>> ALL = new LinkedHashMap<>();

    /** Adds them to the table of this JVM's tests, {@code faults.md}. */
    static synchronized void add(Figures figures) {
        ALL.computeIfAbsent(figures.fault, any -> new ArrayList<>()).add(figures);
        String table = ALL.values().stream().map(Figures::row).collect(Collectors.joining("\n", """
                        Medians, and the most where it differs. Times in milliseconds.

                        | fault | times | taken over after | claims again after | runs | duplicates | losses | stalled | seconds |
                        | --- | --- | --- | --- | --- | --- | --- | --- | --- |
                        """, "\n"));
        try {
            Files.writeString(FaultsFolder.figures(), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String row(List<Figures> times) {
        return List.of(
                        times.get(0).fault,
                        String.valueOf(times.size()),
                        median(times, Figures::takenOver),
                        median(times, Figures::claimsAgain),
                        median(times, figures -> OptionalLong.of(figures.runs)),
                        median(times, figures -> OptionalLong.of(figures.duplicates)),
                        median(times, figures -> OptionalLong.of(figures.losses)),
                        median(times, figures -> OptionalLong.of(figures.stalled)),
                        median(times, figures -> OptionalLong.of(figures.seconds)))
                .stream()
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String median(List<Figures> times, Function<Figures, OptionalLong> figure) {
        long[] sorted = times.stream()
                .map(figure)
                .flatMapToLong(OptionalLong::stream)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return "";
        }
        long median = sorted[sorted.length / 2];
        long most = sorted[sorted.length - 1];
        return median == most ? String.valueOf(median) : median + " (" + most + ")";
    }

    static OptionalLong millis(Duration time) {
        return OptionalLong.of(time.toMillis());
    }

    @Override
    public String toString() {
        return fault + ": taken over after " + text(takenOver) + ", claims again after " + text(claimsAgain) + ", "
                + runs
                + " runs, " + duplicates + " duplicates, " + losses + " losses, stalled " + stalled + " ms, "
                + seconds + " s";
    }

    private static String text(OptionalLong millis) {
        return millis.isPresent() ? millis.getAsLong() + " ms" : "-";
    }
}
