package io.distributedscheduler.engine;

import io.distributedscheduler.event.Alarm;
import io.distributedscheduler.event.AlarmListener;
import io.distributedscheduler.event.SchedulerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells alarm listeners of what events say, on a thread of its own, and of each kind and executor once a minute. */
final class Alarms {

    /** As many kinds and executors as are told of within a minute; alarms of others are dropped. */
    static final int MOST_GROUPS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Alarms.class);

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final NodeRuntime runtime;
    private final AlarmTexts texts;
    private final List<AlarmListener> listeners = new CopyOnWriteArrayList<>();
    private final OnDemandLoop loop;

    /** Guarded by itself, as all that follows. */
    private final Map<Key, Group> groups = new HashMap<>();

    private boolean closed;
    private boolean overflown;

    private record Key(Alarm.Kind kind, String executor) {}

    /** What has come of one kind and executor since that was told of last. */
    private static final class Group {

        private Alarm last;
        private long count = 1;
        private boolean told;
        private long toldAt;

        Group(Alarm first) {
            this.last = first;
        }

        void tell(long now) {
            count = 0;
            told = true;
            toldAt = now;
        }
    }

    Alarms(NodeRuntime runtime, String name, AlarmTexts texts) {
        this.runtime = runtime;
        this.texts = texts;
        this.loop = new OnDemandLoop(runtime, name, this::runOnce);
    }

    void add(AlarmListener listener) {
        listeners.add(listener);
    }

    /** Takes an event into account. */
    void on(SchedulerEvent event) {
        if (listeners.isEmpty()) {
            return;
        }
        texts.of(event).ifPresent(this::raise);
    }

    private void raise(Alarm alarm) {
        synchronized (groups) {
            Group group = groups.get(new Key(alarm.kind(), alarm.executor()));
            if (group != null) {
                group.last = alarm;
                group.count++;
            } else if (groups.size() < MOST_GROUPS) {
                groups.put(new Key(alarm.kind(), alarm.executor()), new Group(alarm));
            } else if (!overflown) {
                overflown = true;
                log.warn("There are alarms of {} kinds and executors; those of others are dropped", MOST_GROUPS);
            }
        }
        loop.wake();
    }

    /** Ends the thread once all is told. */
    void close() {
        synchronized (groups) {
            closed = true;
        }
        loop.wakeIfRunning();
    }

    void open() {
        synchronized (groups) {
            closed = false;
        }
    }

    /** Tells what is to be told now; answers when there is more. */
    long runOnce() {
        List<Alarm> due = new ArrayList<>();
        long next = collect(due);
        for (Alarm alarm : due) {
            for (AlarmListener listener : listeners) {
                tell(listener, alarm);
            }
        }
        return next;
    }

    private long collect(List<Alarm> due) {
        synchronized (groups) {
            long now = runtime.nanoTime();
            long next = NodeRuntime.UNTIL_WOKEN;
            Iterator<Group> all = groups.values().iterator();
            while (all.hasNext()) {
                Group group = all.next();
                if (group.told && !closed && now - group.toldAt < MINUTE) {
                    next = Math.min(next, group.toldAt + MINUTE - now);
                } else if (group.count == 0) {
                    all.remove();
                } else {
                    due.add(group.last.more(group.count - 1));
                    group.tell(now);
                    next = Math.min(next, MINUTE);
                }
            }
            overflown = overflown && !groups.isEmpty();
            return closed && due.isEmpty() ? NodeRuntime.END : next;
        }
    }

    private static void tell(AlarmListener listener, Alarm alarm) {
        try {
            listener.onAlarm(alarm);
        } catch (Throwable e) {
            log.warn("An alarm listener threw at \"{}\"", alarm.text(), e);
        }
    }
}
