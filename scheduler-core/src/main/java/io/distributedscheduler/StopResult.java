package io.distributedscheduler;

import java.util.List;

/**
 * What {@code stop} did.
 *
 * @param stopped false when the job was stopped already
 * @param endingOn names of the nodes on which a run of it still ends
 */
public record StopResult(boolean stopped, List<String> endingOn) {

    public StopResult {
        endingOn = List.copyOf(endingOn);
    }
}
