package io.distributedscheduler.store;

/**
 * @param partition where
 * @param keyword what is fired
 * @param eventId names the event; the same id twice within {@link JobStore#EVENT_MEMORY} is one fire
 * @param data JSON that each run gets; empty for none
 */
public record FireRequest(int partition, String keyword, String eventId, String data) {}
