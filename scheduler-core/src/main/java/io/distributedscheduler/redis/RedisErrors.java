package io.distributedscheduler.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a server's error means from its first word, which is all that servers promise. */
final class RedisErrors {

    /**
     * Inside a script, Redis 6.2 puts the word in a text of its own, behind the line of the script, at times with a minus
     * sign; later versions put it first.
     */
    private static final Pattern WORD = Pattern.compile(
            "(?:^|[ :]-|@user_script:\\s?\\d+: )(OOM|WRONGTYPE|TRYAGAIN|ASK|MOVED|BUSY|LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|MISCONF|NOSCRIPT"
                    + "|NOREPLICAS|NOPERM|NOAUTH|WRONGPASS)\\b");

    private RedisErrors() {}

    enum Kind {
        /** No room for more. */
        FULL,
        /** A key holds a value of another type. */
        WRONG_TYPE,
        /** A slot is on its way from one master to another: the next attempt may find it. */
        MOVING,
        /** The server cannot do it now, but will. */
        TRANSIENT,
        /** The server does not let us. */
        FORBIDDEN,
        /** Not an error of the server, or not one that we know. */
        OTHER
    }

    static Kind kind(Throwable error) {
        String word = word(error);
        if (word == null) {
            return Kind.OTHER;
        }
        return switch (word) {
            case "OOM" -> Kind.FULL;
            case "WRONGTYPE" -> Kind.WRONG_TYPE;
            case "TRYAGAIN", "ASK", "MOVED" -> Kind.MOVING;
            case "NOPERM", "NOAUTH", "WRONGPASS" -> Kind.FORBIDDEN;
            default -> Kind.TRANSIENT;
        };
    }

    /** The server's own words, if it is an error of the server; else those of the innermost cause. */
    static String message(Throwable error) {
        Throwable innermost = error;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    private static @Nullable String word(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                Matcher word = WORD.matcher(cause.getMessage());
                if (word.find()) {
                    return word.group(1);
                }
            }
        }
        return null;
    }
}
