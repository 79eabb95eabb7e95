package io.distributedscheduler.engine;

import io.distributedscheduler.codec.NodeInfo;
import io.distributedscheduler.codec.NodeInfoCodec;
import io.distributedscheduler.engine.Execution.Told;
import io.distributedscheduler.engine.Troubles.Task;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.Recovery;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoreMismatchException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node present in one partition: joins, renews the lease ten times as often as needed, holds what the store
 * says against what the node knows, and frees the runs of nodes that died.
 *
 * <p>It waits for nothing but the store, and each partition has its own, so that none holds up another.
 */
final class Heartbeat {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private static final int RECOVERED_AT_ONCE = 100;
    /** However many signals come in: beats that somebody asked for are this far apart. */
    private static final long SHORTEST_GAP = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long PAUSE_AFTER_MISMATCH = TimeUnit.SECONDS.toNanos(10);

    /** What the heartbeat tells the other parts of the partition. */
    interface Listener {

        /** The node is present, the store answers. */
        void renewed(Beat beat, long sent);

        /** The node was declared dead in that epoch, or the store lost it. */
        void lost(NodeId dead);

        /** The node has joined; {@code again} after it was lost. */
        void joined(boolean again, boolean storeIsEmpty);

        /** These claims are not to be started any more; their code was not entered. */
        void handBack(List<ClaimRef> claims);

        /** Of claims that the node does not know, those whose end it will write again. */
        Set<ClaimRef> writeAgain(Set<ClaimRef> unknown, long sent);

        /** Runs of a dead node are due again. */
        void recovered();
    }

    private final JobStore store;
    private final NodeRuntime runtime;
    private final SchedulerSettings settings;
    private final EventDispatcher events;
    private final HistoryRecorder history;
    private final Membership membership;
    private final Queues queues;
    private final Supplier<NodeInfo> info;
    private final NodeInfoCodec infos = new NodeInfoCodec();
    private final RunMapper runs;
    private final Looker looker;
    private final Troubles troubles;
    private final Listener listener;
    private final BackgroundLoop loop;
    private final long interval;

    private volatile boolean beatSoon;
    private volatile boolean leaving;
    private boolean joined;
    private boolean wasLost;
    private long nextBeat;
    private long lastSent;
    private long lastGood;
    private Instant lastGoodByWall = Instant.EPOCH;
    private Optional<Long> awaySince = Optional.empty();
    private Map<NodeId, NodeInfo> peers = Map.of();

    Heartbeat(
            SchedulerContext context,
            Membership membership,
            Queues queues,
            Supplier<NodeInfo> info,
            Listener listener,
            String name) {
        this.store = context.store();
        this.runtime = context.runtime();
        this.settings = context.settings();
        this.events = context.events();
        this.history = context.history();
        this.membership = membership;
        this.queues = queues;
        this.info = info;
        this.runs = new RunMapper(context.details());
        this.looker = new Looker(settings.lease());
        this.troubles = context.troubles();
        this.listener = listener;
        this.loop = new BackgroundLoop(name, this::runOnce);
        this.interval = settings.beat().toNanos();
        this.lastSent = runtime.nanoTime() - SHORTEST_GAP;
    }

    void start() {
        loop.start(runtime, false);
    }

    void end() {
        loop.end();
    }

    /** Asks for a beat now, rather than when the next is due. */
    void beatSoon() {
        beatSoon = true;
        loop.wake();
    }

    /** The node is about to leave: that it is not present any more is no surprise. */
    void leaving(boolean leaving) {
        this.leaving = leaving;
    }

    /** Joins, beats, or frees some runs of a dead node, whatever is next. */
    long runOnce() {
        long now = runtime.nanoTime();
        boolean soon = beatSoon && now - lastSent >= SHORTEST_GAP;
        if (soon || !joined || now - nextBeat >= 0) {
            beatSoon = false;
            lastSent = now;
            long pause = joined ? beat() : join();
            if (pause > 0) {
                return pause;
            }
        } else {
            looker.suspect(now).ifPresent(suspect -> recover(suspect.getKey(), suspect.getValue()));
        }
        now = runtime.nanoTime();
        long next = joined ? Math.min(nextBeat - now, looker.nanosUntilSuspect(now)) : 0;
        return Math.max(0, beatSoon ? Math.min(next, SHORTEST_GAP) : next);
    }

    // ---- presence

    private long join() {
        long sent = runtime.nanoTime();
        Instant sentByWall = runtime.wallTime();
        NodeId node = membership.node();
        try {
            Instant time = store.join(
                    new JoinRequest(membership.partition(), node, settings.lease(), infos.write(info.get())));
            membership.clock().observe(sent, runtime.nanoTime(), time);
            boolean empty = wasLost && store.queues(membership.partition()).isEmpty();
            membership.renewed(sent, sentByWall);
            // Since it was lost, it has not seen anybody.
            looker.gap(runtime.nanoTime());
            nextBeat = sent;
            good(sent, sentByWall);
            troubles.worked(Task.JOIN, membership.partition());
            history.node("joined", node.toString(), time);
            log.info(
                    "Node {} has joined{}{}",
                    node,
                    wasLost ? " again" : "",
                    membership.partition() == 0 ? "" : " partition " + membership.partition());
            listener.joined(wasLost, empty);
            if (wasLost) {
                events.publish(new SchedulerEvent.NodeRejoined(membership.partition(), node.toString(), empty));
            }
        } catch (JobStoreException e) {
            long pause = failed(Task.JOIN, e);
            return e instanceof StoreMismatchException ? PAUSE_AFTER_MISMATCH : pause;
        }
        joined = true;
        wasLost = false;
        return beat();
    }

    private long beat() {
        long sent = runtime.nanoTime();
        Instant sentByWall = runtime.wallTime();
        NodeId node = membership.node();
        List<Execution> known = membership.held();
        long dealtWith = membership.dealtWith();
        Beat beat;
        try {
            beat = store.beat(
                    new BeatRequest(membership.partition(), node, settings.lease(), queues.open(), queues.limits()));
            troubles.worked(Task.BEAT, membership.partition());
        } catch (JobStoreException e) {
            return failed(Task.BEAT, e);
        }
        long now = runtime.nanoTime();
        membership.clock().observe(sent, now, beat.time());
        if (!beat.present() && leaving) {
            return PAUSE;
        }
        if (!beat.present()) {
            lost(node, beat.time());
            return 0;
        }
        membership.renewed(sent, sentByWall);
        history.node("renewed", node.toString(), beat.time());
        // A gap in the own beats is no time in which others could have been seen to stand still.
        if (gap(sent, sentByWall)) {
            looker.gap(now);
        }
        good(sent, sentByWall);
        looker.saw(beat.nodes(), node, now);
        compare(beat, known, dealtWith, sent);
        look(beat.nodes().keySet(), node);
        listener.renewed(beat, sent);
        nextBeat = sent + interval;
        return 0;
    }

    private boolean gap(long sent, Instant sentByWall) {
        Duration limit = settings.lease().dividedBy(3);
        return sent - lastGood > limit.toNanos()
                || Duration.between(lastGoodByWall, sentByWall).compareTo(limit) > 0;
    }

    private void good(long sent, Instant sentByWall) {
        lastGood = sent;
        lastGoodByWall = sentByWall;
        awaySince.ifPresent(since -> {
            Duration away = Duration.ofNanos(runtime.nanoTime() - since);
            events.publish(new SchedulerEvent.StoreBack(membership.partition(), away));
        });
        awaySince = Optional.empty();
    }

    private long failed(Task task, JobStoreException e) {
        nextBeat = runtime.nanoTime(); // Also one that was only asked for is made up for.
        troubles.failed(task, membership.partition(), e);
        if (awaySince.isEmpty()) {
            awaySince = Optional.of(runtime.nanoTime());
            events.publish(new SchedulerEvent.StoreAway(membership.partition(), String.valueOf(e.getMessage())));
        }
        return Math.min(PAUSE, interval);
    }

    private void lost(NodeId node, Instant time) {
        List<Execution> taken = membership.lost(node);
        log.warn(
                "Node {} was declared dead, or the store lost it; it held {} runs and joins again as {}",
                node,
                taken.size(),
                membership.node());
        history.node("dead", node.toString(), time);
        wasLost = true;
        joined = false;
        for (Execution execution : taken) {
            if (!execution.withdraw()) {
                execution.tell(Told.LOST);
            }
        }
        listener.lost(node);
    }

    // ---- what the store holds, and what the node knows

    private void compare(Beat beat, List<Execution> known, long dealtWith, long sent) {
        Set<Long> entries = new HashSet<>();
        Map<Long, Mark> marks = new HashMap<>();
        Set<ClaimRef> unknown = new HashSet<>();
        for (Beat.Entry entry : beat.running()) {
            entries.add(entry.claim().token());
            entry.mark().ifPresent(mark -> marks.put(entry.claim().token(), mark));
            if (entry.number() <= dealtWith && !membership.holds(entry.claim())) {
                unknown.add(entry.claim());
            }
        }
        List<ClaimRef> handBack = new ArrayList<>();
        if (!unknown.isEmpty()) {
            unknown.removeAll(listener.writeAgain(unknown, sent));
            handBack.addAll(unknown);
        }
        for (Execution execution : known) {
            if (!entries.contains(execution.claim().token())) {
                takenAway(execution);
            }
        }
        // Also of those that came in since the beat was sent.
        for (Execution execution : membership.marked(marks.keySet())) {
            marked(execution, Objects.requireNonNull(marks.get(execution.claim().token())))
                    .ifPresent(handBack::add);
        }
        if (!handBack.isEmpty()) {
            log.debug("Handing {} claims back", handBack.size());
            listener.handBack(handBack);
        }
    }

    /** The store does not hold the claim any more. If its end was not sent either, somebody took it away. */
    private void takenAway(Execution execution) {
        if (execution.withdraw()) {
            membership.forget(execution);
            log.warn("The claim of {} was taken away before it started", execution);
        } else if (execution.stage() == Execution.Stage.RUNNING) {
            membership.forget(execution);
            if (execution.tell(Told.LOST)) {
                log.warn("The claim of {} was taken away; it was told to end", execution);
            }
        }
    }

    private Optional<ClaimRef> marked(Execution execution, Mark mark) {
        if (execution.withdraw()) {
            membership.forget(execution);
            return Optional.of(execution.ref());
        }
        if (execution.tell(Told.STOP)) {
            log.info("{} was told to end, since its job was {}", execution, mark == Mark.STOP ? "stopped" : "removed");
        }
        return Optional.empty();
    }

    // ---- the others

    private void look(Set<NodeId> nodes, NodeId self) {
        if (!nodes.equals(peers.keySet())) {
            try {
                Map<NodeId, NodeInfo> found = new HashMap<>();
                for (NodeRecord record : store.nodes(membership.partition())) {
                    found.put(record.node(), infos.read(record.info()));
                }
                peers = Map.copyOf(found);
                troubles.worked(Task.LOOK, membership.partition());
            } catch (JobStoreException e) {
                troubles.failed(Task.LOOK, membership.partition(), e);
            }
        }
        List<NodeId> capable = new ArrayList<>();
        peers.forEach((node, peer) -> {
            if (!node.equals(self) && nodes.contains(node) && !Collections.disjoint(peer.queues(), queues.names())) {
                capable.add(node);
            }
        });
        membership.ranking(new Ranking(capable));
    }

    private void recover(NodeId dead, Instant leaseEnd) {
        Recovery recovery;
        long sent = runtime.nanoTime();
        try {
            recovery = store.recover(membership.partition(), dead, leaseEnd, RECOVERED_AT_ONCE);
            troubles.worked(Task.RECOVER, membership.partition());
        } catch (JobStoreException e) {
            troubles.failed(Task.RECOVER, membership.partition(), e);
            looker.gap(runtime.nanoTime());
            beatSoon();
            return;
        }
        membership.clock().observe(sent, runtime.nanoTime(), recovery.time());
        if (!recovery.dead() || !recovery.more()) {
            looker.forget(dead);
        }
        if (!recovery.dead()) {
            return;
        }
        for (RunRecord lost : recovery.lost()) {
            history.lost(lost, recovery.time());
            log.warn("Node {} died with run {}#{} (attempt {})", dead, lost.job(), lost.run(), lost.attempt());
            if (lost.outcome() == Outcome.LOST) {
                events.publish(new SchedulerEvent.RunLost(runs.run(lost)));
            }
        }
        if (!recovery.more()) {
            log.warn("Node {} was declared dead; its runs are free for others", dead);
        }
        if (!recovery.lost().isEmpty()) {
            listener.recovered();
        }
    }
}
