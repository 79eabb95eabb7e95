package io.distributedscheduler.boot;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what was meant by a name that does not exist. */
final class Nearest {

    private Nearest() {}

    /** The candidate that takes the fewest edits; empty when none is near. */
    static Optional<String> to(String name, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> edits(name, candidate)))
                .filter(candidate -> edits(name, candidate) <= Math.max(2, name.length() / 4));
    }

    /** How many letters must be put in, taken out or changed to turn one into the other (Levenshtein). */
    private static int edits(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int j = 0; j < before.length; j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j < current.length; j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(before[j - 1] + change, Math.min(before[j], current[j - 1]) + 1);
            }
            before = current;
        }
        return before[to.length()];
    }
}
