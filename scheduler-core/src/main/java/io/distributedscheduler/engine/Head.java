package io.distributedscheduler.engine;

import java.util.ArrayDeque;

/**
 * When something is due next in the queues that a node can run, as far as it knows: from answers of the store, from
 * signals, and from what it did itself. Store time in nanoseconds.
 */
final class Head {

    static final long NONE = Long.MAX_VALUE;

    private static final int REMEMBERED = 32;

    /**
     * @param due the instant
     * @param heard when it became known, on the monotonic clock
     * @param more whether this node has just asked, was given all it could take, and this is what it left
     */
    record Known(long due, long heard, boolean more) {}

    private record Hint(long due, long heard) {}

    private static final Known NOTHING = new Known(NONE, 0, false);

    private Known known = NOTHING;
    private final ArrayDeque<Hint> hints = new ArrayDeque<>();
    private long lastSent = Long.MIN_VALUE;

    synchronized Known known() {
        return known;
    }

    /** Somebody says that something is due then; answers whether that is earlier than what was known. */
    synchronized boolean hinted(long due, long now) {
        if (hints.size() == REMEMBERED) {
            hints.addFirst(merge(hints.removeFirst(), hints.removeFirst()));
        }
        hints.addLast(new Hint(due, now));
        if (due >= known.due) {
            return false;
        }
        known = new Known(due, now, false);
        return true;
    }

    /**
     * The store says what is due next, in the answer to a call sent then. What was hinted after that may be missing in
     * it. Answers whether it is earlier than what was known.
     */
    synchronized boolean answered(long due, long sent, long now, boolean more) {
        long before = known.due;
        if (sent < lastSent) {
            // A later call was answered before this one: it knows better, but for what is earlier.
            return due < before && hinted(due, now);
        }
        lastSent = sent;
        hints.removeIf(hint -> hint.heard < sent);
        long earliest = due;
        for (Hint hint : hints) {
            earliest = Math.min(earliest, hint.due);
        }
        if (earliest != before || more != known.more) {
            known = new Known(earliest, now, more);
        }
        return earliest < before;
    }

    synchronized void forget() {
        known = NOTHING;
        hints.clear();
    }

    private static Hint merge(Hint one, Hint other) {
        return new Hint(Math.min(one.due, other.due), Math.max(one.heard, other.heard));
    }
}
