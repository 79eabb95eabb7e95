package io.distributedscheduler.store;

import io.distributedscheduler.job.JobState;
import java.time.Instant;

/** What became of a start. */
public sealed interface StartAnswer {

    /** It was STOPPED or FAILED and is pending or waiting now. */
    record Started(Instant time) implements StartAnswer {}

    /** It is SCHEDULED or WAITING; nothing was changed. */
    record Nothing(JobState state) implements StartAnswer {}

    /** It runs on the node, or still ends there; nothing was changed. */
    record Running(NodeId node) implements StartAnswer {}

    /** Its revision is another one; nothing was changed. */
    record Conflict() implements StartAnswer {}

    /** There is no such job; nothing was changed. */
    record Unknown() implements StartAnswer {}
}
