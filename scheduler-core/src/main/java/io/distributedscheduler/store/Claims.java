package io.distributedscheduler.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * @param present whether the node is; if not it was declared dead, or the store lost it, and must join again, and all
 *     but the time is empty
 * @param time store time of the step
 * @param claims what was given, in the order to start it, which is that of their tokens
 * @param head the earliest instant from which something that is left in the queues asked for may be claimed
 */
public record Claims(boolean present, Instant time, List<Claim> claims, Optional<Instant> head) {}
