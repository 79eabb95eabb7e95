package io.distributedscheduler.test.history;

/** Names of the facts in the events of a {@link RecordedStore}; {@code docs/histories.md} says which call has which. */
final class Fact {

    /** What the store answered, in one word. */
    static final String ANSWER = "answer";
    /** Monotonic clock of the recorder when the call was sent. */
    static final String SENT = "sent";
    /** Partition, if it is not 0. */
    static final String PARTITION = "partition";
    /** The node as the store knows it, {@code name#epoch}. */
    static final String MEMBER = "member";
    /** First line of a job's body: all but its payload. */
    static final String DEFINITION = "definition";

    static final String QUEUE = "queue";
    static final String KEYWORD = "keyword";
    /** Present if the job repeats. */
    static final String REPEATS = "repeats";
    /** Where a job shall stand: {@code at <ms>}, {@code in <ms>}, {@code waiting} or {@code unchanged}. */
    static final String PLACE = "place";
    /** Where it shall stand when the claim that lives has ended; as {@link #PLACE}. */
    static final String NEXT = "next";
    /** Present if the change lets a stopped or failed job go on. */
    static final String REVIVE = "revive";
    /** The planned instant that an accounting saw, in milliseconds. */
    static final String SEEN = "seen";
    /** {@code runs,missed,skipped,coalesced}: of a claim those of the job so far, else those that the call adds. */
    static final String COUNTS = "counts";
    /** How many occurrences may be out of the sequence of their job. */
    static final String MOST = "most";
    /** Tokens of the runs that the call closed, with commas. */
    static final String CLOSED = "closed";
    /** When the call was issued, store time as its caller estimates it, in microseconds. */
    static final String ISSUED = "issued";

    static final String EVENT = "event";
    /** How many jobs a fire reached. */
    static final String REACHED = "reached";
    /** Number of the claim call. */
    static final String NUMBER = "number";
    /** How far ahead a claim may be, in milliseconds. */
    static final String AHEAD = "ahead";
    /** Instant before which a claim must not start, in milliseconds. */
    static final String NOT_BEFORE = "notBefore";

    /**
     * What a claim counts for, its key or its executor, with semicolons: {@code <name> <at once> <starts> <window, ms>}.
     */
    static final String LIMITS = "limits";

    static final String LOSSES = "losses";
    static final String HANDED_BACK = "handedBack";
    /** Number of the fire that a claim is for. */
    static final String FIRE = "fire";
    /** Number of the handle, if it is not the job's next occurrence. */
    static final String HANDLE = "handle";
    /**
     * What shall follow an attempt: {@code retry <ms>}, {@code back} (a retry at once, handed back), {@code next
     * <place>}, {@code queued <ms>} (planned then), {@code fire <most>} that wait, {@code finished}, {@code stopped}
     * or {@code failed}.
     */
    static final String AFTER = "after";
    /** Present if the run ended with the attempt. */
    static final String LAST = "last";
    /** Tokens of the claims that a beat found. */
    static final String RUNNING = "running";
    /** The node that a recovery is about, as {@link #MEMBER}. */
    static final String DEAD = "dead";
    /** Present if there is more to recover. */
    static final String MORE = "more";
    /** Why a call failed. */
    static final String WHY = "why";
    /** Store time at which user code was entered, in microseconds, where a simulation knows it. */
    static final String TRUE_MICROS = "trueMicros";

    private Fact() {}
}
