package io.distributedscheduler.engine;

import io.distributedscheduler.codec.NodeInfo;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.NodeId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The parts of a node that look after one partition, and what they tell each other. */
final class NodePartition implements Heartbeat.Listener, Dispatcher.Listener, CompletionWriter.Listener {

    /** What the partition tells the node. */
    interface Listener {

        /** The node has joined the partition; {@code again} after it was lost there. */
        void joined(NodePartition partition, boolean again, boolean storeIsEmpty);

        /** The store has answered a beat. */
        void renewed(NodePartition partition);

        /** Something ended or was handed back. */
        void changed();

        /** The attempt's end was taken by the store. */
        void taken(Execution execution, Completion completion);
    }

    private final Membership membership;
    private final Workers workers;
    private final Listener listener;
    private final Heartbeat heartbeat;
    private final Dispatcher dispatcher;
    private final CompletionWriter writer;
    private final boolean executes;

    NodePartition(
            SchedulerContext context,
            int partition,
            Queues queues,
            Supplier<NodeInfo> info,
            Workers workers,
            Listener listener) {
        String name = "scheduler-" + context.settings().node() + (partition == 0 ? "" : "-" + partition);
        this.membership = new Membership(
                partition, context.clocks().of(partition), context.runtime(), context.settings(), queues);
        this.workers = workers;
        this.listener = listener;
        this.executes = !queues.isEmpty();
        this.heartbeat = new Heartbeat(context, membership, queues, info, this, name + "-heartbeat");
        this.dispatcher = new Dispatcher(context, membership, queues, workers, this, name + "-dispatcher");
        this.writer = new CompletionWriter(context, membership, this, name + "-writer");
    }

    /** Joins, and beats. */
    void start() {
        heartbeat.start();
    }

    /** Begins to claim. */
    void claim() {
        if (executes) {
            writer.start();
            dispatcher.start();
        }
    }

    Membership membership() {
        return membership;
    }

    // ---- what others tell it

    void ended(Execution execution, Completion completion) {
        writer.add(execution, completion);
        listener.changed();
    }

    void refused(Execution execution) {
        membership.forget(execution);
        dispatcher.handBack(List.of(execution.ref()));
        listener.changed();
    }

    void hintedDue(long due) {
        if (executes) {
            dispatcher.hinted(due);
        }
    }

    /** The keywords whose next fire overtakes a run here. */
    Set<String> overtakenBy() {
        return membership.held().stream()
                .flatMap(execution -> Overtaking.keyword(execution).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    void fired(String keyword) {
        if (executes) {
            dispatcher.fired(List.of(keyword));
        }
    }

    void beatSoon() {
        heartbeat.beatSoon();
    }

    // ---- how it ends

    /** Claims nothing more, and hands back what has not started. */
    void stopClaiming() {
        dispatcher.stop();
        handBackUnstarted();
    }

    void handBackUnstarted() {
        dispatcher.giveBack(workers.takeAll(membership));
        List<Execution> taken = membership.held().stream()
                .filter(execution -> execution.stage() == Execution.Stage.CLAIMED)
                .toList();
        dispatcher.giveBack(taken);
    }

    /** Runs whose code was entered and whose end is not settled. */
    List<Execution> running() {
        return membership.held().stream()
                .filter(execution -> execution.stage() == Execution.Stage.RUNNING)
                .toList();
    }

    /** Whether all ends were written. */
    boolean isWritten() {
        return writer.unwritten() == 0;
    }

    /** The node is about to leave the partition, or could not. */
    void leaving(boolean leaving) {
        heartbeat.leaving(leaving);
    }

    void end() {
        membership.left();
        dispatcher.end();
        writer.end();
        heartbeat.end();
    }

    // ---- what its parts tell each other

    @Override
    public void renewed(Beat beat, long sent) {
        long due = beat.head().map(StoreClock::nanos).orElse(Head.NONE);
        membership.head().answered(due, sent, sent, false);
        if (executes) {
            // Also those that overtake a run here, should the signal of a fire have been lost.
            Set<String> keywords = overtakenBy();
            keywords.addAll(beat.fired());
            if (!keywords.isEmpty()) {
                dispatcher.fired(keywords);
            }
            dispatcher.wake();
            writer.wake();
        }
        listener.renewed(this);
    }

    @Override
    public void lost(NodeId dead) {
        workers.takeAll(membership);
        writer.clear();
        listener.changed();
    }

    @Override
    public void joined(boolean again, boolean storeIsEmpty) {
        listener.joined(this, again, storeIsEmpty);
    }

    @Override
    public void handBack(List<ClaimRef> claims) {
        dispatcher.handBack(claims);
    }

    @Override
    public Set<ClaimRef> writeAgain(Set<ClaimRef> unknown, long sent) {
        return writer.writeAgain(unknown, sent);
    }

    @Override
    public void recovered() {
        hintedDue(StoreClock.nanos(Instant.EPOCH));
    }

    @Override
    public void hinted(long due) {
        hintedDue(due);
    }

    @Override
    public void needsBeat() {
        heartbeat.beatSoon();
    }

    @Override
    public void written() {
        if (executes) {
            dispatcher.wake();
        }
        listener.changed();
    }

    @Override
    public void taken(Execution execution, Completion completion) {
        if (!execution.isInSequence()) {
            // Fewer run now than may: perhaps a fire waits for that.
            execution.claim().fire().ifPresent(fire -> fired(fire.keyword()));
        }
        listener.taken(execution, completion);
    }

    @Override
    public boolean isBehind() {
        return writer.isBehind();
    }
}
