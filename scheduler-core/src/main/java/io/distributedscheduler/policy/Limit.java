package io.distributedscheduler.policy;

import io.distributedscheduler.trigger.TimeLimits;
import java.time.Duration;

/**
 * How many runs there may be on all nodes together: so many at once, so many starts in any window of time, or both.
 *
 * <p>What may not start waits, in the order in which it is due, and costs nothing meanwhile. A run counts from when it is
 * given to a node until it has ended, or its node is declared dead; a run that waits for its next attempt does not. A start
 * is one of an attempt. Where jobs that share a key have different limits, those starts count whose own limit has a window.
 * Where more than a hundred starts are allowed in a window they are remembered by hundredths of it, each as late as its last.
 *
 * @param atOnce how many runs at once; 0 for any number
 * @param starts how many starts in a window; 0 for any number
 * @param window how long one lasts; zero without {@code starts}
 */
public record Limit(int atOnce, int starts, Duration window) {

    /** No limit. */
    public static final Limit NONE = new Limit(0, 0, Duration.ZERO);

    /** As many as a limit can allow, at once or in a window. Beyond it none is needed. */
    public static final int MOST = 1_000_000;

    /** @throws IllegalArgumentException as {@link #atOnce(int)} and {@link #rate} do */
    public Limit {
        check("runs at once", atOnce);
        check("starts", starts);
        window = starts == 0 ? Duration.ZERO : TimeLimits.checkDuration("window", window);
        if (starts > 0 && window.isZero()) {
            throw new IllegalArgumentException("window must be at least 1 ms");
        }
    }

    private static void check(String what, int number) {
        if (number < 0 || number > MOST) {
            throw new IllegalArgumentException(what + " must be from 1 to " + MOST + ", was " + number);
        }
    }

    /**
     * So many runs at once. 1 lets them run one after the other.
     *
     * @throws IllegalArgumentException when it is not from 1 to {@link #MOST}
     */
    public static Limit atOnce(int runs) {
        return new Limit(positive("runs at once", runs), 0, Duration.ZERO);
    }

    /**
     * So many starts in any window of that length (cut to whole milliseconds).
     *
     * @throws IllegalArgumentException when the number is not from 1 to {@link #MOST}, or the window is shorter than 1 ms or
     *     longer than a hundred years
     */
    public static Limit rate(int starts, Duration window) {
        return new Limit(0, positive("starts", starts), window);
    }

    /** Both: this one's runs at once, and so many starts in any window; throws as {@link #rate} does. */
    public Limit andRate(int starts, Duration window) {
        return new Limit(atOnce, positive("starts", starts), window);
    }

    private static int positive(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + " must be from 1 to " + MOST + ", was " + number);
        }
        return number;
    }

    /** Whether it limits nothing. */
    public boolean isNone() {
        return atOnce == 0 && starts == 0;
    }
}
