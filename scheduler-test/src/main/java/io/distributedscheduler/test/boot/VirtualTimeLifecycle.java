package io.distributedscheduler.test.boot;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.test.VirtualTime;
import org.springframework.context.SmartLifecycle;

/**
 * Comes after the scheduler has started and before it is stopped: lets happen what starting it has begun, and stops it
 * itself, because by then nobody lets time pass for a thread that would wait for it.
 */
final class VirtualTimeLifecycle implements SmartLifecycle {

    private final DistributedScheduler scheduler;
    private final VirtualTime time;
    private boolean running;

    VirtualTimeLifecycle(DistributedScheduler scheduler, VirtualTime time) {
        this.scheduler = scheduler;
        this.time = time;
    }

    @Override
    public void start() {
        running = true;
        time.runDue();
    }

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
        return Integer.MAX_VALUE;
    }
}
