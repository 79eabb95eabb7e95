package io.distributedscheduler.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One ended attempt of a run, as {@code runs(id)} lists it and {@code completion(id)} delivers it.
 *
 * @param id the run; the same for all its attempts
 * @param executor eid that ran it
 * @param outcome how it ended
 * @param attempt number of the attempt, from 1
 * @param last whether the run ended with it; false when another attempt followed
 * @param due planned instant of the occurrence, in store time
 * @param started when user code was entered, in store time as the node estimated it, never before {@code due}; of a
 *     LOST attempt, when it was claimed, which may be some milliseconds before
 * @param finished when its end was recorded, in store time
 * @param node name of the node that ran it
 * @param token fencing token of the attempt
 * @param revision revision of the definition it ran
 * @param keyword the keyword whose fire caused it, if one did
 * @param result what user code returned, if it returned something and the outcome is SUCCEEDED
 * @param error why it failed, unless it succeeded
 */
public record Run(
        RunId id,
        String executor,
        Outcome outcome,
        int attempt,
        boolean last,
        Instant due,
        Instant started,
        Instant finished,
        String node,
        long token,
        long revision,
        Optional<String> keyword,
        Optional<Encoded> result,
        Optional<RunError> error) {

    /** The job it belongs to, which may be gone. */
    public JobId job() {
        return id.job();
    }

    /**
     * How late it started: from the due instant to its start; never negative, also where a LOST attempt was claimed
     * ahead of its due instant.
     */
    public Duration lateness() {
        return started.isBefore(due) ? Duration.ZERO : Duration.between(due, started);
    }

    /**
     * The result, read as {@code type}; empty when the run has none.
     *
     * @throws UnreadableDataException when the JSON does not fit the type
     */
    public <T> Optional<T> result(Class<T> type) {
        return result.map(encoded -> encoded.as(type));
    }

    /** What happened, in one line; neither result nor stack, which may be long or secret. */
    @Override
    public String toString() {
        return "Run[" + id + ", executor " + executor + ", attempt " + attempt + " " + outcome
                + (last ? "" : ", retried")
                + ", due " + due + ", started " + started + ", finished " + finished + " on " + node + ", token "
                + token
                + "]";
    }
}
