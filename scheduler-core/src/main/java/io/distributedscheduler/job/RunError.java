package io.distributedscheduler.job;

/**
 * Why an attempt failed.
 *
 * @param type class name of the exception, or a word of ours ("timeout", "node lost"); never loaded as a class
 * @param message its message, cut to the limit of error texts; may be empty
 * @param stack the head of its stack trace, cut to the limit of error texts; may be empty
 */
public record RunError(String type, String message, String stack) {}
