package io.distributedscheduler.store;

/**
 * The fire that caused an occurrence.
 *
 * @param keyword what was fired
 * @param number counts the fires of the keyword in the partition, from 1 since any job was reached by them
 * @param data JSON; empty for none
 */
public record Fire(String keyword, long number, String data) {}
