package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.memory.Keyword.StoredFire;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Everything the store holds, each fact in one place, and the step under way. Guarded by the lock of the store. */
final class MemoryState {

    static final Comparator<NodeId> BY_TEXT = MemoryState::compareTexts;

    /** The time of the step, in microseconds. */
    Instant now = Instant.EPOCH;

    /** What the step sends when it is done. */
    final List<Signal> signals = new ArrayList<>();

    /** The last token given; 0 before the first. */
    long lastToken;

    final Map<JobId, StoredJob> jobs = new HashMap<>();

    /** Ids of {@link #jobs}, for lists. */
    final TreeSet<JobId> ids = new TreeSet<>(Comparator.comparing(JobId::value, Scores.BY_BYTES));

    /** Pending handles by queue, or line; a queue that had jobs stays. */
    final Map<String, Scores<Handle>> due = new TreeMap<>(Scores.BY_BYTES);

    /** Only of pending handles whose occurrence is not {@link Occurrence#plain} for the instant where they stand. */
    final Map<Handle, Occurrence> open = new HashMap<>();

    final Map<NodeId, Node> nodes = new TreeMap<>(BY_TEXT);

    /** Claims, also of removed jobs. */
    final Map<Handle, Running> running = new HashMap<>();

    /** Occurrences that are out of the sequence of their job: pending ones, and claims, also of removed jobs. */
    final Map<JobId, SortedSet<Long>> branches = new HashMap<>();

    /** What fired those of them that a fire caused: others may have got over it long ago. */
    final Map<Handle, StoredFire> branched = new HashMap<>();

    /** Jobs whose sequence has ended, and that are removed once nothing is left of their {@link #branches}. */
    final Set<JobId> finishing = new HashSet<>();

    /** Where jobs shall stand whose definition changed while a claim lived. */
    final Map<JobId, Next> next = new HashMap<>();

    final Map<JobId, Note> stopped = new HashMap<>();
    final Map<JobId, Note> failed = new HashMap<>();

    /** The jobs of {@link #failed}, by when they failed. */
    final Scores<JobId> failedSince = Scores.ofJobs();

    /** Those that reach a job, and in a step those it touches. */
    final Map<String, Keyword> keywords = new TreeMap<>(Scores.BY_BYTES);

    /** Where the heads of the queues stood that this step touches, ms. */
    private final Map<String, Long> headsBefore = new LinkedHashMap<>();

    private final Set<String> touchedKeywords = new HashSet<>();
    final Limits limits = new Limits(this);
    final Events events = new Events();
    final Map<JobId, Counts> counts = new HashMap<>();
    final Map<JobId, String> declared = new HashMap<>();

    /** An instant in milliseconds, or empty for waiting. */
    record Next(OptionalLong instant) {}

    List<Signal> takeSignals() {
        if (signals.isEmpty()) {
            return List.of();
        }
        List<Signal> taken = List.copyOf(signals);
        signals.clear();
        return taken;
    }

    long nowMs() {
        return now.toEpochMilli();
    }

    long nowMicros() {
        return Micros.of(now);
    }

    Optional<StoredJob> job(JobId id) {
        return Optional.ofNullable(jobs.get(id));
    }

    void put(StoredJob job) {
        if (jobs.put(job.id(), job) == null) {
            ids.add(job.id());
        }
        due(WaitingLine.queueOf(job.queue()));
        if (!job.repeats()) {
            counts.remove(job.id());
        }
    }

    void forget(JobId id) {
        jobs.remove(id);
        finishing.remove(id);
        ids.remove(id);
        counts.remove(id);
    }

    Scores<Handle> due(String queue) {
        return due.computeIfAbsent(queue, name -> Scores.ofHandles());
    }

    /** To be called before a queue changes of which a head may be lowered. */
    void touch(String queue) {
        limits.touch(queue);
    }

    void rememberHead(String queue) {
        headsBefore.putIfAbsent(queue, limits.head(queue));
    }

    /** Ends a step: tells of the heads that it lowered, and forgets what nobody needs any more. */
    void endStep() {
        limits.settle();
        headsBefore.forEach((queue, before) -> {
            long head = limits.head(queue);
            if (head < before) {
                signals.add(new Signal.Head(queue, Instant.ofEpochMilli(head)));
            }
        });
        headsBefore.clear();
        touchedKeywords.forEach(
                name -> keywords.computeIfPresent(name, (key, keyword) -> keyword.isUnused() ? null : keyword));
        touchedKeywords.clear();
        events.forget(nowMs());
    }

    Keyword keyword(String name) {
        touchedKeywords.add(name);
        return keywords.computeIfAbsent(name, Keyword::new);
    }

    /** The node, if it is there and not dead. */
    Optional<Node> present(NodeId id) {
        return Optional.ofNullable(nodes.get(id)).filter(node -> !node.isDead());
    }

    Optional<Running> claimOf(JobId id) {
        return Optional.ofNullable(running.get(Handle.next(id)));
    }

    /** Handles of the job that are out of its sequence. */
    List<Handle> branchesOf(JobId id) {
        return branches.getOrDefault(id, Collections.emptySortedSet()).stream()
                .map(number -> new Handle(id, number))
                .toList();
    }

    /** Claims of the job: that of its next occurrence first. */
    List<Running> claimsOf(JobId id) {
        return Stream.concat(Stream.of(Handle.next(id)), branchesOf(id).stream())
                .flatMap(handle -> Optional.ofNullable(running.get(handle)).stream())
                .toList();
    }

    /** Where claims of the job live, each node once. */
    List<NodeId> nodesOf(JobId id) {
        return claimsOf(id).stream().map(claim -> claim.node).distinct().toList();
    }

    /** Where the job's next occurrence is pending, ms; empty when it is not. */
    OptionalLong pendingAt(StoredJob job) {
        return due(job.queue()).score(Handle.next(job.id()));
    }

    /** The job's pending or running occurrence. */
    Optional<Occurrence> occurrenceOf(StoredJob job) {
        Optional<Running> claim = claimOf(job.id());
        if (claim.isPresent()) {
            return claim.map(living -> living.occurrence);
        }
        OptionalLong pending = pendingAt(job);
        return pending.isEmpty()
                ? Optional.empty()
                : Optional.of(open.getOrDefault(Handle.next(job.id()), Occurrence.plain(pending.getAsLong())));
    }

    JobState stateOf(StoredJob job) {
        JobId id = job.id();
        if (stopped.containsKey(id)) {
            return JobState.STOPPED;
        }
        if (!claimsOf(id).isEmpty()) {
            return JobState.RUNNING;
        }
        if (failed.containsKey(id)) {
            return JobState.FAILED;
        }
        return pendingAt(job).isPresent() || finishing.contains(id) ? JobState.SCHEDULED : JobState.WAITING;
    }

    void count(StoredJob job, Counts counted) {
        if (job.repeats() && !counted.equals(Counts.NONE)) {
            counts.merge(job.id(), counted, Counts::plus);
        }
    }

    /** Counts how many runs in a row have failed. */
    void countFailure(StoredJob job, Outcome outcome) {
        if (outcome == Outcome.FAILED || outcome == Outcome.TIMED_OUT) {
            failures(job, counts(job.id()).failedInARow() + 1);
        } else if (outcome == Outcome.SUCCEEDED) {
            forgetFailures(job);
        }
    }

    void forgetFailures(StoredJob job) {
        failures(job, 0);
    }

    private void failures(StoredJob job, int failedInARow) {
        Counts known = counts(job.id());
        if (job.repeats() && known.failedInARow() != failedInARow) {
            counts.put(job.id(), known.failedInARow(failedInARow));
        }
    }

    private Counts counts(JobId id) {
        return counts.getOrDefault(id, Counts.NONE);
    }

    /** Marks the claims of the job; answers where they live. */
    List<NodeId> mark(JobId id, Mark mark) {
        claimsOf(id).forEach(claim -> claim.mark(mark));
        List<NodeId> nodes = nodesOf(id);
        nodes.forEach(node -> signals.add(new Signal.Mark(node.toString())));
        return nodes;
    }

    /** Nodes by their texts; without making these of names that differ in other ways than by being longer. */
    private static int compareTexts(NodeId one, NodeId other) {
        if (one.name().equals(other.name())) {
            return Scores.BY_BYTES.compare(one.epoch(), other.epoch());
        }
        return one.name().startsWith(other.name()) || other.name().startsWith(one.name())
                ? Scores.BY_BYTES.compare(one.toString(), other.toString())
                : Scores.BY_BYTES.compare(one.name(), other.name());
    }
}
