package io.distributedscheduler.boot;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.event.SchedulerListener;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.SmartLifecycle;

/**
 * Lets the node join before the web server starts, so that what the first request fires reaches all jobs that the
 * application declares; they run later, when all has started. A store that does not answer is not waited for.
 */
final class SchedulerJoining implements SmartLifecycle, SchedulerListener {

    /** Just before the web server, which starts 2,048 phases below the largest. */
    static final int PHASE = Integer.MAX_VALUE - 2_048 - 100;

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final DistributedScheduler scheduler;
    private final JobExecutorRegistrar executors;
    private final NodeRuntime runtime;
    private volatile CompletableFuture<Void> settled = new CompletableFuture<>();
    private volatile boolean running;

    SchedulerJoining(DistributedScheduler scheduler, JobExecutorRegistrar executors, NodeRuntime runtime) {
        this.scheduler = scheduler;
        this.executors = executors;
        this.runtime = runtime;
    }

    @Override
    public void start() {
        running = true;
        settled = new CompletableFuture<>();
        scheduler.join();
        if (!executors.declared().isEmpty()) {
            runtime.await(settled, LONGEST);
        }
    }

    @Override
    public void onEvent(SchedulerEvent event) {
        if (event instanceof SchedulerEvent.NodeReady || event instanceof SchedulerEvent.StoreAway) {
            settled.complete(null);
        }
    }

    /** Usually it has stopped by now; not so when something failed to start after it had joined. */
    @Override
    public void stop() {
        running = false;
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
