package io.distributedscheduler.test.history;

/** What must hold in every history, whatever happens to nodes, network and store. */
public enum Invariant {
    /** G1: every occurrence that was scheduled is run to its end, or counted by its job's own policy. */
    NO_LOST_OCCURRENCE,
    /** G1: run + missed + skipped + coalesced = ticks of the trigger, revision by revision. */
    CONSERVATION,
    /** G2: nothing is handed out earlier than asked for, and no code is entered before its instant by store time. */
    NEVER_EARLY,
    /** G3: one claim of a job lives at a time, and enters user code once. */
    ONE_LIVE_CLAIM,
    /** G4: an end is accepted exactly of the claim that lives. */
    FENCED_COMPLETION,
    /** G5: the tokens of a job grow in the order of the store's steps, and no two claims share one. */
    GROWING_TOKENS,
    /** G10: a run ends once, and what is kept of it is what the claim that held its token said. */
    SINGLE_RESULT,
    /**
     * G6: once a stop, modify or remove has answered, nothing of the old definition is claimed, and none of it enters
     * user code later than a beat after.
     */
    NO_CLAIM_AFTER_CHANGE,
    /** G1, of keywords: each fire is one occurrence of each job that had the keyword throughout, and no job's twice. */
    KEYWORD_EXACTLY_ONCE,
    /** G11: a call that arrives twice has the effect of one, and a late one has none. */
    IDEMPOTENT_CALLS,
    /** Attempts of a run follow one another without a gap, no sooner than the policy says, and no more than it allows. */
    RETRY_LAW,
    /** A job is stopped when as many of its runs in a row have failed as it says, and not before. */
    STOP_AFTER_FAILURES,
    /** What comes while a run lasts is skipped or waits for its end, as its job says. */
    OVERLAP,
    /** Of a key, or an executor, no more run at once, and no more start in a window, than is allowed. */
    LIMIT,
    /** What comes later than its job allows is missed, and nothing else is; who catches up passes over no tick. */
    MISFIRE,
    /**
     * G7, G8: after the faults every node claims again, what a dead node held is claimed again in time, and nobody is
     * declared dead before its lease is over.
     */
    LIVENESS,
    /** G9, and all that the data model says: the records of the store fit together in the end. */
    STRUCTURE
}
