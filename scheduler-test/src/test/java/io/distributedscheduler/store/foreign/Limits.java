package io.distributedscheduler.store.foreign;

import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.LimitRecord;
import io.distributedscheduler.store.LimitRecord.First;
import io.distributedscheduler.store.LimitRecord.Opening;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The tables {@code limit_record} and {@code opening}: how many may run, and from when something of a queue may be claimed. */
final class Limits {

    private static final int MAX_FORGOTTEN = 100;

    private final Step step;
    private final Sql sql;
    private final SortedSet<String> touchedQueues = new TreeSet<>();
    private final SortedSet<String> touchedLimits = new TreeSet<>();

    Limits(Step step) {
        this.step = step;
        this.sql = step.sql;
    }

    LimitRecord record(String limit) {
        return sql.first(
                        "SELECT record FROM limit_record WHERE name = ?",
                        row -> LimitRecord.parse(row.text("record")),
                        (Object) Sql.name(limit))
                .orElse(LimitRecord.NONE);
    }

    /** When something of a queue may be claimed, ms. */
    long head(String queue) {
        return record(StoredJob.executorOf(queue)).limit().isNone()
                ? pendingAt(queue)
                : sql.number("SELECT MIN(opens_ms) FROM opening WHERE name = ?", (Object) Sql.name(queue))
                        .orElse(Long.MAX_VALUE);
    }

    private long pendingAt(String queue) {
        return Math.min(
                firstOf(queue).orElse(Long.MAX_VALUE),
                sql.number("SELECT MIN(opens_ms) FROM opening WHERE queue = ?", (Object) Sql.name(queue))
                        .orElse(Long.MAX_VALUE));
    }

    private OptionalLong firstOf(String name) {
        return sql.number(
                "SELECT MIN(stands_ms) FROM occurrence WHERE queue = ? AND node IS NULL", (Object) Sql.name(name));
    }

    /** Lines of a queue of which something may be claimed by then, the first to open first. */
    List<String> linesOpenAt(String queue, long until, int most) {
        return sql.list(
                "SELECT name FROM opening WHERE queue = ? AND opens_ms <= ? ORDER BY opens_ms, name FETCH FIRST ? ROWS ONLY",
                row -> row.name("name"),
                Sql.name(queue),
                until,
                most);
    }

    // ---- what a step does

    void touch(String name) {
        if (!touchedQueues.add(name)) {
            return;
        }
        String queue = WaitingLine.queueOf(name);
        touchedQueues.add(queue);
        step.rememberHead(queue);
        keyLimitOf(name).ifPresent(this::touchLimit);
        touchLimit(StoredJob.executorOf(queue));
    }

    private void touchLimit(String limit) {
        if (touchedLimits.add(limit)) {
            record(limit).members().forEach(this::touch);
        }
    }

    private static Optional<String> keyLimitOf(String name) {
        return WaitingLine.of(name).map(WaitingLine::limit);
    }

    /** What the executors of those queues are limited to from now on. */
    void declare(Collection<String> queues, Map<String, Limit> limits) {
        for (String queue : queues) {
            String eid = StoredJob.executorOf(queue);
            Limit declared = limits.getOrDefault(eid, Limit.NONE);
            boolean changes = !record(eid).limit().equals(declared);
            if (changes || touchedLimits.contains(eid)) {
                touch(queue);
            }
            if (changes) {
                put(eid, record(eid).declared(declared));
            }
        }
    }

    int free(StoredJob job, long until) {
        int byKey = keyLimitOf(job.queue())
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
        LimitRecord executor = record(job.executor());
        long now = step.nowMs();
        long byKey = keyLimitOf(job.queue())
                .map(limit -> record(limit).opensAt(job.limit(), now))
                .orElse(now);
        long opensAt = Math.max(byKey, executor.opensAt(executor.limit(), now));
        return opensAt > now ? Math.max(instant, opensAt) : instant;
    }

    /** Answers whether the executor is limited. */
    boolean claimed(StoredJob job, long notBefore) {
        touch(job.queue());
        long now = step.nowMs();
        long at = Math.max(-Math.floorDiv(-step.nowMicros(), 1_000L), notBefore);
        keyLimitOf(job.queue())
                .ifPresent(limit -> put(limit, record(limit).claimed(job.queue(), job.limit(), at, now)));
        LimitRecord executor = record(job.executor());
        if (executor.limit().isNone()) {
            return false;
        }
        put(job.executor(), executor.claimed(WaitingLine.queueOf(job.queue()), executor.limit(), at, now));
        return true;
    }

    void ended(Occurrence running) {
        for (String limit : limitsOf(running)) {
            touchLimit(limit);
            put(limit, record(limit).ended());
        }
    }

    void notStarted(Occurrence running) {
        long claimed = -Math.floorDiv(-running.claim().claimedMicros(), 1_000L);
        for (String limit : limitsOf(running)) {
            put(limit, record(limit).withoutStartAt(Math.max(claimed, running.standsMs())));
        }
    }

    private static List<String> limitsOf(Occurrence running) {
        List<String> limits = new ArrayList<>();
        keyLimitOf(running.queue()).ifPresent(limits::add);
        if (running.claim().limited()) {
            limits.add(StoredJob.executorOf(running.queue()));
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
                membersOf(limit, name -> keyLimitOf(name).filter(limit::equals).isPresent());
        SortedMap<String, First> firsts = new TreeMap<>();
        for (String line : members) {
            sql.first(
                            "SELECT o.stands_ms, " + JobRow.COLUMNS + " FROM occurrence o JOIN job j ON j.jid = o.jid"
                                    + " WHERE o.queue = ? AND o.node IS NULL ORDER BY o.stands_ms, o.handle FETCH FIRST ROW ONLY",
                            row -> new First(
                                    row.number("stands_ms"),
                                    JobRow.read(row).job().limit()),
                            (Object) Sql.name(line))
                    .ifPresent(first -> firsts.put(line, first));
        }
        settle(limit, members, record(limit).opening(firsts, step.nowMs()));
    }

    private void settleExecutor(String eid) {
        LimitRecord before = record(eid);
        List<String> members = membersOf(
                eid,
                name -> WaitingLine.of(name).isEmpty()
                        && StoredJob.executorOf(name).equals(eid));
        SortedMap<String, First> firsts = new TreeMap<>();
        if (!before.limit().isNone()) {
            for (String queue : members) {
                long first = pendingAt(queue);
                if (first != Long.MAX_VALUE) {
                    firsts.put(queue, new First(first, before.limit()));
                }
            }
        }
        settle(eid, members, before.opening(firsts, step.nowMs()));
    }

    private void settle(String limit, List<String> members, Opening opening) {
        put(limit, opening.record());
        for (String member : members) {
            sql.update("DELETE FROM opening WHERE name = ?", (Object) Sql.name(member));
        }
        opening.opens()
                .forEach((member, opens) -> sql.update(
                        "INSERT INTO opening (name, queue, opens_ms) VALUES (?, ?, ?)",
                        Sql.name(member),
                        WaitingLine.of(member).map(line -> Sql.name(line.queue())),
                        opens));
    }

    private List<String> membersOf(String limit, Predicate<String> isMember) {
        SortedSet<String> members = new TreeSet<>(record(limit).members());
        touchedQueues.stream().filter(isMember).forEach(members::add);
        return List.copyOf(members);
    }

    private void put(String limit, LimitRecord record) {
        sql.update("DELETE FROM limit_record WHERE name = ?", (Object) Sql.name(limit));
        if (!record.isNone()) {
            sql.update(
                    "INSERT INTO limit_record (name, record, remembers_until_ms) VALUES (?, ?, ?)",
                    Sql.name(limit),
                    record.text(),
                    record.remembersUntil());
        }
    }

    /** Forgets starts that count no more. */
    void trim() {
        sql.list(
                        "SELECT name FROM limit_record WHERE remembers_until_ms <= ? ORDER BY remembers_until_ms, name"
                                + " FETCH FIRST ? ROWS ONLY",
                        row -> row.name("name"),
                        step.nowMs(),
                        MAX_FORGOTTEN)
                .forEach(limit -> put(limit, record(limit).withoutStarts()));
    }
}
