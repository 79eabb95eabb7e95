package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.RunId;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.InTurn;
import io.distributedscheduler.store.StoredJob;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code claim}. */
final class Claiming {

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_LINES = 200;

    private static final String WITH_FIRE = "SELECT " + Occurrence.COLUMNS
            + ", COALESCE(b.data, f.data) AS data FROM occurrence o LEFT JOIN branch_fire b ON b.handle = o.handle"
            + " LEFT JOIN fire f ON f.keyword = o.keyword AND f.number = o.fire ";

    private final Step step;
    private final Sql sql;
    private final Jobs jobs;
    private final Nodes nodes;
    private final Occurrences occurrences;

    Claiming(Step step) {
        this.step = step;
        this.sql = step.sql;
        this.jobs = new Jobs(step.sql);
        this.nodes = new Nodes(step);
        this.occurrences = new Occurrences(step);
    }

    Claims claim(ClaimRequest request) {
        if (!nodes.isPresent(request.node())) {
            return new Claims(false, step.now, List.of(), Optional.empty());
        }
        boolean isNew = sql.update(
                        "UPDATE node SET last_number = ?1 WHERE id = ?2 AND last_number < ?1",
                        request.number(),
                        request.node())
                == 1;
        List<Claim> claims = isNew ? give(request) : giveAgain(request);
        step.limits().settle();
        return new Claims(true, step.now, claims, nodes.head(request.queues()));
    }

    private List<Claim> give(ClaimRequest request) {
        Limits limits = step.limits();
        long until = step.nowMs() + request.ahead().toMillis();
        List<String> open = request.queues().stream()
                .filter(queue -> limits.head(queue) <= until)
                .toList();
        limits.declare(request.queues(), request.limits());
        List<List<Occurrence>> queues = new ArrayList<>();
        for (String queue : open) {
            step.touch(queue);
            List<Occurrence> pending = pending(queue, request, until);
            if (!pending.isEmpty()) {
                queues.add(pending);
            }
        }
        return give(InTurn.of(queues, request.number(), request.limit()), request, until);
    }

    private List<Occurrence> pending(String queue, ClaimRequest request, long until) {
        Limits limits = step.limits();
        int most = Math.min(Math.min(request.limit(), room(request, queue)), limits.freeByExecutor(queue, until));
        List<List<Occurrence>> members = new ArrayList<>();
        members.add(occurrences.due(queue, until, most));
        for (String line : limits.linesOpenAt(queue, until, MAX_LINES)) {
            step.touch(line);
            List<Occurrence> due = occurrences.due(line, until, most);
            int free = due.stream()
                    .findFirst()
                    .flatMap(first -> jobs.find(first.handle().job()))
                    .map(job -> limits.free(job.job(), until))
                    .orElse(0);
            members.add(due.subList(0, Math.min(free, due.size())));
        }
        members.removeIf(List::isEmpty);
        return InTurn.of(members, request.number(), most);
    }

    private List<Claim> give(List<Occurrence> pending, ClaimRequest request, long until) {
        Limits limits = step.limits();
        List<Claim> given = new ArrayList<>();
        Set<String> full = new HashSet<>();
        Map<String, Integer> takenOf = new HashMap<>();
        long bytes = 0;
        for (Occurrence next : pending) {
            JobRow job = jobs.find(next.handle().job()).orElseThrow();
            int taken = takenOf.getOrDefault(job.job().executor(), 0);
            if (full.contains(next.queue())
                    || taken >= room(request, next.queue())
                    || limits.free(job.job(), until) < 1) {
                full.add(next.queue());
                continue;
            }
            takenOf.put(job.job().executor(), taken + 1);
            long notBefore = limits.startOf(job.job(), next.standsMs());
            hold(next.handle(), job, request, notBefore, limits.claimed(job.job(), notBefore));
            given.add(read(next.handle(), job));
            bytes += job.job().body().getBytes(StandardCharsets.UTF_8).length;
            if (bytes >= MAX_BYTES) {
                break;
            }
        }
        return given;
    }

    private static int room(ClaimRequest request, String name) {
        return request.room().getOrDefault(StoredJob.executorOf(name), Integer.MAX_VALUE);
    }

    private void hold(Handle handle, JobRow job, ClaimRequest request, long notBefore, boolean limited) {
        long token = nextToken(request.seenToken());
        sql.update(
                "UPDATE occurrence SET node = ?1, token = ?2, number = ?3, revision = ?4, claimed_micros = ?5,"
                        + " stands_ms = ?7, limited = ?8, run = CASE run WHEN 0 THEN ?2 ELSE run END WHERE handle = ?6",
                request.node(),
                token,
                request.number(),
                job.job().revision(),
                step.nowMicros(),
                handle,
                notBefore,
                limited);
    }

    private long nextToken(long seen) {
        long last = sql.count("SELECT last_token FROM layout");
        long token = Math.max(Math.max(last, seen) + 1, step.nowMicros());
        sql.update("UPDATE layout SET last_token = ?", token);
        return token;
    }

    /** What the number gave, as far as the node may still start it. */
    private List<Claim> giveAgain(ClaimRequest request) {
        List<Claim> given = new ArrayList<>();
        for (Occurrence running : occurrences.runningOn(request.node())) {
            Occurrence.Held claim = running.claim();
            if (claim.number() == request.number() && claim.mark().isEmpty()) {
                jobs.find(running.handle().job())
                        .filter(job -> job.job().revision() == claim.revision())
                        .ifPresent(job -> given.add(read(running.handle(), job)));
            }
        }
        return given;
    }

    private Claim read(Handle handle, JobRow job) {
        return sql.first(WITH_FIRE + "WHERE o.handle = ?", row -> claim(row, job), handle)
                .orElseThrow();
    }

    private static Claim claim(Row row, JobRow job) {
        Occurrence running = Occurrence.read(row);
        return new Claim(
                running.handle(),
                running.claim().token(),
                new RunId(job.id(), running.run()),
                Instant.ofEpochMilli(running.plannedMs()),
                Instant.ofEpochMilli(running.standsMs()),
                running.attempt(),
                running.losses(),
                running.handedBack(),
                job.job(),
                job.job().repeats() ? job.counts() : Counts.NONE,
                running.keyword().map(keyword -> new Fire(keyword, running.fire(), row.text("data"))));
    }
}
