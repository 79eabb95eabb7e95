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
 * <p>Instants of due, of leases and of notes are kept in milliseconds, tokens and times of steps in microseconds; the
 * millisecond of a step is its time cut, not rounded. A step may send signals; one that leaves the head of a queue
 * lower than it was sends {@code head}, once a queue, with where it stands then. Where an order is promised and nothing
 * else decides, texts are in the order of their bytes in UTF-8.
 *
 * <p>Of a job that repeats, each occurrence ends in exactly one of its counts. The caller accounts for the ticks of a
 * trigger, in {@link Completion#counts()} and {@link Accounting}; the store for what only it knows: fires that are
 * dropped (skipped), and runs that it ends itself (runs).
 *
 * <p>All methods throw {@link JobStoreException} when the store cannot answer.
 */
public interface JobStore {

    /** How many fires of a keyword may wait for one job. */
    int MAX_QUEUED_FIRES = 1_000;

    /** So many occurrences of a job may be out of its sequence at once. */
    int MAX_BRANCHES = 99;

    /** A run that has lost its node so often is not tried again: its job is FAILED. */
    int MAX_LOSSES = 3;

    /** The list of a job's runs never holds more records. */
    int MAX_LISTED_RUNS = 100;

    /** A page of a list holds no more jobs. */
    int MAX_LISTED_JOBS = 500;

    /** Who a note is by, when the store itself made a job FAILED. */
    String BY_STORE = "store";

    /**
     * How long after the end of its time a call that took effect is remembered: until then a repetition is answered as it
     * was, whenever it says that its own time ends, and not a moment longer. So a call that is refused as late within this
     * has had no effect at all.
     */
    Duration CALL_MEMORY = Duration.ofSeconds(10);

    /** How long the id of an event is remembered, from its first fire. */
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
     * keyword from the next fire on). A keyword job counts fires from now on, wherever it stands. All of one call go to
     * the same partition. Answers in the order asked. The caller keeps a call to a few hundred jobs and 1 MB.
     *
     * @throws StoreFullException when there is no room; nothing was added
     */
    List<ScheduleAnswer> schedule(Call call, List<NewJob> jobs);

    /**
     * Replaces a definition if its revision is the expected one, the accounting holds, and it says where the job shall
     * stand when a claim has ended, if one lives and that matters.
     *
     * <p>A pending job moves where {@link Modification#pending()} says, into its new queue; {@link Due.Unchanged} keeps
     * the occurrence, which stands where it stood, planned for when it was. If it stood for a retry, that run is closed
     * by a record (see {@link RunRecord}) with detail {@code sreplaced}, and the new definition's run starts with attempt
     * 1 and no losses. A running job keeps its claim; when that ends, whatever its outcome, the job stands where
     * {@link Modification#next()} says (an instant fixed in this step; the last modification wins). A STOPPED or FAILED
     * one keeps its state unless {@link Modification#revive()}; a claim that a stop has marked still ends.
     *
     * <p>The counts go on as long as the job repeats. While the keyword stays the same, the job keeps its position in the
     * fires: those that are queued stay so, and a pending one that has not been attempted stays pending with
     * {@link Due.Waiting}, too. All other fires, queued or pending, are dropped: of a keyword that changed (with
     * {@link Due.Unchanged} the job stands at the same instant then, but for no fire), and a pending one whose job moves
     * to an instant. A WAITING job without a keyword now is FAILED, as in {@link #complete}.
     */
    ModifyAnswer modify(Call call, Modification modification);

    /**
     * Holds a job until {@link #start}: it is no longer pending or waiting, its fires are dropped, a pending retry is
     * closed by a record with the detail {@code s} and the reason, and a living claim gets {@link Mark#STOP}, with
     * signal {@code mark}. A FAILED job becomes STOPPED. {@link StopAnswer.Already} goes before a conflict.
     */
    StopAnswer stop(Call call, StopRequest request);

    /**
     * Makes a STOPPED or FAILED job of the revision stand where {@code due} says, as a new run. Fires count from now on.
     * Refused while a claim lives, marked or not. If several answers fit: Unknown, Running, Nothing, Conflict.
     *
     * @throws IllegalArgumentException when {@code due} is {@link Due.Unchanged}
     */
    StartAnswer start(Call call, JobId job, long revision, Due due);

    /**
     * Removes a job, in whatever state, with its counts; its listed runs stay until {@code retention} ends. Of an
     * earlier job of that id there may be a result (see {@link #complete}): where no run is listed, it stays as long as
     * was decided then, and not longer for this. A pending retry is closed as by {@link #stop}. A living claim gets
     * {@link Mark#REMOVE}, with signal {@code mark}, and until it has ended the id answers {@link ScheduleAnswer.Ending};
     * {@link #find} does not know the job.
     */
    StopAnswer remove(Call call, StopRequest request, Retention retention);

    // ---- keywords

    /**
     * Stores the event once and answers how many jobs of the partition it reaches: those that have the keyword and are
     * neither STOPPED nor FAILED. Each of them runs once for it, in the order of the fires: a WAITING one by
     * {@link #promote}, one that is pending or running when that run has ended. Zero reached stores only the event's
     * id, and does not count as a fire. Sends {@code fired} if it reaches any. Does not promote, so that it costs the
     * same however many wait. The id of an event belongs to its keyword; a repeated event answers what its first fire
     * answered, and one that was answered by {@link FireAnswer.Full} is not remembered.
     *
     * <p>Once a step has left a keyword without such a job, nothing is kept of it but the ids of its events: its fires
     * are numbered from 1 again.
     */
    FireAnswer fire(Call call, FireRequest request);

    /**
     * Makes up to {@code limit} jobs that wait for the keyword and have not consumed its last fire pending, each for the
     * oldest fire it has not consumed, due at the time of that fire. Those go first that have consumed least, then by
     * id. Answers whether there are more, and how far the fires have come, so that runs can be told to end which a later
     * fire cancels. Safe to call by any number of nodes at any time.
     */
    Promotion promote(int partition, String keyword, int limit);

    // ---- nodes

    /**
     * Makes a node present with a lease from now; again for a node that is present is a renewal, with the new info. A
     * node that was declared dead stays dead until it is recovered in full: nothing is changed, and its next beat says
     * so. Lays the partition out at first use.
     *
     * @return store time
     * @throws StoreMismatchException when the partition was laid out for another number of partitions or a newer schema
     */
    Instant join(JoinRequest request);

    /**
     * Renews the lease of a node that is present (also one that has passed) and answers what it must know. A renewal
     * always changes the end of the lease: one that would come out the same is a millisecond longer.
     */
    Beat beat(BeatRequest request);

    /** Ends a node that holds no claims; false, and nothing changed, while it holds some. True if it is not there. */
    boolean leave(int partition, NodeId node);

    /**
     * Declares a node dead if the end of its lease is still {@code leaseEnd}, and frees up to {@code limit} of its
     * claims, lowest token first: each gets a record with outcome LOST, without detail, and is pending again at once as
     * its next attempt with one loss more; with {@link #MAX_LOSSES} its job is FAILED, {@link #BY_STORE}, reason
     * {@code lost its node 3 times}. A job that was stopped or removed, or whose definition has changed, goes on as in
     * {@link #complete}; that, too, makes the attempt the last of its run. The record goes to the head of the job's
     * list; that of a removed job is not kept. A node that is dead already is worked off
     * further, whatever {@code leaseEnd} says. Once all is freed the node is gone.
     *
     * <p>A dead node cannot write: until it is gone, and after, its claims, beats, completions and releases change
     * nothing.
     */
    Recovery recover(int partition, NodeId node, Instant leaseEnd, int limit);

    /** The nodes that are present, without those that are dead, by their text. */
    List<NodeRecord> nodes(int partition);

    // ---- runs

    /**
     * Gives a node that is present due handles of its queues, earliest first within a queue, then by the text of the
     * handle. The queues that have something due give one each in turn, so that none starves another; the turn begins
     * with the one at the index {@code number modulo their count}, in the order asked for. Each claim gets a token:
     * {@code max(last + 1, store time in microseconds, seenToken + 1)}. The first claim of a run names the run. Ends
     * with the limit, or once the bodies given add up to 1 MB (2^20 bytes of UTF-8). A handle whose job is gone is
     * dropped; one whose record cannot be read makes that job FAILED and holds nothing up.
     *
     * <p>A queue gives, in turn as well, its own handles and those of its {@link WaitingLine}s of which something may be claimed by
     * now and {@link ClaimRequest#ahead()}, the first to open first. Of a line, and of an executor that is limited, no more is given
     * than may start by then (see {@link LimitRecord}), and none past one that may not; of an executor no more than the node has
     * room for. What may start only later than it is due must not start before ({@link Claim#notBefore()}). A claim counts for its key and, if
     * the request says a limit, for its executor, until it ends by whatever step; one that is handed back was no start.
     *
     * <p>The head of a queue is the earliest instant from which something of it may be claimed: of one where so many run as may
     * there is none, until one has ended.
     */
    Claims claim(ClaimRequest request);

    /**
     * Ends attempts, up to a few hundred a call, in order, each only if the node is present and still holds the claim by
     * its token: writes the run's record, adds the counts (if the run ended with it) and lets follow, the first that
     * fits:
     *
     * <ol>
     *   <li>the job was removed ({@link Mark#REMOVE}): nothing;
     *   <li>{@link After.Finished} and the definition is unchanged: the job is removed, also when it was stopped;
     *   <li>the job is STOPPED: it stays so;
     *   <li>the definition has changed: it stands where the modification's {@code next} says;
     *   <li>what {@link Completion#after()} says.
     * </ol>
     *
     * <p>{@link Due.Waiting}, here and wherever else a job is placed, means the oldest fire that the job has not
     * consumed if there is one, due at the time of that fire; a job without keyword is then FAILED, {@link #BY_STORE},
     * reason {@code waits for a keyword but has none}. Fires that {@link After.NextFire} skips are counted, and
     * {@link After.Queued} stands at the time of the step. A job that {@link After.Failed} made FAILED, or {@link After.Stopped}
     * STOPPED, has a note by the
     * node's text; its fires are dropped.
     *
     * <p>Only in the last case can {@link After.Retry} make the attempt not the last of its run. In cases 3 and 4 one run
     * is counted instead of the counts, since the stop or modification accounted for the rest, and counted on that.
     *
     * <p>The record of a job that does not repeat and is finished by its first attempt is kept as its one result; every
     * other goes to the head of the job's list, which is cut to {@link Retention#count()}. Once the job is gone, both
     * are kept for {@link Retention#keepFor()}, and never shorter than a step before decided. A count of 0 keeps
     * nothing: the list goes. A job that somebody awaits sends {@code ended} when a run ended, and for it the record is
     * kept for {@link #AWAITED_KEPT} at least, as the job's result if the count is 0.
     */
    List<CompleteAnswer> complete(Call call, int partition, NodeId node, List<Completion> completions);

    /**
     * Takes a running occurrence out of the sequence of its job, if the node is present, holds the claim by its token, and
     * nothing has happened to the job meanwhile (see {@link #complete}); and lets the job's next occurrence stand, as
     * {@link #complete} does for {@link After.Next} and {@link After.NextFire}. Only of a job that repeats. The claim goes on
     * under the handle whose number is its token; it counts as a run from now on, whatever becomes of it.
     *
     * <p>An occurrence that is out of the sequence ends, is handed back and is lost as others are, but nothing is counted
     * again, and the job goes on by itself: only {@link After.Retry} lets it stand again, under its handle, and only while
     * the job is neither changed, stopped, FAILED nor removed. Where it would have been dropped or given up, its run is
     * closed, with a record. {@link #stop} and {@link #remove} mark it, and with {@link #modify} close it if it is pending;
     * {@link #start} is refused while it runs. Where {@link After.Finished} ends the sequence while some are out of it, the
     * job stays until the last of them has ended, and is RUNNING or, if none runs, SCHEDULED. A job that is STOPPED by then
     * stays so.
     */
    BranchAnswer branch(Call call, BranchRequest request);

    /**
     * Hands claims back that have not entered user code, if the node is present: each stands again where it stood when
     * it was claimed, with the same attempt; no record is written and nothing is counted. After a
     * first attempt the next claim names the run anew.
     *
     * <p>A job that was stopped or removed, or whose definition has changed, goes on as in {@link #complete} instead.
     * That drops the occurrence. If an attempt of its run was made before, or the definition of a job that repeats has
     * changed since the claim, the run is closed, with the reason of the stop or {@code replaced}: whoever changed the
     * job saw the claim, and counted on its being a run. Else it counts as missed, also when a fire caused it. Of a
     * removed job nothing is written.
     */
    ReleaseAnswer release(int partition, NodeId node, List<ClaimRef> claims);

    // ---- looking

    /** The job and where it stands, in one atomic look. */
    Optional<JobRecord> find(JobId job);

    /** A page of jobs. All pages together hold each job once that existed throughout. */
    JobPage list(ListRequest request);

    /**
     * Kept records of ended attempts, newest first by {@link RunRecord#finished()}, then by token, also of a job that is
     * gone.
     */
    List<RunRecord> runs(JobId job, int limit);

    /**
     * Whether a run of the job has ended at or after {@code since}: the first such that is kept. Without {@code since},
     * the newest kept run of a job that is gone. If not, and the job exists, registers the node to be signalled, in the
     * same step; {@code since} is then that asked for, or the time of the step. The end of a run, and removal, send
     * {@code ended} and end all registrations.
     */
    AwaitAnswer await(AwaitRequest request);

    /** The queues of the partition, by name. */
    List<QueueRecord> queues(int partition);

    // ---- declared jobs

    /** What is recorded of declared jobs, opaque text by job. */
    Map<JobId, String> declarations(int partition);

    /** Sets what is recorded of a declared job if it is {@code expected} now; null for nothing. */
    boolean declare(JobId job, @Nullable String expected, @Nullable String updated);

    // ---- keeping house

    /**
     * Forgets what up to {@code limit} jobs left whose time is over: kept runs of jobs that are gone, by the time their
     * retention ends, then by id, those too many after those whose time it is (a job that was scheduled again keeps its
     * list); then FAILED jobs that do not repeat, longest first, with their list. Until then all can be seen. Answers
     * whether it reached the limit, so that there may be more.
     */
    boolean trim(int partition, TrimLimits limits, int limit);

    /** Reads every record of the partition; puts jobs back that stand nowhere. Not for the hot path. */
    Audit audit(int partition);
}
