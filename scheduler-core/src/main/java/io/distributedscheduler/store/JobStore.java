package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps jobs and hands each due occurrence to one node at a time.
 *
 * <p>Every method that changes something is one atomic step and, given the same {@link Call}, takes effect once: a
 * repetition answers what the first one answered. All decisions about time are made by the store's own clock. A handle
 * stands in exactly one place: pending, running, waiting, stopped or failed (a job that is stopped while it runs is
 * both, until the run ends). Implementations are thread-safe and pass the contract suite.
 *
 * <p>Instants of due are kept in milliseconds, tokens and times of steps in microseconds. A step may send signals; what
 * lowers the head of a queue sends {@code head}.
 *
 * <p>All methods throw {@link JobStoreException} when the store cannot answer.
 */
public interface JobStore {

    /** How many fires of a keyword may wait for one job. */
    int MAX_QUEUED_FIRES = 1_000;

    /** How often a run may lose its node before its job is FAILED. */
    int MAX_LOSSES = 3;

    /** How long the id of an event is remembered. */
    Duration EVENT_MEMORY = Duration.ofHours(1);

    /** How long a removed or finished job's awaited run is kept at least, so that whoever waits can read it. */
    Duration AWAITED_KEPT = Duration.ofMinutes(1);

    /** Number of partitions, fixed at first use. */
    int partitions();

    /** The partition of a job, by its {@link JobId#partitionKey()}. */
    int partitionOf(JobId job);

    /** The store's time. Instants of different partitions are not comparable. */
    Instant time(int partition);

    // ---- definitions

    /**
     * Adds jobs that do not exist yet: each stands where its {@link Due} says ({@link Due.Waiting}: waiting for its
     * keyword from the next fire on). All of one call go to the same partition. Answers in the order asked. A call is
     * bounded by {@code limit} of a few hundred jobs or 1 MB by the caller.
     *
     * @throws StoreFullException when there is no room; nothing was added
     */
    List<ScheduleAnswer> schedule(Call call, List<NewJob> jobs);

    /**
     * Replaces a definition if its revision is the expected one and the accounting holds.
     *
     * <p>A pending job moves where {@link Modification#pending()} says, into its new queue; {@link Due.Unchanged} keeps
     * the instant it stands at. If it stood for a retry, that run is closed by a record with outcome STOPPED, last, with
     * detail {@code {"reason":"replaced"}}, and the new definition's run starts with attempt 1. A running job keeps its claim; when that
     * ends, whatever its outcome, the job stands where {@link Modification#next()} says (an instant fixed in this
     * step). A STOPPED or FAILED one keeps its state unless {@link Modification#revive()}.
     * The counts go on. Fires queued for a keyword that changed are dropped.
     */
    ModifyAnswer modify(Call call, Modification modification);

    /**
     * Holds a job until {@link #start}: it is no longer pending or waiting, queued fires are dropped, a pending retry is
     * closed by a record with outcome STOPPED, and a living claim gets {@link Mark#STOP}, with signal {@code mark}. A FAILED job becomes STOPPED.
     */
    StopAnswer stop(Call call, StopRequest request);

    /**
     * Makes a STOPPED or FAILED job of the revision pending where {@code due} says, as a new run. Refused while a claim
     * lives, marked or not.
     */
    StartAnswer start(Call call, JobId job, long revision, Due due);

    /**
     * Removes a job; its kept runs stay until {@code retention} ends. A living claim gets {@link Mark#REMOVE}, with
     * signal {@code mark}, and until it has ended the id answers {@link ScheduleAnswer.Ending}; {@link #find} does not know the job.
     */
    StopAnswer remove(Call call, StopRequest request, Retention retention);

    // ---- keywords

    /**
     * Stores the event once and answers how many jobs of the partition it reaches: those that have the keyword and are
     * neither STOPPED nor FAILED. Each of them runs once for it, in the order of the fires: a WAITING one by
     * {@link #promote}, one that is pending or running when that run has ended. Zero reached stores only the event's
     * id. May promote some itself. Sends {@code fired}.
     */
    FireAnswer fire(Call call, FireRequest request);

    /**
     * Makes up to {@code limit} jobs that wait for the keyword and have not consumed its last fire pending, each for the
     * oldest fire it has not consumed, due at the time of that fire. Answers whether there are more. Safe to call by any
     * number of nodes at any time.
     */
    boolean promote(int partition, String keyword, int limit);

    // ---- nodes

    /**
     * Makes a node present with a lease from now; again for a node that is present is a renewal. Lays the partition out
     * at first use.
     *
     * @return store time
     * @throws StoreMismatchException when the partition was laid out for another number of partitions or a newer schema
     */
    Instant join(JoinRequest request);

    /** Renews the lease of a node that is present (also one that has passed) and answers what it must know. */
    Beat beat(BeatRequest request);

    /** Ends a node that holds no claims; false, and nothing changed, while it holds some. */
    boolean leave(int partition, NodeId node);

    /**
     * Declares a node dead if the end of its lease is still {@code leaseEnd}, and frees up to {@code limit} of its
     * claims: each gets a record with outcome LOST and is pending again at once as its next attempt with one loss more;
     * after {@link #MAX_LOSSES} its job is FAILED. A claim with a mark is not put back: STOP leaves the job stopped,
     * REMOVE forgets it. If the definition changed meanwhile, the job stands where its {@code next} says. A node that
     * is dead already is worked off further, whatever {@code leaseEnd} says. Once all is freed the node is gone.
     */
    Recovery recover(int partition, NodeId node, Instant leaseEnd, int limit);

    /** The nodes that are present. */
    List<NodeRecord> nodes(int partition);

    // ---- runs

    /**
     * Gives a node that is present due handles of its queues, earliest first within a queue, the queues in rotation, so
     * that none starves another. Each gets a token: {@code max(last + 1, store time in microseconds, seenToken + 1)}.
     * The first claim of a run names the run. Bounded by the limit and about 1 MB of definitions. A handle whose job is
     * gone is dropped; one whose record cannot be read makes that job FAILED and holds nothing up.
     */
    Claims claim(ClaimRequest request);

    /**
     * Ends attempts, up to a few hundred a call, in order, each only if the node still holds the claim by its token:
     * writes the run's record, adds the counts (if the run ended with it) and lets follow, the first that fits:
     *
     * <ol>
     *   <li>the job was removed ({@link Mark#REMOVE}): nothing;
     *   <li>{@link After.Finished} and the definition is unchanged: the job is removed, also when it was stopped;
     *   <li>the job was stopped ({@link Mark#STOP}): it stays STOPPED;
     *   <li>the definition has changed: it stands where the modification's {@code next} says;
     *   <li>what {@link Completion#after()} says; {@link Due.Waiting} means the oldest fire that it has not consumed if
     *       there is one, due at the time of that fire.
     * </ol>
     *
     * <p>Only in the last case can {@link After.Retry} make the attempt not the last of its run. With a changed definition only
     * {@link Counts#runs()} of the counts is added, since the modification accounted for the rest. The record of a job that does not repeat and
     * ended at its first attempt is kept as its one result; every other goes to the head of the job's list. A job that
     * somebody awaits sends {@code ended} when a run ended, and its record is kept for {@link #AWAITED_KEPT} at least.
     */
    List<CompleteAnswer> complete(Call call, int partition, NodeId node, List<Completion> completions);

    /**
     * Hands claims back that have not entered user code: each stands again where it stood when it was claimed, with the same attempt,
     * unless a mark or a changed definition says otherwise, as in {@link #complete}. Answers how many were held. No
     * record is written and nothing is counted.
     */
    int release(int partition, NodeId node, List<ClaimRef> claims);

    // ---- looking

    /** The job and where it stands, in one atomic look. */
    Optional<JobRecord> find(JobId job);

    /** A page of jobs. */
    JobPage list(ListRequest request);

    /** Kept records of ended attempts, newest first, also of a job that is gone. */
    List<RunRecord> runs(JobId job, int limit);

    /**
     * Whether a run of the job has ended after {@code since}: the kept result of a finished one-time job counts at the
     * first call. If not, registers the node to be signalled, in the same step.
     */
    AwaitAnswer await(AwaitRequest request);

    /** The queues of the partition. */
    List<QueueRecord> queues(int partition);

    // ---- declared jobs

    /** What is recorded of declared jobs, opaque text by job. */
    Map<JobId, String> declarations(int partition);

    /** Sets what is recorded of a declared job if it is {@code expected} now; null for nothing. */
    boolean declare(JobId job, @Nullable String expected, @Nullable String updated);

    // ---- keeping house

    /** Forgets up to {@code limit} records whose time is over; answers whether there may be more. */
    boolean trim(int partition, TrimLimits limits, int limit);

    /** Reads every record of the partition; puts jobs back that stand nowhere. Not for the hot path. */
    Audit audit(int partition);
}
