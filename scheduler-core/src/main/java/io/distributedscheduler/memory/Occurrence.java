package io.distributedscheduler.memory;

import java.util.Optional;

/**
 * What is known of a pending or running occurrence beside the instant it stands at.
 *
 * @param planned due instant by plan, ms
 * @param attempt the next or current one
 * @param run token of the run's first claim; 0 before it
 * @param losses how many attempts have lost their node
 * @param keyword of the fire, or empty
 * @param fire number of the fire, or 0
 * @param handedBack how many attempts were handed back
 */
record Occurrence(long planned, int attempt, long run, int losses, String keyword, long fire, int handedBack) {

    /** The first attempt of one that no fire caused. */
    static Occurrence plain(long planned) {
        return fired(planned, "", 0);
    }

    /** The first attempt of one that a fire caused. */
    static Occurrence fired(long planned, String keyword, long fire) {
        return new Occurrence(planned, 1, 0, 0, keyword, fire, 0);
    }

    /** The same one before its first attempt. */
    Occurrence anew() {
        return fired(planned, keyword, fire);
    }

    /** The same one, its run named by the token of its first claim. */
    Occurrence claimed(long token) {
        return run > 0 ? this : new Occurrence(planned, attempt, token, losses, keyword, fire, handedBack);
    }

    /** The same one as it was before it was claimed: only an attempt keeps the name of the run. */
    Occurrence released() {
        return hasBegun() ? this : anew();
    }

    Occurrence nextAttempt(boolean wasHandedBack) {
        int backs = wasHandedBack ? handedBack + 1 : handedBack;
        return new Occurrence(planned, attempt + 1, run, losses, keyword, fire, backs);
    }

    Occurrence afterLoss() {
        return new Occurrence(planned, attempt + 1, run, losses + 1, keyword, fire, handedBack);
    }

    boolean isFired() {
        return fire > 0;
    }

    /** The keyword of the fire. */
    Optional<String> firedBy() {
        return isFired() ? Optional.of(keyword) : Optional.empty();
    }

    /** Whether an attempt was made before. */
    boolean hasBegun() {
        return attempt > 1;
    }
}
