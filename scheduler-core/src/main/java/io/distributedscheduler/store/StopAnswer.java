package io.distributedscheduler.store;

import java.time.Instant;
import java.util.List;

/** What became of a stop or a remove. */
public sealed interface StopAnswer {

    /**
     * Done.
     *
     * @param ending where claims still live; they are marked (none or one, unless some are out of the sequence)
     * @param closed the records of the runs that waited for their next attempt
     */
    record Done(Instant time, List<NodeId> ending, List<RunRecord> closed) implements StopAnswer {

        /** Done, and no run was closed. */
        public Done(Instant time, List<NodeId> ending) {
            this(time, ending, List.of());
        }
    }

    /** The job was stopped already; nothing was changed. Never an answer of {@code remove}. */
    record Already(Instant time, List<NodeId> ending) implements StopAnswer {}

    /** The job does not stand where the accounting saw it; nothing was changed. */
    record Conflict() implements StopAnswer {}

    /** There is no such job; nothing was changed. */
    record Unknown() implements StopAnswer {}
}
