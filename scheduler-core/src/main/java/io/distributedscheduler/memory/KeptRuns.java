package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of ended attempts, and who awaits them. */
final class KeptRuns {

    private static final Comparator<RunRecord> NEWEST_FIRST = Comparator.comparing(RunRecord::finished)
            .thenComparing(RunRecord::token)
            .reversed();

    private final MemoryState state;

    /** Of one-time jobs that were finished by their first attempt, or of which nothing is kept but that it is awaited. */
    final Map<JobId, RunRecord> results = new HashMap<>();

    /** All others, the newest at the head. */
    final Map<JobId, Deque<RunRecord>> lists = new HashMap<>();

    /** By when the records of a job that is gone, and every result, shall be forgotten, ms. */
    final Scores<JobId> until = Scores.ofJobs();

    /** Who waits for a run of the job, until when, ms. */
    private final Map<JobId, Map<NodeId, Long>> awaited = new HashMap<>();

    KeptRuns(MemoryState state) {
        this.state = state;
    }

    /** Newest first. */
    List<RunRecord> of(JobId job) {
        List<RunRecord> kept = new ArrayList<>(lists.getOrDefault(job, new ArrayDeque<>()));
        Optional.ofNullable(results.get(job)).ifPresent(kept::add);
        kept.sort(NEWEST_FIRST);
        return kept;
    }

    void await(JobId job, NodeId node, Duration keepFor) {
        awaited.computeIfAbsent(job, id -> new HashMap<>()).put(node, state.nowMs() + keepFor.toMillis());
    }

    /** Adds a record that the store itself writes to a job that exists. */
    void add(RunRecord ended) {
        push(ended, JobStore.MAX_LISTED_RUNS);
        if (ended.last()) {
            tellWhoAwaits(ended.job());
        }
    }

    /** Adds the record of an attempt that a node ended, of a job that exists still. */
    void ended(RunRecord ended, Retention retention) {
        boolean awaited = ended.last() && tellWhoAwaits(ended.job());
        if (retention.count() > 0) {
            push(ended, retention.count());
        } else {
            forgetList(ended.job());
            keepAsResult(ended, awaited);
        }
    }

    /** Adds the last record of a job that is gone; {@code only} when it is the one attempt of a one-time job. */
    void endedForGood(RunRecord ended, Retention retention, boolean only) {
        boolean awaited = tellWhoAwaits(ended.job());
        if (retention.count() == 0) {
            forgetList(ended.job());
            keepAsResult(ended, awaited);
            return;
        }
        if (only) {
            results.put(ended.job(), ended);
        } else {
            push(ended, retention.count());
        }
        keep(ended.job(), awaited ? longer(retention.keepFor(), JobStore.AWAITED_KEPT) : retention.keepFor());
    }

    /** A job was removed, and with it a run closed that waited for a retry, if there was one. */
    void removed(JobId job, Retention retention, Optional<RunRecord> closed) {
        boolean awaited = tellWhoAwaits(job) && closed.isPresent();
        if (retention.count() == 0) {
            forgetList(job);
            closed.ifPresent(record -> keepAsResult(record, awaited));
            return;
        }
        closed.ifPresent(record -> push(record, retention.count()));
        if (lists.containsKey(job)) {
            keep(job, awaited ? longer(retention.keepFor(), JobStore.AWAITED_KEPT) : retention.keepFor());
        }
    }

    /** A FAILED job was forgotten, its runs with it. */
    void forgetList(JobId job) {
        lists.remove(job);
        if (!results.containsKey(job)) {
            until.remove(job);
        }
    }

    /** The time of the job's records is over; one that was scheduled again keeps its list. */
    void forget(JobId job) {
        until.remove(job);
        results.remove(job);
        if (!state.jobs.containsKey(job)) {
            lists.remove(job);
        }
    }

    /** Ends the registrations of those who wait for the job; whether there are any that hold. */
    boolean tellWhoAwaits(JobId job) {
        Map<NodeId, Long> nodes = awaited.remove(job);
        if (nodes == null || nodes.values().stream().noneMatch(end -> end > state.nowMs())) {
            return false;
        }
        state.signals.add(new Signal.Ended(job));
        return true;
    }

    private void keepAsResult(RunRecord ended, boolean awaited) {
        if (awaited) {
            results.put(ended.job(), ended);
            keep(ended.job(), JobStore.AWAITED_KEPT);
        }
    }

    private void push(RunRecord ended, int count) {
        Deque<RunRecord> list = lists.computeIfAbsent(ended.job(), id -> new ArrayDeque<>());
        list.addFirst(ended);
        while (list.size() > Math.min(count, JobStore.MAX_LISTED_RUNS)) {
            list.removeLast();
        }
    }

    private void keep(JobId job, Duration time) {
        long asked = state.nowMs() + time.toMillis();
        until.put(job, Math.max(asked, until.score(job).orElse(asked)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
