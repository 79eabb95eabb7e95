package io.distributedscheduler.job;

import java.time.Instant;
import java.util.Optional;

/**
 * What user code sees of the run it is in. Valid in any thread while the run lasts.
 *
 * @param <P> type of the payload
 */
public interface JobContext<P> {

    /** The job. */
    JobId id();

    /** The run: the same for every attempt, so an idempotency key for effects outside. */
    RunId runId();

    /** eid of the executor. */
    String executor();

    /** The planned instant of this occurrence, in store time. */
    Instant due();

    /** Number of this attempt, from 1. */
    int attempt();

    /** Name of the node it runs on. */
    String node();

    /**
     * Fencing token of this attempt: grows from claim to claim of a job. A resource that remembers the highest token it
     * has seen can refuse a node that was declared dead.
     */
    long token();

    /** Whether there is a {@link #payload()}. */
    boolean hasPayload();

    /**
     * The payload of the job; if it has none, what was passed to the {@code fire} that caused this run.
     *
     * @throws UnreadableDataException when there is neither, or it does not fit the executor's declared type
     */
    P payload();

    /** The keyword whose fire caused this run, if one did. */
    Optional<String> keyword();

    /** What was passed to {@code fire}, if a fire with data caused this run. */
    Optional<Encoded> fireData();

    /** Whether the run shall end soon: the job was stopped or removed, timed out, or the node shuts down. */
    boolean stopRequested();

    /**
     * Whether this node still holds the claim, as far as it can know: false from the moment others may have declared it
     * dead. By the node's own monotonic clock, without a call to the store.
     */
    boolean holdsClaim();
}
