package io.distributedscheduler.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where jobs of a queue stand that are limited by a key: a queue of its own, by the name {@code <queue>#<key>}, in which
 * the key's bytes are written as {@code %XX} but for letters, digits and {@code . _ -}. Nodes ask for the queue, and are given what
 * stands in its lines, too.
 *
 * @param queue whose line it is
 * @param key as users wrote it
 */
public record WaitingLine(String queue, String key) {

    private static final char MARK = '#';
    private static final String PLAIN = "._-";

    /** The line of that name; empty if it is the name of a queue. */
    public static Optional<WaitingLine> of(String name) {
        int mark = name.indexOf(MARK);
        return mark < 0
                ? Optional.empty()
                : Optional.of(new WaitingLine(name.substring(0, mark), decoded(name.substring(mark + 1))));
    }

    /** The queue that nodes ask for: whose line it is, or the queue itself. */
    public static String queueOf(String name) {
        int mark = name.indexOf(MARK);
        return mark < 0 ? name : name.substring(0, mark);
    }

    /** What jobs have as their queue that stand in this line. */
    public String name() {
        return queue + limit();
    }

    /** The name of the limit that all lines of the key share. */
    public String limit() {
        StringBuilder encoded = new StringBuilder().append(MARK);
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append("%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }

    private static String decoded(String key) {
        try {
            // A plus sign is always encoded here, so that none stands for a blank.
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return key;
        }
    }
}
