package io.distributedscheduler.store.foreign;

import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.RunRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The state as {@link io.distributedscheduler.store.Audit} writes it down. */
final class Facts {

    private final Sql sql;
    private final SortedMap<String, String> facts =
            new TreeMap<>((one, other) -> Arrays.compareUnsigned(Sql.name(one), Sql.name(other)));

    Facts(Sql sql) {
        this.sql = sql;
    }

    SortedMap<String, String> all() {
        read("SELECT " + JobRow.COLUMNS + " FROM job j", row -> job(JobRow.read(row)));
        read("SELECT " + Occurrence.COLUMNS + " FROM occurrence o", row -> occurrence(Occurrence.read(row)));
        read(
                "SELECT jid, node FROM occurrence o WHERE NOT EXISTS (SELECT 1 FROM job j WHERE j.jid = o.jid)"
                        + " ORDER BY LENGTH(handle), handle",
                row -> facts.putIfAbsent("ending/" + row.name("jid"), row.name("node")));
        read(
                "SELECT * FROM branch_fire",
                row -> facts.put("branched/" + row.name("handle"), line(row.number("time_ms"), row.text("data"))));
        read(
                "SELECT jid, handle FROM occurrence WHERE handle <> jid ORDER BY LENGTH(handle), handle",
                row -> facts.merge(
                        "branches/" + row.name("jid"),
                        line(Handle.parse(row.name("handle")).number()),
                        (before, next) -> before + "|" + next));
        read(
                "SELECT j.keyword, j.jid, j.consumed FROM job j WHERE j.consumed IS NOT NULL AND j.keyword IS NOT NULL"
                        + " AND NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.handle = j.jid)",
                row -> facts.put("waiting/" + row.name("keyword") + "/" + row.name("jid"), row.text("consumed")));
        read("SELECT * FROM keyword", row -> facts.put("fires/" + row.name("name"), row.text("last_fire")));
        read(
                "SELECT * FROM fire",
                row -> facts.put(
                        "fires/" + row.name("keyword") + "/" + row.number("number"),
                        line(row.number("time_ms"), row.text("data"))));
        read(
                "SELECT * FROM node",
                row -> facts.put("nodes/" + row.name("id"), line(row.flag("dead") ? 0 : row.number("lease_end_ms"))));
        read("SELECT * FROM limit_record", row -> facts.put("limits/" + row.name("name"), row.text("record")));
        read("SELECT * FROM declaration", row -> facts.put("declared/" + row.name("jid"), row.text("text")));
        read(
                "SELECT last_token FROM layout WHERE last_token > 0",
                row -> facts.put("meta/token", row.text("last_token")));
        runs();
        return facts;
    }

    private void job(JobRow row) {
        facts.put(
                "job/" + row.id(),
                line(
                        row.job().revision(),
                        row.job().queue(),
                        row.job().keyword() == null ? "" : row.job().keyword(),
                        row.job().repeats(),
                        row.job().body()));
        Limit limit = row.job().limit();
        if (!limit.isNone()) {
            facts.put(
                    "limit/" + row.id(),
                    line(limit.atOnce(), limit.starts(), limit.window().toMillis()));
        }
        row.note()
                .ifPresent(note -> facts.put(
                        row.held().orElseThrow().name().toLowerCase(Locale.ROOT) + "/" + row.id(),
                        line(note.since().toEpochMilli(), note.by(), note.reason())));
        row.next()
                .ifPresent(next -> facts.put(
                        "next/" + row.id(),
                        next.equals(Place.WAITING) ? "waiting" : line(next.ms().orElseThrow())));
        if (row.finishing()) {
            facts.put("next/" + row.id(), "finished");
        }
        row.consumed()
                .ifPresent(consumed -> facts.put("keyword/" + row.job().keyword() + "/" + row.id(), line(consumed)));
        if (row.counts().total() > 0) {
            String counts = line(
                    row.counts().runs(),
                    row.counts().missed(),
                    row.counts().skipped(),
                    row.counts().coalesced());
            int failures = row.counts().failedInARow();
            facts.put("counts/" + row.id(), failures == 0 ? counts : counts + "|" + failures);
        }
    }

    private void occurrence(Occurrence found) {
        Handle handle = found.handle();
        String keyword = found.keyword().orElse("");
        if (found.isRunning()) {
            Occurrence.Held claim = found.claim();
            facts.put(
                    "running/" + claim.node() + "/" + handle.text(),
                    line(
                            claim.token(),
                            claim.number(),
                            found.queue(),
                            found.plannedMs(),
                            found.standsMs(),
                            found.attempt(),
                            found.run(),
                            claim.revision(),
                            found.losses(),
                            claim.mark().map(Enum::name).orElse(""),
                            keyword,
                            found.fire(),
                            claim.claimedMicros(),
                            found.handedBack(),
                            claim.limited()));
            return;
        }
        facts.put("due/" + found.queue() + "/" + handle.text(), line(found.standsMs()));
        if (found.isOpen()) {
            facts.put(
                    "open/" + handle.text(),
                    line(
                            found.plannedMs(),
                            found.attempt(),
                            found.run(),
                            found.losses(),
                            keyword,
                            found.fire(),
                            found.handedBack()));
        }
    }

    private void runs() {
        Map<String, Integer> listed = new HashMap<>();
        read("SELECT * FROM run ORDER BY position DESC", row -> {
            RunRecord record = KeptRuns.read(row);
            String job = record.job().value();
            String name = row.flag("is_result")
                    ? "result/" + job
                    : "runs/" + job + "/" + (listed.merge(job, 1, Integer::sum) - 1);
            facts.put(name, record(record));
        });
    }

    private static String record(RunRecord record) {
        return line(
                record.job(),
                record.run(),
                record.token(),
                record.queue(),
                record.outcome(),
                record.attempt(),
                record.last(),
                record.due().toEpochMilli(),
                Micros.of(record.started()),
                Micros.of(record.finished()),
                record.node(),
                record.revision(),
                record.keyword().orElse(""),
                record.detail());
    }

    private void read(String query, Consumer<Row> reader) {
        sql.list(query, row -> {
            reader.accept(row);
            return row;
        });
    }

    private static String line(Object... parts) {
        return Stream.of(parts).map(String::valueOf).collect(Collectors.joining("|"));
    }
}
