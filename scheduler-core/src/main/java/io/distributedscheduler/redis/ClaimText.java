package io.distributedscheduler.redis;

import io.distributedscheduler.store.Mark;
import java.util.Optional;

/**
 * The record of a claim that lives; {@code claims.lua} says what it looks like.
 *
 * @param claimed microseconds
 * @param plain whether nothing more needs to be known of the job to end the claim
 * @param keyword empty if no fire caused it
 * @param fire 0 if no fire caused it
 * @param executorLimited whether the limit of its executor counts it
 */
record ClaimText(
        long token,
        String queue,
        long due,
        long claimed,
        long number,
        boolean plain,
        long notBefore,
        int attempt,
        long run,
        long revision,
        int losses,
        Optional<Mark> mark,
        String keyword,
        long fire,
        int handedBack,
        boolean executorLimited) {

    /** Parts of a plain claim; those after it are left out of it. */
    private static final int PLAIN_PARTS = 5;

    private static final int PARTS = 15;

    /** Empty when something else wrote it. */
    static Optional<ClaimText> readable(String record) {
        try {
            return Optional.of(read(record));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    static ClaimText read(String record) {
        String[] found = record.split("\\|", PARTS);
        long token = Long.parseLong(found[0]);
        long due = Long.parseLong(found[2]);
        String mark = part(found, 10);
        return new ClaimText(
                token,
                found[1],
                due,
                Long.parseLong(found[3]),
                Long.parseLong(found[4]),
                found.length == PLAIN_PARTS,
                number(found, 5, due),
                (int) number(found, 6, 1),
                number(found, 7, token),
                number(found, 8, 1),
                (int) number(found, 9, 0),
                mark.isEmpty() ? Optional.empty() : Optional.of(Mark.valueOf(mark)),
                part(found, 11),
                number(found, 12, 0),
                (int) number(found, 13, 0),
                part(found, 14).equals("e"));
    }

    private static String part(String[] parts, int index) {
        return index < parts.length ? parts[index] : "";
    }

    private static long number(String[] parts, int index, long otherwise) {
        String text = part(parts, index);
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }
}
