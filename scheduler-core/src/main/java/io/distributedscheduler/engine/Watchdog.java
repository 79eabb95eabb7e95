package io.distributedscheduler.engine;

import io.distributedscheduler.engine.GuardedRuntime.Hanging;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says so, once each time and with the stack, when a part of the node has not returned from what it does for a lease. */
final class Watchdog {

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    private final GuardedRuntime runtime;
    private final Duration patience;
    private final Map<String, Long> told = new HashMap<>();
    private final BackgroundLoop loop;

    Watchdog(GuardedRuntime runtime, Duration patience, String name) {
        this.runtime = runtime;
        this.patience = patience;
        this.loop = new BackgroundLoop(name, this::runOnce);
    }

    void start() {
        loop.start(runtime, false);
    }

    void end() {
        loop.end();
    }

    /** The parts that have not returned for a lease, by name. */
    List<String> hanging() {
        return runtime.hanging(patience).stream().map(Hanging::loop).sorted().toList();
    }

    private long runOnce() {
        Set<String> names = new HashSet<>();
        for (Hanging hanging : runtime.hanging(patience)) {
            names.add(hanging.loop());
            Long before = told.put(hanging.loop(), hanging.entered());
            if (before == null || before != hanging.entered()) {
                Exception where = new Exception("what " + hanging.loop() + " does");
                where.setStackTrace(hanging.where());
                log.warn("{} has not returned for {}; below is where it is", hanging.loop(), hanging.since(), where);
            }
        }
        told.keySet().removeIf(name -> {
            boolean back = !names.contains(name);
            if (back) {
                log.info("{} has returned", name);
            }
            return back;
        });
        return patience.dividedBy(4).toNanos();
    }
}
