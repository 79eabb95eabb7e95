package io.distributedscheduler.store;

import io.distributedscheduler.job.Names;

/**
 * @param partition where
 * @param keyword what is fired
 * @param eventId names the event, as {@link Names#event} allows; the same id twice within {@link JobStore#EVENT_MEMORY} is one fire
 * @param data JSON that each run gets; empty for none
 */
public record FireRequest(int partition, String keyword, String eventId, String data) {

    /** @throws IllegalArgumentException when no event can have that id */
    public FireRequest {
        Names.event(eventId);
    }
}
