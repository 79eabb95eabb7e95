package io.distributedscheduler.store;

/** Names a claim. */
public record ClaimRef(Handle handle, long token) {}
