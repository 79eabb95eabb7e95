package io.distributedscheduler.boot.transaction;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobConflictException;
import io.distributedscheduler.JobExistsException;
import io.distributedscheduler.JobList;
import io.distributedscheduler.JobQuery;
import io.distributedscheduler.JobRunningException;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.NodeStatus;
import io.distributedscheduler.ScheduleResult;
import io.distributedscheduler.StartResult;
import io.distributedscheduler.StopResult;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.event.AlarmListener;
import io.distributedscheduler.event.SchedulerListener;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Names;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler of which the calls that change something wait for the commit of the transaction that they are made in, if
 * there is one. What can be said at once is: values that are not allowed, jobs that do not exist, ids that are taken, a store
 * that does not answer. Looking at jobs does not wait.
 */
final class TransactionalScheduler implements DistributedScheduler {

    private final DistributedScheduler scheduler;
    private final DataCodec data;
    private final Delivery delivery;

    /**
     * @param scheduler what does it in the end
     * @param store what it is done in
     * @param data how data of fires are written
     * @param runtime runs what tries again
     */
    TransactionalScheduler(DistributedScheduler scheduler, JobStore store, DataCodec data, NodeRuntime runtime) {
        this.scheduler = scheduler;
        this.data = data;
        this.delivery = new Delivery(scheduler, store, runtime);
    }

    private Optional<AfterCommit> transaction() {
        return AfterCommit.current(delivery);
    }

    // ---- definitions

    @Override
    public JobId schedule(Job job) {
        return schedule(job, ConflictPolicy.FAIL).id();
    }

    @Override
    public ScheduleResult schedule(Job job, ConflictPolicy policy) {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.schedule(job, policy);
        }
        Job checked = scheduler.check(job);
        if (exists(transaction.get(), job.id()) && policy == ConflictPolicy.FAIL) {
            throw new JobExistsException(job.id());
        }
        transaction.get().add(Steps.schedule(List.of(checked), policy));
        return new ScheduleResult(job.id(), ScheduleResult.Kind.AFTER_COMMIT);
    }

    @Override
    public List<ScheduleResult> schedule(Collection<Job> jobs, ConflictPolicy policy) {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty() || jobs.isEmpty()) {
            return scheduler.schedule(jobs, policy);
        }
        List<Job> checked = jobs.stream().map(scheduler::check).toList();
        if (policy == ConflictPolicy.FAIL) {
            checked.stream()
                    .filter(job -> transaction.get().made(job.id()).isPresent())
                    .findFirst()
                    .ifPresent(job -> {
                        throw new JobExistsException(job.id());
                    });
        }
        // One look, so that a store that is away is known of before the commit.
        scheduler.exists(checked.get(0).id());
        transaction.get().add(Steps.schedule(checked, policy));
        return checked.stream()
                .map(job -> new ScheduleResult(job.id(), ScheduleResult.Kind.AFTER_COMMIT))
                .toList();
    }

    @Override
    public Job check(Job job) {
        return scheduler.check(job);
    }

    @Override
    public Job modify(JobId id, UnaryOperator<Job> change) {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.modify(id, change);
        }
        Job changed = scheduler.check(change.apply(definition(transaction.get(), id)));
        if (!changed.id().equals(id)) {
            throw new IllegalArgumentException(
                    "The id of a job cannot be changed, was \"" + id + "\", then \"" + changed.id() + "\"");
        }
        transaction.get().add(Steps.modify(changed, change));
        return changed;
    }

    @Override
    public Job modify(Job job) {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.modify(job);
        }
        Job changed = scheduler.check(job);
        if (definition(transaction.get(), job.id()).revision() != job.revision()) {
            throw new JobConflictException(job.id());
        }
        transaction.get().add(Steps.modify(changed));
        return changed;
    }

    @Override
    public StopResult stop(JobId id) {
        return stop(id, "");
    }

    @Override
    public StopResult stop(JobId id, String reason) {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.stop(id, reason);
        }
        Names.note("The reason of a stop", reason);
        Optional<JobSnapshot> found = find(transaction.get(), id);
        transaction.get().add(Steps.stop(id, reason));
        return new StopResult(
                found.filter(job -> job.state() == JobState.STOPPED).isEmpty(),
                found.map(JobSnapshot::runningOn).orElse(List.of()));
    }

    @Override
    public CompletableFuture<Void> stop(JobId id, Duration await) {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.stop(id, await);
        }
        find(transaction.get(), id);
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        transaction.get().add(Steps.stop(id, await, stopped));
        return stopped;
    }

    @Override
    public long stopAll() {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.stopAll();
        }
        transaction.get().add(Steps.stopAll());
        return AFTER_COMMIT;
    }

    @Override
    public StartResult start(JobId id) {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.start(id);
        }
        Optional<JobSnapshot> found = find(transaction.get(), id);
        found.flatMap(job -> job.runningOn().stream().findFirst()).ifPresent(node -> {
            throw new JobRunningException(id, node);
        });
        transaction.get().add(Steps.start(id));
        JobState before = found.map(JobSnapshot::state).orElse(JobState.SCHEDULED);
        return new StartResult(before == JobState.STOPPED || before == JobState.FAILED, before);
    }

    @Override
    public boolean remove(JobId id) {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.remove(id);
        }
        boolean exists = exists(transaction.get(), id);
        transaction.get().add(Steps.remove(id));
        return exists;
    }

    @Override
    public long removeAll() {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.removeAll();
        }
        transaction.get().add(Steps.removeAll());
        return AFTER_COMMIT;
    }

    @Override
    public long fire(String keyword) {
        return fire(keyword, null);
    }

    @Override
    public long fire(String keyword, @Nullable Object value) {
        // With an id, since it may have to be tried again.
        return transaction().isEmpty()
                ? scheduler.fire(keyword, value)
                : fire(keyword, value, UUID.randomUUID().toString());
    }

    @Override
    public long fire(String keyword, @Nullable Object value, String eventId) {
        Optional<AfterCommit> transaction = transaction();
        if (transaction.isEmpty()) {
            return scheduler.fire(keyword, value, eventId);
        }
        Names.check("keyword", keyword);
        Names.event(eventId);
        String json = data.writePayload("fire of " + keyword, value);
        transaction.get().add(Steps.fire(keyword, json.isEmpty() ? null : data.encoded(json), eventId));
        return AFTER_COMMIT;
    }

    // ---- what the transaction has done to a job so far

    private boolean exists(AfterCommit transaction, JobId id) {
        return transaction.made(id).isPresent() || !transaction.removed(id) && scheduler.exists(id);
    }

    /** The job; empty for one that the transaction has made, and that the store may not know yet. */
    private Optional<JobSnapshot> find(AfterCommit transaction, JobId id) {
        if (transaction.made(id).isPresent()) {
            return Optional.empty();
        }
        if (transaction.removed(id)) {
            throw new UnknownJobException(id);
        }
        return Optional.of(scheduler.find(id).orElseThrow(() -> new UnknownJobException(id)));
    }

    private Job definition(AfterCommit transaction, JobId id) {
        Optional<JobSnapshot> found = find(transaction, id);
        return found.isEmpty()
                ? transaction.made(id).orElseThrow()
                : found.get()
                        .job()
                        .orElseThrow(() -> new UnreadableDataException(
                                "The definition of job " + id + " cannot be read on this node", null));
    }

    // ---- looking

    @Override
    public boolean exists(JobId id) {
        return scheduler.exists(id);
    }

    @Override
    public Optional<JobSnapshot> find(JobId id) {
        return scheduler.find(id);
    }

    @Override
    public List<Instant> nextFireTimes(JobId id, int count) {
        return scheduler.nextFireTimes(id, count);
    }

    @Override
    public JobList list(JobQuery query) {
        return scheduler.list(query);
    }

    @Override
    public List<Run> runs(JobId id) {
        return scheduler.runs(id);
    }

    /** Of a job that the transaction has made, the first run after the commit. */
    @Override
    public CompletableFuture<Run> completion(JobId id) {
        Optional<AfterCommit> transaction =
                transaction().filter(one -> one.made(id).isPresent());
        if (transaction.isEmpty()) {
            return scheduler.completion(id);
        }
        CompletableFuture<Run> completed = new CompletableFuture<>();
        transaction.get().add(Steps.await(id, completed));
        return completed;
    }

    // ---- life

    @Override
    public void addListener(SchedulerListener listener) {
        scheduler.addListener(listener);
    }

    @Override
    public void addAlarmListener(AlarmListener listener) {
        scheduler.addAlarmListener(listener);
    }

    @Override
    public void join() {
        scheduler.join();
    }

    @Override
    public void start() {
        scheduler.start();
    }

    @Override
    public void stop() {
        scheduler.stop();
        delivery.close();
    }

    @Override
    public boolean isRunning() {
        return scheduler.isRunning();
    }

    @Override
    public NodeStatus status() {
        return scheduler.status();
    }
}
