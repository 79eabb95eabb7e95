package io.distributedscheduler.job;

import java.util.regex.Pattern;

/**
 * The rules for what callers name. Names that become part of store keys (executors, keywords, nodes and namespaces) are 1
 * to 256 of the characters {@code A-Z a-z 0-9 . _ -}. Ids of events, keys of limits, and what people say why they do something, are free
 * text on one line: without control characters and line separators.
 */
public final class Names {

    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 256;

    /** The longest id of an event, in bytes of UTF-8. */
    public static final int MAX_EVENT_BYTES = 256;

    /** The longest key of a limit, in bytes of UTF-8. */
    public static final int MAX_LIMIT_KEY_BYTES = 128;

    /** The longest note, in bytes of UTF-8. */
    public static final int MAX_NOTE_BYTES = 1_024;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]+");

    private Names() {}

    /**
     * Answers the id of an executor when it is allowed.
     *
     * @throws IllegalArgumentException when it is not
     */
    public static String executor(String eid) {
        return check("executor id", eid);
    }

    /**
     * Answers the name when it is allowed.
     *
     * @param what what it names, such as "keyword", for the message
     * @throws IllegalArgumentException naming what it is, its value and the rule
     */
    public static String check(String what, String name) {
        if (name.length() > MAX_LENGTH || !ALLOWED.matcher(name).matches()) {
            throw new IllegalArgumentException("The " + what + " '" + Excerpt.of(name, 64) + "' is not allowed: 1 to "
                    + MAX_LENGTH + " characters out of A-Z a-z 0-9 . _ -");
        }
        return name;
    }

    /**
     * Answers the id of an event when it is allowed: one line of 1 to 256 bytes of UTF-8, not blank.
     *
     * @throws IllegalArgumentException when it is not
     */
    public static String event(String id) {
        if (Line.isBlank(id)) {
            throw new IllegalArgumentException(
                    "The id of an event must not be blank; leave it out if the event has none");
        }
        return Line.check("The id of an event", id, MAX_EVENT_BYTES);
    }

    /**
     * Answers the key of a limit when it is allowed: one line of 1 to 128 bytes of UTF-8, not blank, without braces.
     *
     * @throws IllegalArgumentException when it is not
     */
    public static String limitKey(String key) {
        if (Line.isBlank(key)) {
            throw new IllegalArgumentException("The key of a limit must not be blank");
        }
        if (key.indexOf('{') >= 0 || key.indexOf('}') >= 0) {
            throw new IllegalArgumentException("The key of a limit must not hold braces; this one is \"" + key + "\"");
        }
        return Line.check("The key of a limit", key, MAX_LIMIT_KEY_BYTES);
    }

    /**
     * Answers a note for people, such as why a job was stopped, when it is allowed: one line of at most 1,024 bytes of
     * UTF-8; it may be empty.
     *
     * @param what what it is, such as "The reason", for the message
     * @throws IllegalArgumentException when it is not
     */
    public static String note(String what, String text) {
        return Line.check(what, text, MAX_NOTE_BYTES);
    }
}
