package io.distributedscheduler.engine;

import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.Names;
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
 */
public record ExecutorDefinition(String eid, Type payloadType, JobRunner<?, ?> runner, Optional<Retention> retention) {

    public ExecutorDefinition {
        Names.executor(eid);
    }

    public ExecutorDefinition(String eid, Type payloadType, JobRunner<?, ?> runner) {
        this(eid, payloadType, runner, Optional.empty());
    }
}
