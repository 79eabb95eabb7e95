package io.distributedscheduler.store;

/**
 * Names a claim. Of an occurrence that was taken out of the sequence while the claim lives, its old handle names it as
 * well as its new one.
 */
public record ClaimRef(Handle handle, long token) {}
