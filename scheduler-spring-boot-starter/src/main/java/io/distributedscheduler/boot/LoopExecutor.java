package io.distributedscheduler.boot;

import io.distributedscheduler.engine.NodeRuntime;
import java.util.concurrent.Executor;

/** Runs each task on a thread of the node's runtime. */
record LoopExecutor(NodeRuntime runtime) implements Executor {

    @Override
    public void execute(Runnable task) {
        runtime.startLoop("distributed-scheduler-signals", false, () -> {
            task.run();
            return NodeRuntime.END;
        });
    }
}
