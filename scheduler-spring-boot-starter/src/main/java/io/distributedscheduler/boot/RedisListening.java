package io.distributedscheduler.boot;

import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.redis.RedisChecks;
import io.distributedscheduler.redis.RedisSignals;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Keeps the signals connected while the application runs, and says once how Redis should be set up otherwise. Starts just
 * before the scheduler and stops just after it, so that a node that shuts down still hears whom to stop.
 */
final class RedisListening implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RedisListening.class);

    private final RedisConnectionFactory connections;
    private final RedisSignals signals;
    private final NodeRuntime runtime;
    private boolean checked;
    private NodeRuntime.@Nullable Loop loop;

    RedisListening(RedisConnectionFactory connections, RedisSignals signals, NodeRuntime runtime) {
        this.connections = connections;
        this.signals = signals;
        this.runtime = runtime;
    }

    @Override
    public synchronized void start() {
        if (loop == null) {
            loop = runtime.startLoop("distributed-scheduler-listening", false, this::runOnce);
        }
    }

    @Override
    public synchronized void stop() {
        if (loop != null) {
            loop.end();
            loop = null;
            // Before the connections end, which an application may do at its own time.
            signals.disconnect();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return loop != null;
    }

    @Override
    public int getPhase() {
        return SchedulerLifecycle.PHASE - 1;
    }

    private long runOnce() {
        Optional<Duration> pause = connect();
        if (pause.isPresent() && !checked) {
            check();
        }
        return pause.map(Duration::toNanos).orElse(NodeRuntime.END);
    }

    /** Empty when listening has ended meanwhile. */
    private synchronized Optional<Duration> connect() {
        return loop == null ? Optional.empty() : Optional.of(signals.connect());
    }

    private void check() {
        try {
            new RedisChecks(connections).warnings().forEach(log::warn);
            checked = true;
        } catch (RuntimeException e) {
            log.debug("Redis does not answer; its settings are looked at later", e);
        }
    }
}
