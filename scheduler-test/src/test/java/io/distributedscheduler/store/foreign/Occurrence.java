package io.distributedscheduler.store.foreign;

import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.StoredJob;
import java.util.Optional;

/**
 * A row of the table {@code occurrence}.
 *
 * @param standsMs when it is due: as planned, or for a retry
 * @param run token of the first claim; 0 before it
 * @param keyword of the fire that caused it, if one did
 * @param fire its number, or 0
 * @param handedBack how many attempts were handed back
 * @param held the claim, while it runs
 */
record Occurrence(
        Handle handle,
        String queue,
        long standsMs,
        long plannedMs,
        int attempt,
        long run,
        int losses,
        Optional<String> keyword,
        long fire,
        int handedBack,
        Optional<Held> held) {

    static final String COLUMNS = "o.handle, o.queue, o.stands_ms, o.planned_ms, o.attempt, o.run, o.losses, o.keyword,"
            + " o.fire, o.handed_back, o.node, o.token, o.number, o.revision, o.claimed_micros, o.limited,"
            + " o.mark";

    /** What a claim adds. */
    record Held(
            NodeId node,
            long token,
            long number,
            long revision,
            long claimedMicros,
            boolean limited,
            Optional<Mark> mark) {}

    static Occurrence read(Row row) {
        return new Occurrence(
                Handle.parse(row.name("handle")),
                row.name("queue"),
                row.number("stands_ms"),
                row.number("planned_ms"),
                (int) row.number("attempt"),
                row.number("run"),
                (int) row.number("losses"),
                row.maybeName("keyword"),
                row.number("fire"),
                (int) row.number("handed_back"),
                row.isNull("node") ? Optional.empty() : Optional.of(readHeld(row)));
    }

    private static Held readHeld(Row row) {
        return new Held(
                row.node("node"),
                row.number("token"),
                row.number("number"),
                row.number("revision"),
                row.number("claimed_micros"),
                row.flag("limited"),
                row.isNull("mark") ? Optional.empty() : Optional.of(Mark.valueOf(row.text("mark"))));
    }

    /** The first attempt of one that no fire caused. */
    static Occurrence at(StoredJob job, long ms) {
        return new Occurrence(
                Handle.next(job.id()), job.queue(), ms, ms, 1, 0, 0, Optional.empty(), 0, 0, Optional.empty());
    }

    /** The first attempt of one that was planned earlier, and has waited. */
    static Occurrence queued(StoredJob job, long ms, long planned) {
        return new Occurrence(
                Handle.next(job.id()), job.queue(), ms, planned, 1, 0, 0, Optional.empty(), 0, 0, Optional.empty());
    }

    /** The first attempt of one that the fire caused. */
    static Occurrence at(StoredJob job, long ms, String keyword, long fire) {
        return new Occurrence(
                Handle.next(job.id()), job.queue(), ms, ms, 1, 0, 0, Optional.of(keyword), fire, 0, Optional.empty());
    }

    /** The same one before its first attempt, by another definition of its job. */
    Occurrence anew(StoredJob job) {
        return new Occurrence(handle, job.queue(), standsMs, plannedMs, 1, 0, 0, keyword, fire, 0, Optional.empty());
    }

    /** The same run again, after its node was lost. */
    Occurrence afterLoss(long ms) {
        return again(ms, losses + 1, handedBack);
    }

    /** The same run again. */
    Occurrence nextAttempt(long ms, boolean wasHandedBack) {
        return again(ms, losses, wasHandedBack ? handedBack + 1 : handedBack);
    }

    private Occurrence again(long ms, int lost, int backs) {
        return new Occurrence(
                handle, queue, ms, plannedMs, attempt + 1, run, lost, keyword, fire, backs, Optional.empty());
    }

    /** Whether it is out of the sequence of its job. */
    boolean isBranch() {
        return handle.number() > 0;
    }

    /** As it was before it was claimed: the name of a run that was not entered is forgotten, unless it was counted as one. */
    Occurrence released() {
        return new Occurrence(
                handle,
                queue,
                standsMs,
                plannedMs,
                attempt,
                wasAttempted() || isBranch() ? run : 0,
                losses,
                keyword,
                fire,
                handedBack,
                Optional.empty());
    }

    Held claim() {
        return held.orElseThrow();
    }

    boolean isRunning() {
        return held.isPresent();
    }

    /** Whether it stands for a retry, or is one. */
    boolean wasAttempted() {
        return attempt > 1;
    }

    /** Whether there is more to say of it than where it stands. */
    boolean isOpen() {
        return wasAttempted() || isFired() || plannedMs != standsMs || run > 0;
    }

    boolean isFired() {
        return fire > 0;
    }
}
