package io.distributedscheduler.engine;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobList;
import io.distributedscheduler.JobQuery;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.NodeStatus;
import io.distributedscheduler.ScheduleResult;
import io.distributedscheduler.StartResult;
import io.distributedscheduler.StopResult;
import io.distributedscheduler.event.AlarmListener;
import io.distributedscheduler.event.SchedulerListener;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scheduler that users call: what they do to jobs goes to the store at once; running jobs is the node's business. */
final class NodeScheduler implements DistributedScheduler, Definitions.Listener {

    private static final Logger log = LoggerFactory.getLogger(NodeScheduler.class);

    private static final Duration TO_LEAVE = Duration.ofSeconds(10);

    private final SchedulerContext context;
    private final UserCode code;
    private final Definitions definitions;
    private final Views views;
    private final Waits waits;
    private volatile @Nullable Node node;
    private volatile boolean started;
    private boolean alarming;

    NodeScheduler(SchedulerContext context, UserCode code) {
        this.context = context;
        this.code = code;
        this.definitions = new Definitions(context, this);
        this.views = new Views(context);
        this.waits = new Waits(context, "scheduler-" + context.settings().node() + "-waits");
    }

    @Override
    public JobId schedule(Job job) {
        return schedule(job, ConflictPolicy.FAIL).id();
    }

    @Override
    public ScheduleResult schedule(Job job, ConflictPolicy policy) {
        return context.history().call("schedule", job.id(), () -> definitions.schedule(job, policy));
    }

    @Override
    public List<ScheduleResult> schedule(Collection<Job> jobs, ConflictPolicy policy) {
        return context.history().call("schedule", null, () -> definitions.schedule(jobs, policy, Optional.empty()));
    }

    @Override
    public Job check(Job job) {
        return definitions.check(job);
    }

    @Override
    public Job modify(JobId id, UnaryOperator<Job> change) {
        return context.history().call("modify", id, () -> definitions.modify(id, change));
    }

    @Override
    public Job modify(Job job) {
        return context.history().call("modify", job.id(), () -> definitions.modify(job));
    }

    @Override
    public StopResult stop(JobId id) {
        return stop(id, "");
    }

    @Override
    public StopResult stop(JobId id, String reason) {
        return context.history()
                .call(
                        "stop",
                        id,
                        () -> definitions.stop(id, reason, context.settings().node()));
    }

    @Override
    public CompletableFuture<Void> stop(JobId id, Duration await) {
        return stop(id).endingOn().isEmpty() ? CompletableFuture.completedFuture(null) : waits.rest(id, await);
    }

    @Override
    public long stopAll() {
        return context.history().call("stopAll", null, definitions::stopAll);
    }

    @Override
    public StartResult start(JobId id) {
        return context.history().call("start", id, () -> definitions.start(id));
    }

    @Override
    public boolean remove(JobId id) {
        return context.history().call("remove", id, () -> definitions.remove(id));
    }

    @Override
    public long removeAll() {
        return context.history().call("removeAll", null, definitions::removeAll);
    }

    @Override
    public long fire(String keyword) {
        return fire(keyword, null);
    }

    @Override
    public long fire(String keyword, @Nullable Object data) {
        return fire(keyword, data, definitions.newEventId());
    }

    @Override
    public long fire(String keyword, @Nullable Object data, String eventId) {
        return context.history().call("fire", null, () -> definitions.fire(keyword, data, eventId));
    }

    @Override
    public boolean exists(JobId id) {
        return context.store().find(id).isPresent();
    }

    @Override
    public Optional<JobSnapshot> find(JobId id) {
        return views.find(id);
    }

    @Override
    public List<Instant> nextFireTimes(JobId id, int count) {
        return views.nextFireTimes(id, count);
    }

    @Override
    public JobList list(JobQuery query) {
        return views.list(query);
    }

    @Override
    public List<Run> runs(JobId id) {
        return views.runs(id);
    }

    @Override
    public CompletableFuture<Run> completion(JobId id) {
        return waits.completion(id);
    }

    @Override
    public void addListener(SchedulerListener listener) {
        context.events().add(listener);
    }

    @Override
    public synchronized void addAlarmListener(AlarmListener listener) {
        if (!alarming) {
            alarming = true;
            context.events().add(context.alarms()::on);
        }
        context.alarms().add(listener);
    }

    // ---- life

    @Override
    public synchronized void join() {
        if (node == null) {
            enter();
        }
    }

    @Override
    public synchronized void start() {
        Node joined = node == null ? enter() : node;
        if (!started) {
            started = true;
            joined.claim();
        }
    }

    private Node enter() {
        code.find();
        log.info(
                "Starting scheduler node {} with executors {}",
                context.settings().node(),
                context.executors().keySet());
        context.events().open();
        context.alarms().open();
        context.callbacks().open();
        waits.open();
        Node entered = new Node(context, waits, definitions);
        node = entered;
        entered.start();
        return entered;
    }

    @Override
    public synchronized void stop() {
        Node running = node;
        if (running == null) {
            return;
        }
        node = null;
        started = false;
        Duration limit = context.settings()
                .shutdown()
                .plus(context.settings().interrupt())
                .plus(TO_LEAVE);
        if (!context.runtime().await(running.stop(), limit)) {
            log.warn(
                    "Scheduler node {} has not stopped in time",
                    context.settings().node());
        }
        waits.close();
        context.callbacks().close();
        context.events().close();
        context.alarms().close();
        log.info("Scheduler node {} has stopped", context.settings().node());
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public NodeStatus status() {
        Node running = node;
        return running != null
                ? running.status()
                : new NodeStatus(
                        false,
                        List.of(),
                        context.settings().concurrency(),
                        0,
                        false,
                        List.of(),
                        context.events().dropped());
    }

    // ---- what callers of this process do

    @Override
    public void scheduled(int partition, String queue, long due) {
        Node running = node;
        if (running != null) {
            running.scheduled(partition, queue, due);
        }
    }

    @Override
    public void fired(int partition, String keyword) {
        Node running = node;
        if (running != null) {
            running.fired(partition, keyword);
        }
    }
}
