package io.distributedscheduler.event;

import org.jspecify.annotations.Nullable;

/**
 * One line of the history that checkers read: what a node or a caller did, with everything needed to hold it against
 * the guarantees.
 *
 * @param seq counts the events of one recorder, from 1
 * @param node who did it
 * @param wallNs wall clock of the recorder, for people
 * @param monoNs monotonic clock of the recorder
 * @param storeMicros store time of the step that caused it; 0 if none did
 * @param type {@code invoke}, {@code ok}, {@code fail} or {@code info} of a call; otherwise what happened: {@code
 *     claimed}, {@code start}, {@code end}, {@code completeAccepted}, {@code completeRejected}, {@code released},
 *     {@code lost}, {@code renewed}, {@code dead} ...
 * @param op the call, for the types of a call
 * @param job the job, if it is about one
 * @param run token of the run's first claim; 0 if none
 * @param dueMs planned instant; 0 if none
 * @param revision of the definition; 0 if none
 * @param token of the attempt; 0 if none
 * @param attempt from 1; 0 if none
 * @param outcome of the attempt, if it ended
 * @param call id of the call, if it is about one
 */
public record HistoryEvent(
        long seq,
        String node,
        long wallNs,
        long monoNs,
        long storeMicros,
        String type,
        @Nullable String op,
        @Nullable String job,
        long run,
        long dueMs,
        long revision,
        long token,
        int attempt,
        @Nullable String outcome,
        @Nullable String call) {}
