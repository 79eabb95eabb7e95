package io.distributedscheduler.sample.payments;

/** What to charge whom. */
public record Payment(String order, String customer, int cents) {}
