package io.distributedscheduler.engine;

import java.util.concurrent.TimeUnit;

/**
 * How long a call that was in vain is not made again, whoever asks for it: longer from time to time, so that a store that
 * answers some calls and not others is not asked all the time.
 */
final class Backoff {

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MOST_DOUBLINGS = 10;

    private int inVain;
    private long last;

    /** The call has failed, or led to nothing. */
    void inVain(long now) {
        inVain++;
        last = now;
    }

    void worked() {
        inVain = 0;
    }

    /** How long to wait still; 0 or less if the call may be made. */
    long nanosLeft(long now) {
        if (inVain == 0) {
            return 0;
        }
        long pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(inVain - 1, MOST_DOUBLINGS));
        return last + pause - now;
    }

    /** Whether the last call was in vain. */
    boolean lastWasInVain() {
        return inVain > 0;
    }
}
