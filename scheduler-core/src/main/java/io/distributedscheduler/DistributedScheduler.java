package io.distributedscheduler;

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

/**
 * Schedules jobs that all nodes of the application share, and looks at them.
 *
 * <p>Every method may be called on any node, whether it has executors or not, and takes effect for all nodes when it
 * returns. All methods are thread-safe. They throw {@link IllegalArgumentException} for a value that is not allowed,
 * {@link UnknownJobException} for a job that does not exist, and
 * {@link io.distributedscheduler.store.JobStoreException} when the store does not answer; in that last case it is
 * unknown whether the call took effect. Repeating it with the same job id and {@link ConflictPolicy#KEEP} makes no second
 * job beside one that is there; a one-time job that has run and gone meanwhile would run again, and {@link #runs} tells.
 */
public interface DistributedScheduler {

    /** What {@link #fire}, {@link #stopAll} and {@link #removeAll} answer that wait for a commit: it is not known yet. */
    long AFTER_COMMIT = -1;

    /**
     * Schedules a job.
     *
     * @return its id
     * @throws JobExistsException when the id is taken
     * @throws JobRunningException when a removed job of that id still ends on a node
     */
    JobId schedule(Job job);

    /**
     * Schedules a job, and says what happened if its id is taken.
     *
     * @throws JobExistsException with {@link ConflictPolicy#FAIL}, when the id is taken
     * @throws JobRunningException when a removed job of that id still ends on a node
     */
    ScheduleResult schedule(Job job, ConflictPolicy policy);

    /**
     * Schedules many jobs in few steps. Each is handled on its own: those before one that fails are scheduled.
     *
     * @return what happened to each, in the order given; with {@link ConflictPolicy#FAIL} an id that is taken throws
     *     after all others were handled
     * @throws PartlyScheduledException when the store stops to answer; says what was scheduled, what may have been and
     *     what was not. No more is sent then
     */
    List<ScheduleResult> schedule(Collection<Job> jobs, ConflictPolicy policy);

    /**
     * Says whether {@code schedule} would take the job, as far as that does not depend on other jobs, and schedules nothing.
     *
     * @return the job with its payload as it would be stored, an {@link io.distributedscheduler.job.Encoded}: later changes of
     *     the payload's object do not reach it
     * @throws IllegalArgumentException when its trigger is never due from now on
     * @throws io.distributedscheduler.job.UnwritableDataException when its payload cannot be written, or is over the limit
     */
    Job check(Job job);

    /**
     * Changes a job, and never loses a concurrent change: {@code change} gets the job as it is now and is called again
     * when somebody was faster. It must not change the id. A run that has started goes on with the old definition; during
     * the last one that its trigger allows, a job can only be given a trigger that allows more.
     *
     * @return the job as it is now
     */
    Job modify(JobId id, UnaryOperator<Job> change);

    /**
     * Changes a job to the given definition if its revision is still {@link Job#revision()}.
     *
     * @return the job as it is now
     * @throws JobConflictException when it was changed since
     */
    Job modify(Job job);

    /** Stops a job without a reason; see {@link #stop(JobId, String)}. */
    StopResult stop(JobId id);

    /**
     * Holds a job until it is started again: after this returned nothing of it is claimed. A run that has started is
     * told to end, wherever it runs, by interrupt and {@code stopRequested()}; the result says where one still ends.
     *
     * @param reason for people: one line of at most 1,024 bytes of UTF-8, or nothing
     */
    StopResult stop(JobId id, String reason);

    /**
     * Stops a job and waits until every run of it has ended, at most that long.
     *
     * @return the future completes when no claim lives any more, or exceptionally with a {@link
     *     java.util.concurrent.TimeoutException}, on a thread as that of {@link #completion}
     */
    CompletableFuture<Void> stop(JobId id, Duration await);

    /** Stops all jobs, in bounded steps; answers how many it stopped. */
    long stopAll();

    /**
     * Lets a STOPPED job go on, or runs a FAILED one again as a new run. Changes nothing for one that is SCHEDULED or
     * WAITING, and says so.
     *
     * @throws JobRunningException while it runs, or still ends, on any node; names the node
     */
    StartResult start(JobId id);

    /**
     * Runs once more what a job runs, now, whatever state it is in, and leaves the job and its schedule alone: as a one-time
     * job of its own, with the executor, payload, retries and timeout of the other, that can be found, awaited and stopped as
     * any. It may run beside the other one.
     *
     * @return its id, which begins with that of the other job if there is room
     * @throws UnknownJobException when there is no such job
     * @throws io.distributedscheduler.job.UnreadableDataException when this node cannot read its definition
     */
    default JobId runNow(JobId id) {
        return schedule(Again.now(find(id).orElseThrow(() -> new UnknownJobException(id))));
    }

    /**
     * The same with other data.
     *
     * @param payload what the executor gets instead of the job's payload, or of the data of a fire; null for none
     */
    default JobId runNow(JobId id, @Nullable Object payload) {
        return schedule(Again.now(find(id).orElseThrow(() -> new UnknownJobException(id)), payload));
    }

    /**
     * Runs what a job would have run in a range of the past, each tick of its trigger as if it came late, in order and one
     * after the other: as a job of its own, with the executor, payload, retries and timeout of the other, which it leaves
     * alone. {@link io.distributedscheduler.job.JobContext#due()} is the tick. Ticks from the one on that the job itself
     * stands at, or runs, are not part of it. Once stopped, a backfill does not go on: ask for the rest of its range.
     *
     * @param from the first instant of the range
     * @param to the first instant after the range
     * @return its id, which begins with that of the other job if there is room
     * @throws IllegalArgumentException when the range is empty, the job is not due in it, or is more than 1,000 times; or
     *     when its trigger has no ticks of its own: once, a keyword, a fixed delay
     * @throws JobExistsException while the same range is being backfilled
     * @throws UnknownJobException when there is no such job
     * @throws io.distributedscheduler.job.UnreadableDataException when this node cannot read its definition
     */
    default JobId backfill(JobId id, Instant from, Instant to) {
        return schedule(Again.backfill(find(id).orElseThrow(() -> new UnknownJobException(id)), from, to));
    }

    /**
     * Removes a job; a run that has started is told to end. Its kept runs stay.
     *
     * @return false when there is no such job
     */
    boolean remove(JobId id);

    /** Removes all jobs, in bounded steps; answers how many it removed. */
    long removeAll();

    /** Fires a keyword without data. */
    long fire(String keyword);

    /** Fires a keyword as a new event. */
    long fire(String keyword, @Nullable Object data);

    /**
     * Fires a keyword: each job that waits for it runs once, also when it is still running for an earlier fire.
     *
     * @param data what each run gets, or null
     * @param eventId names the event, on one line of 1 to 256 bytes of UTF-8, not blank: the same id again within an hour
     *     is the same fire and has no further effect
     * @return how many jobs it reached
     * @throws FireQueueFullException when a job has 1,000 fires of the keyword waiting; repeat it with the same event
     *     id later
     */
    long fire(String keyword, @Nullable Object data, String eventId);

    /** Whether there is such a job, in whatever state. */
    boolean exists(JobId id);

    /** The job and where it stands. */
    Optional<JobSnapshot> find(JobId id);

    /**
     * When a job is due next, in store time: the pending occurrence first, also one that is overdue or waits for a retry, then
     * the ticks of its trigger, as far as its finish and its number of runs allow. Of a job that runs, those after the run.
     * None of a job that is STOPPED, FAILED, or waits for its keyword; of a fixed delay only the pending one, since the
     * others depend on how long runs take. See {@link Job#nextFireTimes} for a job that is not scheduled yet.
     *
     * @param count at most so many, 1 to 1,000
     * @throws IllegalArgumentException when the count is not 1 to 1,000
     * @throws UnknownJobException when there is no such job
     * @throws io.distributedscheduler.job.UnreadableDataException when this node cannot read its definition
     */
    List<Instant> nextFireTimes(JobId id, int count);

    /** A page of jobs. */
    JobList list(JobQuery query);

    /** Kept runs of a job, newest first, also after the job is gone; at most 100. */
    List<Run> runs(JobId id);

    /**
     * The first run of the job that ends for good after this call, or the kept result of a one-time job that has
     * finished. Works from any node. Completes with {@link UnknownJobException} when there is no such job and no kept
     * run, or when it is removed; expires with a {@link java.util.concurrent.TimeoutException} after a day unless
     * configured. Of all that {@code completion} and {@code stop} with a time answer, 100,000 may wait at a time; further
     * ones complete with {@link TooManyWaitsException}, and cancelling one makes room.
     *
     * <p>What is hung on the future runs on a thread that completes futures, apart from jobs and listeners, and may
     * wait; but 64 that wait at a time hold up the futures of the whole scheduler, so use the methods with {@code Async}
     * for more.
     */
    CompletableFuture<Run> completion(JobId id);

    /** Adds a listener for what happens on this node. */
    void addListener(SchedulerListener listener);

    /** Adds a listener for what a person should look at, of what happens on this node. */
    void addAlarmListener(AlarmListener listener);

    /**
     * Joins the other nodes, and makes the jobs that the application declares, but runs none before {@link #start()}.
     * Does nothing when it has joined already. Does not wait for the store: {@link
     * io.distributedscheduler.event.SchedulerEvent.NodeReady} tells when it is done.
     */
    void join();

    /** Starts to run jobs, and joins before if need be. Does nothing when it runs already. Does not wait for the store. */
    void start();

    /**
     * Stops in order: claims nothing more, hands back what has not started, waits for running jobs up to the configured
     * limit, interrupts them, and hands back what has ended. Answers when done.
     */
    void stop();

    /** Whether it was started and not stopped. */
    boolean isRunning();

    /** How this node does: since when the store has not answered, how busy it is, and what goes wrong. */
    NodeStatus status();
}
