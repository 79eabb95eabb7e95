package io.distributedscheduler.job;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names a job: the handle by which it is found, changed, stopped and awaited from any node.
 *
 * <p>An id is 1 to 256 bytes of UTF-8 without control characters. Braces are allowed only as one leading tag, as in
 * {@code "{acme}sync"}: jobs with the same tag live in the same partition of the store.
 */
public record JobId(String value) implements Comparable<JobId> {

    /** The longest id, in bytes of UTF-8. */
    public static final int MAX_BYTES = 256;

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int GENERATED_LENGTH = 16;

    /** @throws IllegalArgumentException when the value is not a valid id; the message says why */
    public JobId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A job id must not be empty; leave it out to have one generated");
        }
        if (value.length() > MAX_BYTES || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("A job id has at most " + MAX_BYTES + " bytes of UTF-8; this one has "
                    + value.getBytes(StandardCharsets.UTF_8).length + " and starts with '" + value.substring(0, 32)
                    + "'");
        }
        if (value.isBlank()) {
            throw new IllegalArgumentException("A job id must not be blank");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new IllegalArgumentException("A job id must be valid Unicode; this one holds half a surrogate pair");
        }
        int control = firstControlCharacter(value);
        if (control >= 0) {
            throw new IllegalArgumentException(
                    "A job id must not hold control characters; this one has U+%04X at index %d"
                            .formatted((int) value.charAt(control), control));
        }
        int end = value.charAt(0) == '{' ? value.indexOf('}') : -1;
        boolean tagged = end > 1;
        int rest = tagged ? end + 1 : 0;
        if (value.indexOf('{', rest) >= 0 || value.indexOf('}', rest) >= 0) {
            throw new IllegalArgumentException("Braces in a job id are allowed only as one leading tag, as in"
                    + " \"{acme}sync\"; this one is \"" + value + "\"");
        }
    }

    /** Short form of the constructor. */
    public static JobId of(String value) {
        return new JobId(value);
    }

    /** A new random id of 16 characters (80 bits). */
    public static JobId generate() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder id = new StringBuilder(GENERATED_LENGTH);
        for (int i = 0; i < GENERATED_LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
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

    private static int firstControlCharacter(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return i;
            }
        }
        return -1;
    }
}
