package io.distributedscheduler.job;

/** How an attempt of a run ended. */
public enum Outcome {
    /** User code returned. */
    SUCCEEDED,
    /** User code threw, or its payload could not be read. */
    FAILED,
    /** It was told to stop, by {@code stop}, {@code remove} or {@code REPLACE}, and ended. */
    STOPPED,
    /** It ran longer than its timeout. */
    TIMED_OUT,
    /** Its node died. */
    LOST,
    /** It came later than its job's {@link io.distributedscheduler.policy.Misfire} policy allows, and was not run. */
    MISSED
}
