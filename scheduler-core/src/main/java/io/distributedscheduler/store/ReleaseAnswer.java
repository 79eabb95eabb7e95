package io.distributedscheduler.store;

import java.time.Instant;
import java.util.List;

/**
 * What a release did.
 *
 * @param time store time of the step
 * @param held how many of the claims the node held
 * @param closed records of the runs that it closed, because their jobs were stopped or changed meanwhile
 */
public record ReleaseAnswer(Instant time, int held, List<RunRecord> closed) {}
