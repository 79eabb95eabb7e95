package io.distributedscheduler.engine;

/** How many runs were started in the last 10 to 20 milliseconds: what a node may claim beyond its free workers. */
final class Pace {

    private static final long WINDOW = 10_000_000;

    private long windowStart;
    private int before;
    private int current;

    Pace(long now) {
        windowStart = now;
    }

    void started(long now) {
        roll(now);
        current++;
    }

    int recent(long now) {
        roll(now);
        return before + current;
    }

    private void roll(long now) {
        long passed = now - windowStart;
        if (passed >= 2 * WINDOW) {
            before = 0;
            current = 0;
            windowStart = now;
        } else if (passed >= WINDOW) {
            before = current;
            current = 0;
            windowStart += WINDOW;
        }
    }
}
