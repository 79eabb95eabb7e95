package io.distributedscheduler.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What became of a stop or a remove. */
public sealed interface StopAnswer {

    /**
     * Done.
     *
     * @param ending where a claim still lives; it is marked (none or one, unless overlap allows more)
     * @param closed the record of the run that waited for its next attempt, if one did
     */
    record Done(Instant time, List<NodeId> ending, Optional<RunRecord> closed) implements StopAnswer {

        /** Done, and no run was closed. */
        public Done(Instant time, List<NodeId> ending) {
            this(time, ending, Optional.empty());
        }
    }

    /** The job was stopped already; nothing was changed. Never an answer of {@code remove}. */
    record Already(Instant time, List<NodeId> ending) implements StopAnswer {}

    /** The job does not stand where the accounting saw it; nothing was changed. */
    record Conflict() implements StopAnswer {}

    /** There is no such job; nothing was changed. */
    record Unknown() implements StopAnswer {}
}
