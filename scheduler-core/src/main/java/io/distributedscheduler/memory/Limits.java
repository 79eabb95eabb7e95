package io.distributedscheduler.memory;

import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.LimitRecord;
import io.distributedscheduler.store.LimitRecord.First;
import io.distributedscheduler.store.LimitRecord.Opening;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The limits of executors and keys, and from when something of each queue may be claimed. */
final class Limits {

    private static final int MOST_FORGOTTEN = 100;

    private final MemoryState state;

    final SortedMap<String, LimitRecord> records = new TreeMap<>(Scores.BY_BYTES);

    /** Limits that remember starts, by how long. */
    private final Scores<String> remembered = Scores.ofTexts();

    /** By queue its lines in which something is pending, by when something of them may be claimed. */
    private final Map<String, Scores<String>> lines = new HashMap<>();

    /** When something of the queues of limited executors may be claimed in which something is pending. */
    private final Map<String, Long> opens = new HashMap<>();

    private final SortedSet<String> touchedQueues = new TreeSet<>(Scores.BY_BYTES);
    private final SortedSet<String> touchedLimits = new TreeSet<>(Scores.BY_BYTES);

    Limits(MemoryState state) {
        this.state = state;
    }

    LimitRecord record(String limit) {
        return records.getOrDefault(limit, LimitRecord.NONE);
    }

    /** When something of a queue may be claimed, ms. */
    long head(String queue) {
        return record(StoredJob.executorOf(queue)).limit().isNone()
                ? pendingAt(queue)
                : opens.getOrDefault(queue, Long.MAX_VALUE);
    }

    /** The same, but for the limit of its executor. */
    private long pendingAt(String queue) {
        Scores<Handle> pending = state.due.get(queue);
        return Math.min(
                pending == null ? Long.MAX_VALUE : pending.lowest(),
                lines(queue).lowest());
    }

    private Scores<String> lines(String queue) {
        return lines.getOrDefault(queue, Scores.ofTexts());
    }

    /** Lines of a queue of which something may be claimed by then, the first to open first. */
    List<String> linesOpenAt(String queue, long until, int most) {
        List<String> open = new ArrayList<>();
        for (Scores.Entry<String> line : lines(queue)) {
            if (line.score() > until || open.size() == most) {
                break;
            }
            open.add(line.member());
        }
        return open;
    }

    // ---- what a step does

    /** Something of the queue, or line, changes: whoever shares a limit with it may start earlier or later. */
    void touch(String name) {
        String queue = WaitingLine.queueOf(name);
        if (!touchedQueues.add(name)) {
            return;
        }
        touchedQueues.add(queue);
        state.rememberHead(queue);
        limitOf(name).ifPresent(this::touchLimit);
        touchLimit(StoredJob.executorOf(queue));
    }

    private void touchLimit(String limit) {
        if (touchedLimits.add(limit)) {
            record(limit).members().forEach(this::touch);
        }
    }

    static Optional<String> limitOf(String name) {
        return WaitingLine.of(name).map(WaitingLine::limit);
    }

    /** What the executors of those queues are limited to from now on. */
    void declare(Collection<String> queues, Map<String, Limit> limits) {
        for (String queue : queues) {
            String eid = StoredJob.executorOf(queue);
            Limit declared = limits.getOrDefault(eid, Limit.NONE);
            if (!record(eid).limit().equals(declared)) {
                touch(queue);
                records.put(eid, record(eid).declared(declared));
            } else if (touchedLimits.contains(eid)) {
                touch(queue);
            }
        }
    }

    /** How many of a line or queue may be claimed that start by then. */
    int free(StoredJob job, long until) {
        int byKey = limitOf(job.queue())
                .map(limit -> record(limit).free(job.limit(), until))
                .orElse(Integer.MAX_VALUE);
        return Math.min(byKey, freeByExecutor(job.queue(), until));
    }

    int freeByExecutor(String queue, long until) {
        LimitRecord executor = record(StoredJob.executorOf(queue));
        return executor.free(executor.limit(), until);
    }

    /** When the job may start, not before {@code instant}. */
    long startOf(StoredJob job, long instant) {
        LimitRecord executor = record(StoredJob.executorOf(job.queue()));
        long now = state.nowMs();
        long byKey = limitOf(job.queue())
                .map(limit -> record(limit).opensAt(job.limit(), now))
                .orElse(now);
        long opensAt = Math.max(byKey, executor.opensAt(executor.limit(), now));
        return opensAt > now ? Math.max(instant, opensAt) : instant;
    }

    /** Answers whether the executor is limited. */
    boolean claimed(StoredJob job, long notBefore) {
        touch(job.queue());
        long now = state.nowMs();
        long at = Math.max(upMs(state.now), notBefore);
        limitOf(job.queue())
                .ifPresent(limit -> records.put(limit, record(limit).claimed(job.queue(), job.limit(), at, now)));
        String eid = StoredJob.executorOf(job.queue());
        LimitRecord executor = record(eid);
        if (executor.limit().isNone()) {
            return false;
        }
        records.put(eid, executor.claimed(WaitingLine.queueOf(job.queue()), executor.limit(), at, now));
        return true;
    }

    /** The first millisecond that is not before the instant, so that no start counts too short. */
    private static long upMs(Instant instant) {
        return instant.plusNanos(999_999).toEpochMilli();
    }

    void ended(Running claim) {
        for (String limit : limitsOf(claim)) {
            touchLimit(limit);
            records.put(limit, record(limit).ended());
        }
    }

    /** The claim has ended without a start. */
    void notStarted(Running claim) {
        for (String limit : limitsOf(claim)) {
            records.put(limit, record(limit).withoutStartAt(Math.max(upMs(claim.claimed), claim.notBefore)));
        }
    }

    static List<String> limitsOf(Running claim) {
        List<String> limits = new ArrayList<>();
        limitOf(claim.queue).ifPresent(limits::add);
        if (claim.executorLimited) {
            limits.add(StoredJob.executorOf(claim.queue));
        }
        return limits;
    }

    /** Ends a step: sees from when something may be claimed of what the step has touched. */
    void settle() {
        touchedLimits.stream().filter(limit -> limit.startsWith("#")).forEach(this::settleKey);
        touchedLimits.stream().filter(limit -> !limit.startsWith("#")).forEach(this::settleExecutor);
        touchedQueues.clear();
        touchedLimits.clear();
    }

    private void settleKey(String limit) {
        List<String> members =
                membersOf(limit, name -> limitOf(name).filter(limit::equals).isPresent());
        SortedMap<String, First> firsts = new TreeMap<>();
        for (String line : members) {
            state.due(line)
                    .first()
                    .ifPresent(first -> firsts.put(
                            line,
                            new First(
                                    first.score(),
                                    limitOf(state.job(first.member().job())))));
        }
        Opening opening = record(limit).opening(firsts, state.nowMs());
        put(limit, opening.record());
        for (String line : members) {
            Scores<String> all = lines.computeIfAbsent(WaitingLine.queueOf(line), queue -> Scores.ofTexts());
            Long at = opening.opens().get(line);
            if (at == null) {
                all.remove(line);
                state.due.remove(line);
            } else {
                all.put(line, at);
            }
        }
    }

    private static Limit limitOf(Optional<StoredJob> job) {
        return job.map(StoredJob::limit).orElse(Limit.NONE);
    }

    private void settleExecutor(String eid) {
        LimitRecord before = record(eid);
        List<String> members = membersOf(
                eid,
                name -> WaitingLine.of(name).isEmpty()
                        && StoredJob.executorOf(name).equals(eid));
        members.forEach(opens::remove);
        SortedMap<String, First> firsts = new TreeMap<>();
        if (!before.limit().isNone()) {
            for (String queue : members) {
                long first = pendingAt(queue);
                if (first != Long.MAX_VALUE) {
                    firsts.put(queue, new First(first, before.limit()));
                }
            }
        }
        Opening opening = before.opening(firsts, state.nowMs());
        opens.putAll(opening.opens());
        put(eid, opening.record());
    }

    private List<String> membersOf(String limit, Predicate<String> isMember) {
        SortedSet<String> members = new TreeSet<>(Scores.BY_BYTES);
        members.addAll(record(limit).members());
        touchedQueues.stream().filter(isMember).forEach(members::add);
        return List.copyOf(members);
    }

    private void put(String limit, LimitRecord record) {
        record.remembersUntil().ifPresentOrElse(until -> remembered.put(limit, until), () -> remembered.remove(limit));
        if (record.isNone()) {
            records.remove(limit);
        } else {
            records.put(limit, record);
        }
    }

    /** Forgets starts that count no more. */
    void trim() {
        for (int i = 0; i < MOST_FORGOTTEN && remembered.lowest() <= state.nowMs(); i++) {
            remembered
                    .first()
                    .ifPresent(
                            first -> put(first.member(), record(first.member()).withoutStarts()));
        }
    }
}
