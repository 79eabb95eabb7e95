package io.distributedscheduler.engine;

import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.StoreMismatchException;
import io.distributedscheduler.store.StoreRefusesException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once what goes wrong with the store, for all parts and partitions of a node, and once that it is over: parts
 * repeat their calls many times a second, which must neither fill the log nor be silent.
 *
 * <p>A store that is away is one trouble, whoever meets it. What a store that answers refuses is a trouble of its own for
 * each thing it is asked to do, since the others work.
 */
final class Troubles {

    private static final Logger log = LoggerFactory.getLogger(Troubles.class);

    /** A call that failed less often in a row has met a slow moment, or a failover. */
    private static final int FEW = 3;

    /** What comes and goes is not said more often. */
    private static final long SAID_AGAIN = TimeUnit.MINUTES.toNanos(1);

    private static final String AWAY = "";

    /** What a node asks the store to do. */
    enum Task {
        OPEN("say how many partitions it has"),
        JOIN("let the node join"),
        BEAT("renew the node's lease"),
        CLAIM("hand out due jobs"),
        HAND_BACK("take claims back"),
        COMPLETE("take the ends of runs"),
        PROMOTE("wake jobs that wait for a keyword"),
        BRANCH("let several runs of a job run at once"),
        LOOK("tell of the other nodes"),
        RECOVER("free the runs of dead nodes"),
        RECONCILE("see to declared jobs"),
        KEEP_HOUSE("forget what need not be kept");

        private final String words;

        Task(String words) {
            this.words = words;
        }

        /** Whether the store is away for the node when it does not answer to this. */
        private boolean tellsWhetherItIsThere() {
            return this == OPEN || this == JOIN || this == BEAT;
        }
    }

    private record Call(Task task, int partition) {}

    /** A call that fails, and how often it did so in a row. */
    private record Failing(String topic, int times, String reason) {}

    private final NodeRuntime runtime;
    private final Map<Call, Failing> failing = new HashMap<>();
    private final Map<String, Long> open = new HashMap<>();
    private final Map<String, Long> said = new HashMap<>();

    Troubles(NodeRuntime runtime) {
        this.runtime = runtime;
    }

    /** A call has failed, and is repeated. */
    synchronized void failed(Task task, int partition, JobStoreException e) {
        log.debug("The store did not {} (partition {})", task.words, partition, e);
        boolean away = isAway(e) && task.tellsWhetherItIsThere();
        if (isAway(e) && !away && failing.values().stream().anyMatch(other -> other.topic.equals(AWAY))) {
            return; // No wonder.
        }
        String topic = away ? AWAY : task.name();
        Call call = new Call(task, partition);
        Failing before = failing.get(call);
        int times = before != null && before.topic.equals(topic) ? before.times + 1 : 1;
        failing.put(call, new Failing(topic, times, String.valueOf(e.getMessage())));
        if (before != null && !before.topic.equals(topic)) {
            overUnlessOthers(before.topic);
        }
        boolean serious = times >= FEW || e instanceof StoreMismatchException;
        if (serious && !open.containsKey(topic) && !saidLately(topic)) {
            long now = runtime.nanoTime();
            open.put(topic, now);
            said.put(topic, now);
            say(task, partition, e);
        }
    }

    /** A call has worked. */
    synchronized void worked(Task task, int partition) {
        if (failing.isEmpty()) {
            return;
        }
        Failing before = failing.remove(new Call(task, partition));
        if (before != null) {
            overUnlessOthers(before.topic);
        }
    }

    /** A new life of the node. */
    synchronized void forget() {
        failing.clear();
        open.clear();
        said.clear();
    }

    /** What is wrong now, in the words of the store. */
    synchronized List<String> now() {
        List<String> all = new ArrayList<>();
        for (String topic : open.keySet()) {
            failing.values().stream()
                    .filter(call -> call.topic.equals(topic))
                    .findFirst()
                    .ifPresent(call -> all.add(call.reason));
        }
        return all;
    }

    private boolean saidLately(String topic) {
        Long before = said.get(topic);
        return before != null && runtime.nanoTime() - before < SAID_AGAIN;
    }

    private void say(Task task, int partition, JobStoreException e) {
        if (e instanceof StoreMismatchException) {
            log.error("This node must not use the store, and waits: {}", e.getMessage());
        } else if (isAway(e)) {
            log.warn(
                    "The store does not answer{}; what runs goes on, the rest waits until it does. Partition {}: {}",
                    task.tellsWhetherItIsThere() ? "" : " when it is asked to " + task.words,
                    partition,
                    e.getMessage());
        } else {
            log.warn(
                    "The store answers, but refuses to {}; that is tried again. Partition {}: {}",
                    task.words,
                    partition,
                    e.getMessage());
        }
    }

    private void overUnlessOthers(String topic) {
        Long since = open.get(topic);
        if (since == null || failing.values().stream().anyMatch(call -> call.topic.equals(topic))) {
            return;
        }
        open.remove(topic);
        Duration lasted = Duration.ofNanos(runtime.nanoTime() - since);
        if (topic.equals(AWAY)) {
            log.info("The store answers again, after {}", lasted);
        } else {
            log.info("The store can {} again, after {}", Task.valueOf(topic).words, lasted);
        }
    }

    private static boolean isAway(JobStoreException e) {
        return !(e instanceof StoreRefusesException || e instanceof StoreMismatchException);
    }
}
