package io.distributedscheduler.store;

import java.time.Instant;
import java.util.List;

/**
 * What a recovery did.
 *
 * @param dead whether the node is dead now; false when it renewed meanwhile, or is not there
 * @param lost records of the attempts that were lost in this step, by token
 * @param more whether it holds claims still; call again
 */
public record Recovery(boolean dead, Instant time, List<RunRecord> lost, boolean more) {}
