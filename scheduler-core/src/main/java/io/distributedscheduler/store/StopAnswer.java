package io.distributedscheduler.store;

import java.time.Instant;
import java.util.List;

/** What became of a stop or a remove. */
public sealed interface StopAnswer {

    /** Done; a claim that still lives is marked and ends on these nodes (none or one, unless overlap allows more). */
    record Done(Instant time, List<NodeId> ending) implements StopAnswer {}

    /** The job was stopped already; nothing was changed. Never an answer of {@code remove}. */
    record Already(Instant time, List<NodeId> ending) implements StopAnswer {}

    /** The job does not stand where the accounting saw it; nothing was changed. */
    record Conflict() implements StopAnswer {}

    /** There is no such job; nothing was changed. */
    record Unknown() implements StopAnswer {}
}
