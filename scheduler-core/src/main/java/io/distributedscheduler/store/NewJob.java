package io.distributedscheduler.store;

/** A job to add: revision 1, standing at {@code due}. */
public record NewJob(StoredJob job, Due due) {}
