package io.distributedscheduler.job;

import java.util.regex.Pattern;

/**
 * The rule for names that become part of store keys (executors, keywords, nodes and namespaces): 1 to 256 of the
 * characters {@code A-Z a-z 0-9 . _ -}.
 */
public final class Names {

    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 256;

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
}
