package io.distributedscheduler.trigger;

/** What the next occurrence of a repeating job is counted from. */
public enum Basis {

    /** From the planned due instant of the last occurrence, however late it started or long it ran. */
    PLANNED,

    /** From the instant at which the last run ended: a fixed delay. */
    ENDED
}
