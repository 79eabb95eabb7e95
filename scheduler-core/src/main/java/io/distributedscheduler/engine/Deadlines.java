package io.distributedscheduler.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Does things to runs when their time has come. Calls neither the store nor user code, so that nothing holds it up. */
final class Deadlines {

    private record Key(long at, long number) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            // Differences, since the monotonic clock may wrap.
            int byTime = Long.signum(at - other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private record Entry(Execution execution, Runnable action) {}

    private final NodeRuntime runtime;
    private final BackgroundLoop loop;
    private final TreeMap<Key, Entry> entries = new TreeMap<>();
    private final Map<Execution, List<Key>> keys = new HashMap<>();
    private long count;

    Deadlines(NodeRuntime runtime, String name) {
        this.runtime = runtime;
        this.loop = new BackgroundLoop(name, this::runOnce);
    }

    void start() {
        loop.start(runtime, false);
    }

    void end() {
        loop.end();
    }

    /** Calls the action at that time of the monotonic clock, unless the execution is forgotten before. */
    void at(long time, Execution execution, Runnable action) {
        boolean earliest;
        synchronized (this) {
            Key key = new Key(time, count++);
            entries.put(key, new Entry(execution, action));
            keys.computeIfAbsent(execution, any -> new ArrayList<>(2)).add(key);
            earliest = entries.firstKey().equals(key);
        }
        if (earliest) {
            loop.wake();
        }
    }

    synchronized void forget(Execution execution) {
        List<Key> known = keys.remove(execution);
        if (known != null) {
            known.forEach(entries::remove);
        }
    }

    long runOnce() {
        while (true) {
            Entry due;
            synchronized (this) {
                if (entries.isEmpty()) {
                    return NodeRuntime.UNTIL_WOKEN;
                }
                Map.Entry<Key, Entry> first = entries.firstEntry();
                long left = first.getKey().at - runtime.nanoTime();
                if (left > 0) {
                    return left;
                }
                due = first.getValue();
                entries.remove(first.getKey());
                List<Key> known = keys.get(due.execution());
                if (known != null) {
                    known.remove(first.getKey());
                    if (known.isEmpty()) {
                        keys.remove(due.execution());
                    }
                }
            }
            due.action().run();
        }
    }
}
