package io.distributedscheduler.engine;

import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.Names;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Retention;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * User code that a node can run.
 *
 * @param eid the id that jobs name
 * @param payloadType what payloads are read as; {@code Void.class} when the code takes none
 * @param runner the code
 * @param retention how its runs are kept; the scheduler's default if empty
 * @param limit how many runs there may be on all nodes together, which should all say the same; {@link Limit#NONE} for any number.
 *     Not where the store has several partitions
 * @param perNode how many of its runs each node holds at most; 0 for any number
 */
public record ExecutorDefinition(
        String eid, Type payloadType, JobRunner<?, ?> runner, Optional<Retention> retention, Limit limit, int perNode) {

    /** @throws IllegalArgumentException when the eid is not allowed, or {@code perNode} is negative */
    public ExecutorDefinition {
        Names.executor(eid);
        if (perNode < 0) {
            throw new IllegalArgumentException("runs per node must not be negative, was " + perNode);
        }
    }

    public ExecutorDefinition(String eid, Type payloadType, JobRunner<?, ?> runner) {
        this(eid, payloadType, runner, Optional.empty(), Limit.NONE, 0);
    }

    /** The same, kept so. */
    public ExecutorDefinition retention(Optional<Retention> other) {
        return new ExecutorDefinition(eid, payloadType, runner, other, limit, perNode);
    }

    /** The same, limited so on all nodes together. */
    public ExecutorDefinition limit(Limit other) {
        return new ExecutorDefinition(eid, payloadType, runner, retention, other, perNode);
    }

    /** The same, of which each node holds at most so many runs; 0 for any number. */
    public ExecutorDefinition perNode(int most) {
        return new ExecutorDefinition(eid, payloadType, runner, retention, limit, most);
    }
}
