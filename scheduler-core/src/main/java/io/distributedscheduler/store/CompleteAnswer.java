package io.distributedscheduler.store;

import java.time.Instant;

/**
 * @param accepted false when the token holds no claim: it was lost, or the end was written before; nothing was changed
 * @param last whether the run ended; false when another attempt follows
 * @param time store time of the step
 */
public record CompleteAnswer(boolean accepted, boolean last, Instant time) {}
