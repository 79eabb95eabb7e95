package io.distributedscheduler.store;

import java.time.Instant;

/**
 * Identifies one mutating call, so that it takes effect once however often it arrives, and not at all when it is late.
 *
 * @param id unique; the same for every repetition of the same call
 * @param issued when it was first sent, by the caller's estimate of store time; the same for every repetition
 * @param notAfter store time after which it has no effect: an arrival after that is answered as the one that took effect,
 *     while that is remembered ({@link JobStore#CALL_MEMORY}), and else by {@link LateCallException}
 */
public record Call(String id, Instant issued, Instant notAfter) {}
