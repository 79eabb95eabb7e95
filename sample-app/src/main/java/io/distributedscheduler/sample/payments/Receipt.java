package io.distributedscheduler.sample.payments;

/** Proof of a charge. */
public record Receipt(String reference, int cents) {}
