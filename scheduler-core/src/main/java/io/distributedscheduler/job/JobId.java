package io.distributedscheduler.job;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * Names a job: the handle by which it is found, changed, stopped and awaited from any node.
 *
 * <p>An id is 1 to 256 bytes of UTF-8, not blank, without control characters and line separators. Braces are allowed
 * only as one leading tag that is not empty, as in {@code "{acme}sync"}: jobs with the same tag live in the same
 * partition of the store.
 *
 * <p>Ids are compared character by character: letter case, blanks at the ends and the several ways in which Unicode
 * writes an accent make different ids. They sort as strings do.
 *
 * @param value the id as text
 */
public record JobId(String value) implements Comparable<JobId> {

    /** The longest id, in bytes of UTF-8. */
    public static final int MAX_BYTES = 256;

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int GENERATED_LENGTH = 16;

    // ThreadLocalRandom has 64 bits of state at most, and repeats itself in copies of a process (checkpoint and
    // restore).
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException when the value is not a valid id; the message says why */
    public JobId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A job id must not be empty; leave it out to have one generated");
        }
        Line.check("A job id", value, MAX_BYTES);
        if (Line.isBlank(value)) {
            throw new IllegalArgumentException("A job id must not be blank");
        }
        checkBraces(value);
    }

    /** Short form of the constructor. */
    public static JobId of(String value) {
        return new JobId(value);
    }

    /** A new random id of 16 characters (80 bits), which nobody can guess. */
    public static JobId generate() {
        byte[] random = new byte[GENERATED_LENGTH];
        RANDOM.nextBytes(random);
        StringBuilder id = new StringBuilder(GENERATED_LENGTH);
        for (byte b : random) {
            id.append(ALPHABET.charAt(b & 31));
        }
        return new JobId(id.toString());
    }

    /** The leading tag without its braces, if the id has one. */
    public Optional<String> tag() {
        return value.charAt(0) == '{' ? Optional.of(value.substring(1, value.indexOf('}'))) : Optional.empty();
    }

    /** What decides the partition: the tag if there is one, else the whole id. */
    public String partitionKey() {
        return tag().orElse(value);
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static void checkBraces(String value) {
        int open = value.lastIndexOf('{');
        int close = value.indexOf('}');
        boolean none = open < 0 && close < 0;
        boolean oneLeadingTag = open == 0 && close > 1 && value.indexOf('}', close + 1) < 0;
        if (!none && !oneLeadingTag) {
            throw new IllegalArgumentException("Braces in a job id are allowed only as one leading tag, as in"
                    + " \"{acme}sync\"; this one is \"" + value + "\"");
        }
    }
}
