package io.distributedscheduler.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * @param facts whatever else is known, by name, in the order given; what a reader does not know it ignores
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
        @Nullable String call,
        Map<String, String> facts) {

    public HistoryEvent {
        facts = facts.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** An event of which nothing else is known. */
    public HistoryEvent(
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
            @Nullable String call) {
        this(
                seq,
                node,
                wallNs,
                monoNs,
                storeMicros,
                type,
                op,
                job,
                run,
                dueMs,
                revision,
                token,
                attempt,
                outcome,
                call,
                Map.of());
    }

    /** A fact; null if it is not known. */
    public @Nullable String fact(String name) {
        return facts.get(name);
    }

    /** The same event, and this fact is known of it. */
    public HistoryEvent with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(name, value);
        return new HistoryEvent(
                seq,
                node,
                wallNs,
                monoNs,
                storeMicros,
                type,
                op,
                job,
                run,
                dueMs,
                revision,
                token,
                attempt,
                outcome,
                call,
                more);
    }
}
