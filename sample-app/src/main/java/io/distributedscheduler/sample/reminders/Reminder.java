package io.distributedscheduler.sample.reminders;

/** What somebody wants to be reminded of. */
public record Reminder(String text) {}
