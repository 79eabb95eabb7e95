package io.distributedscheduler.trigger;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Never due by time: each {@code fire} of the keyword makes an occurrence.
 *
 * @param keyword one to 256 of the characters {@code A-Z a-z 0-9 . _ -}
 */
public record KeywordTrigger(String keyword) implements Trigger {

    private static final int LONGEST = 256;
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]+");

    /** @throws IllegalArgumentException when the keyword is empty, too long or has other characters */
    public KeywordTrigger {
        if (keyword.length() > LONGEST) {
            throw new IllegalArgumentException("keyword must have at most " + LONGEST + " characters, had "
                    + keyword.length() + ": \"" + keyword.substring(0, 32) + "...\"");
        }
        if (!ALLOWED.matcher(keyword).matches()) {
            throw new IllegalArgumentException(
                    "keyword must consist of letters A-Z a-z, digits, '.', '_' and '-', was \"" + keyword + "\"");
        }
    }

    /** Always empty. */
    @Override
    public Optional<Instant> next(Instant after) {
        return Optional.empty();
    }

    @Override
    public boolean repeats() {
        return false;
    }
}
