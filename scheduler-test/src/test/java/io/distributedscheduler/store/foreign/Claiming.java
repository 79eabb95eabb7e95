package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.RunId;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.Handle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code claim}. */
final class Claiming {

    private static final int MAX_BYTES = 1 << 20;

    /** The handles that are due, one of each queue in a turn, and the queues of a turn from the seat that begins. */
    private static final String IN_TURN = """
            WITH due AS (
              SELECT o.handle, DENSE_RANK() OVER (ORDER BY asked.seat) - 1 AS seat,
                ROW_NUMBER() OVER (PARTITION BY o.queue ORDER BY o.stands_ms, o.handle) AS turn
              FROM UNNEST(CAST(?1 AS VARBINARY(1024) ARRAY)) WITH ORDINALITY AS asked (queue, seat)
              JOIN occurrence o ON o.queue = asked.queue
              WHERE o.node IS NULL AND o.stands_ms <= ?2),
            seated AS (SELECT handle, turn, seat, MAX(seat) OVER () + 1 AS seats FROM due)
            SELECT handle FROM seated ORDER BY turn, MOD(seat - MOD(?3, seats) + seats, seats)
            FETCH FIRST ?4 ROWS ONLY""";

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
        return new Claims(true, step.now, claims, nodes.head(request.queues()));
    }

    private List<Claim> give(ClaimRequest request) {
        List<Handle> due = sql.list(
                IN_TURN,
                row -> Handle.parse(row.name("handle")),
                Sql.names(request.queues()),
                step.nowMs() + request.ahead().toMillis(),
                request.number(),
                request.limit());
        List<Claim> given = new ArrayList<>();
        long bytes = 0;
        for (Handle handle : due) {
            Optional<JobRow> job = jobs.find(handle.job());
            if (job.isEmpty()) {
                occurrences.remove(handle);
                continue;
            }
            hold(handle, job.get(), request);
            given.add(read(handle, job.get()));
            bytes += job.get().job().body().getBytes(StandardCharsets.UTF_8).length;
            if (bytes >= MAX_BYTES) {
                break;
            }
        }
        return given;
    }

    private void hold(Handle handle, JobRow job, ClaimRequest request) {
        long token = nextToken(request.seenToken());
        sql.update(
                "UPDATE occurrence SET node = ?1, token = ?2, number = ?3, revision = ?4, claimed_micros = ?5,"
                        + " run = CASE run WHEN 0 THEN ?2 ELSE run END WHERE handle = ?6",
                request.node(),
                token,
                request.number(),
                job.job().revision(),
                step.nowMicros(),
                handle);
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
