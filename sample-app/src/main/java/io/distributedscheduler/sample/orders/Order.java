package io.distributedscheduler.sample.orders;

/** What a customer ordered. */
public record Order(String id, String customer, String item, int cents) {}
