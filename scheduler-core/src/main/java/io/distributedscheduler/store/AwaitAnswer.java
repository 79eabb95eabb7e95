package io.distributedscheduler.store;

import java.time.Instant;

/** Whether a run has ended. */
public sealed interface AwaitAnswer {

    /** It has: the record of its last attempt. */
    record Ended(RunRecord run) implements AwaitAnswer {}

    /** Not yet; the node is registered and a signal comes. Ask again with {@code since}, at the latest each beat. */
    record Pending(Instant since) implements AwaitAnswer {}

    /** There is no such job, and no kept run of it that fits. */
    record Unknown() implements AwaitAnswer {}
}
