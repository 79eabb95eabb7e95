package io.distributedscheduler.boot;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.engine.NodeRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs jobs when all else has started, and stops it before all else: jobs may use whatever the application
 * has, the connection to Redis and the web server included.
 */
final class SchedulerLifecycle implements SmartLifecycle {

    /** After connections, pools and the web server; the latter needs some 2,000 phases below the largest. */
    static final int PHASE = Integer.MAX_VALUE - 100;

    private static final Logger log = LoggerFactory.getLogger(SchedulerLifecycle.class);

    private final DistributedScheduler scheduler;
    private final NodeRuntime runtime;

    SchedulerLifecycle(DistributedScheduler scheduler, NodeRuntime runtime) {
        this.scheduler = scheduler;
        this.runtime = runtime;
    }

    @Override
    public void start() {
        scheduler.start();
    }

    @Override
    public void stop() {
        scheduler.stop();
    }

    /** Does not wait, so that others of the phase stop meanwhile. */
    @Override
    public void stop(Runnable callback) {
        runtime.startLoop("distributed-scheduler-stop", true, () -> {
            try {
                scheduler.stop();
            } catch (RuntimeException e) {
                log.warn("The scheduler did not stop in order; what it ran starts again on other nodes", e);
            } finally {
                callback.run();
            }
            return NodeRuntime.END;
        });
    }

    @Override
    public boolean isRunning() {
        return scheduler.isRunning();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
