package io.distributedscheduler.engine;

import io.distributedscheduler.NodeStatus;
import io.distributedscheduler.codec.NodeInfo;
import io.distributedscheduler.engine.Troubles.Task;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.signal.Signals.Subscription;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.WaitingLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a scheduler, from start to stop: its parts in each partition, and those they share. */
final class Node implements CodeRunner.Outlet, NodePartition.Listener {

    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    private final SchedulerContext context;
    private final Waits waits;
    private final String name;
    private volatile Queues queues;
    private final Map<JobId, String> declared;
    private final Instant started;
    private final Deadlines deadlines;
    private final Workers workers;
    private final Reconciler reconciler;
    private final FailuresInARow failures;
    private final Janitor janitor;
    private final Watchdog watchdog;
    private final BackgroundLoop opening;
    private volatile List<NodePartition> partitions = List.of();
    private volatile @Nullable Shutdown shutdown;
    private @Nullable Subscription subscription;
    private boolean claiming;
    private boolean stopping;

    Node(SchedulerContext context, Waits waits, Definitions definitions) {
        this.context = context;
        context.troubles().forget();
        this.waits = waits;
        this.name = "scheduler-" + context.settings().node();
        this.queues = Queues.of(context);
        this.started = context.runtime().wallTime();
        this.deadlines = new Deadlines(context.runtime(), name + "-deadlines");
        CodeRunner runner = new CodeRunner(context, deadlines, this, name);
        this.workers = new Workers(context, runner, name + "-worker");
        runner.workers(workers);
        this.reconciler = new Reconciler(context, definitions, name + "-reconciler");
        this.declared = reconciler.hashes();
        this.failures = new FailuresInARow(context, definitions, name + "-failures");
        this.janitor = new Janitor(context, name + "-janitor");
        this.watchdog = new Watchdog(context.runtime(), context.settings().lease(), name + "-watchdog");
        this.opening = new BackgroundLoop(name + "-opening", this::open);
    }

    /** Joins, and sees to the declared jobs. */
    void start() {
        subscription = context.signals().subscribe(this::signalled, this::signalsMissed);
        // Until its threads are there, this one keeps the process alive.
        opening.start(context.runtime(), !queues.isEmpty());
        watchdog.start();
    }

    NodeStatus status() {
        List<String> problems = new ArrayList<>(context.troubles().now());
        watchdog.hanging().forEach(part -> problems.add(part + " hangs"));
        return new NodeStatus(
                true,
                partitions.stream()
                        .map(NodePartition::membership)
                        .map(membership -> new NodeStatus.Partition(
                                membership.partition(), membership.isPresent(), membership.sinceRenewal()))
                        .toList(),
                context.settings().concurrency(),
                workers.busy(),
                workers.isExhausted(),
                problems,
                context.events().dropped());
    }

    /** Runs jobs from now on. */
    synchronized void claim() {
        claiming = true;
        if (!stopping) {
            partitions.forEach(NodePartition::claim);
        }
    }

    /** Finds out how many partitions there are, which may have to wait for the store, and starts the parts of each. */
    private long open() {
        int count;
        try {
            count = context.store().partitions();
            context.troubles().worked(Task.OPEN, 0);
        } catch (JobStoreException e) {
            context.troubles().failed(Task.OPEN, 0, e);
            return PAUSE;
        }
        synchronized (this) {
            if (stopping) {
                return NodeRuntime.END;
            }
            if (count > 1) {
                queues = withoutLimited(count);
            }
            List<NodePartition> opened = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                opened.add(new NodePartition(context, i, queues, this::info, workers, this));
            }
            partitions = List.copyOf(opened);
            queues.whenRoom(this::roomAgain);
            if (!queues.isEmpty() || !declared.isEmpty()) {
                deadlines.start();
                partitions.forEach(NodePartition::start);
                if (claiming) {
                    claim();
                }
                janitor.start(count);
            }
            reconciler.start(count);
        }
        return NodeRuntime.END;
    }

    private Queues withoutLimited(int count) {
        if (!queues.limits().isEmpty()) {
            log.error(
                    "{} runs nothing of the executors {}: they are limited on all nodes together, and the store has {}"
                            + " partitions, which cannot count for each other. Use a store of one partition, a limit for"
                            + " each node, or a key for the jobs",
                    name,
                    queues.limits().keySet(),
                    count);
        }
        return queues.withoutLimited();
    }

    private NodeInfo info() {
        String version = Node.class.getPackage().getImplementationVersion();
        return new NodeInfo(
                context.settings().application(),
                Set.copyOf(queues.names()),
                context.settings().concurrency(),
                started,
                version == null ? "" : version,
                declared);
    }

    /** Begins to stop in order; the future completes when all is done that will be. */
    CompletableFuture<Void> stop() {
        Shutdown begun;
        synchronized (this) {
            if (!stopping) {
                stopping = true;
                opening.end();
                reconciler.end();
                janitor.end();
                shutdown = new Shutdown(context, partitions, this::ended, name + "-shutdown");
                shutdown.start();
            }
            begun = shutdown;
        }
        return begun == null ? CompletableFuture.completedFuture(null) : begun.done();
    }

    private void ended() {
        workers.close();
        deadlines.end();
        watchdog.end();
        Subscription current = subscription;
        if (current != null) {
            current.close();
        }
    }

    // ---- what others tell the node

    /** A caller of this process has scheduled something in the partition. */
    void scheduled(int partition, String queue, long due) {
        List<NodePartition> all = partitions;
        if (partition < all.size() && queues.canTake(WaitingLine.queueOf(queue))) {
            all.get(partition).hintedDue(due);
        }
    }

    /** A caller of this process has fired a keyword that reaches jobs of the partition. */
    void fired(int partition, String keyword) {
        List<NodePartition> all = partitions;
        if (partition < all.size()) {
            all.get(partition).fired(keyword);
        }
    }

    private void roomAgain() {
        // What is due of it is not known: nobody asked while there was no room.
        partitions.forEach(partition -> partition.hintedDue(StoreClock.nanos(Instant.EPOCH)));
    }

    private void signalled(Signal signal) {
        if (signal instanceof Signal.Head head) {
            if (queues.canTake(head.queue())) {
                long due = StoreClock.nanos(head.due());
                partitions.forEach(partition -> partition.hintedDue(due));
            }
        } else if (signal instanceof Signal.Mark mark) {
            for (NodePartition partition : partitions) {
                if (mark.node().equals(partition.membership().node().toString())) {
                    partition.beatSoon();
                }
            }
        } else if (signal instanceof Signal.Fired fired) {
            for (NodePartition partition : partitions) {
                Membership membership = partition.membership();
                // Two of all nodes do it at once; should both have died, the next beat tells the others.
                if (membership.ranking().rank(membership.node(), fired.keyword().hashCode()) < 2
                        || partition.overtakenBy().contains(fired.keyword())) {
                    partition.fired(fired.keyword());
                }
            }
        } else if (signal instanceof Signal.Ended ended) {
            waits.ended(ended.job());
        }
    }

    private void signalsMissed() {
        partitions.forEach(NodePartition::beatSoon);
        waits.checkAll();
    }

    // ---- what its parts tell the node

    @Override
    public void ended(Execution execution, Completion completion) {
        partitionOf(execution).ended(execution, completion);
    }

    @Override
    public void refused(Execution execution) {
        partitionOf(execution).refused(execution);
    }

    @Override
    public void mayHaveBeenFired(Execution execution, String keyword) {
        partitionOf(execution).fired(keyword);
    }

    @Override
    public void hinted(Execution execution, Instant due) {
        partitionOf(execution).hintedDue(StoreClock.nanos(due));
    }

    @Override
    public void needsBeat(Execution execution) {
        partitionOf(execution).beatSoon();
    }

    @Override
    public void joined(NodePartition partition, boolean again, boolean storeIsEmpty) {
        if (storeIsEmpty) {
            log.warn("The store has lost everything; declared jobs are made anew");
        }
        reconciler.joined(partition.membership().partition());
    }

    @Override
    public void renewed(NodePartition partition) {
        changed();
    }

    @Override
    public void taken(Execution execution, Completion completion) {
        failures.ended(execution, completion);
    }

    @Override
    public void changed() {
        Shutdown begun = shutdown;
        if (begun != null) {
            begun.wake();
        }
    }

    private NodePartition partitionOf(Execution execution) {
        return partitions.get(execution.home().partition());
    }
}
