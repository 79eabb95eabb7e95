package io.distributedscheduler.redis;

import java.util.Optional;

/**
 * What {@code open} holds of a pending handle that is not simply the next occurrence; {@code opened.lua} says what it
 * looks like.
 *
 * @param due planned instant, ms
 * @param run 0 before its first claim
 * @param keyword empty if no fire caused it
 * @param fire 0 if no fire caused it
 */
record OpenText(long due, int attempt, long run, int losses, String keyword, long fire, int handedBack) {

    private static final int PARTS = 7;

    /** Empty when something else wrote it. */
    static Optional<OpenText> readable(String record) {
        String[] parts = record.split("\\|", PARTS);
        try {
            return Optional.of(new OpenText(
                    Long.parseLong(parts[0]),
                    (int) number(parts, 1, 1),
                    number(parts, 2, 0),
                    (int) number(parts, 3, 0),
                    parts.length > 4 ? parts[4] : "",
                    number(parts, 5, 0),
                    (int) number(parts, 6, 0)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long number(String[] parts, int index, long otherwise) {
        return index >= parts.length || parts[index].isEmpty() ? otherwise : Long.parseLong(parts[index]);
    }
}
