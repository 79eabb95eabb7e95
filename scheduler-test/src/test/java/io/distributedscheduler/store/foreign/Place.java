package io.distributedscheduler.store.foreign;

import io.distributedscheduler.store.Due;
import java.util.OptionalLong;

/** A {@link Due} by the time of a step: a millisecond, or waiting for the keyword. */
record Place(OptionalLong ms) {

    static final Place WAITING = new Place(OptionalLong.empty());

    static Place at(long ms) {
        return new Place(OptionalLong.of(ms));
    }

    static Place of(Due due, Step step) {
        if (due instanceof Due.At at) {
            return at(at.instant().toEpochMilli());
        }
        if (due instanceof Due.In in) {
            return at(step.in(in.delay()));
        }
        if (due instanceof Due.Waiting) {
            return WAITING;
        }
        throw new IllegalArgumentException("due must say where the job shall stand, was " + due);
    }
}
