package io.distributedscheduler.redis;

import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.LimitRecord;
import io.distributedscheduler.store.RunRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a reading down as {@link io.distributedscheduler.store.Audit} says. */
final class AuditFacts {

    /** As Redis orders texts. */
    static final Comparator<String> BY_BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private static final String LAST = "last";

    private final Snapshot found;
    private final SortedMap<String, String> facts = new TreeMap<>(BY_BYTES);

    private AuditFacts(Snapshot found) {
        this.found = found;
    }

    static SortedMap<String, String> of(Snapshot found) {
        AuditFacts facts = new AuditFacts(found);
        facts.addJobs();
        facts.addNodes();
        facts.addKeywords();
        facts.addRuns();
        return facts.facts;
    }

    private void addJobs() {
        found.jobs()
                .forEach((id, job) -> add(
                        "job/" + id, job.revision(), job.queue(), orEmpty(job.keyword()), job.repeats(), job.body()));
        found.jobs().forEach((id, job) -> {
            Limit limit = job.limit();
            if (!limit.isNone()) {
                add(
                        "limit/" + id,
                        limit.atOnce(),
                        limit.starts(),
                        limit.window().toMillis());
            }
        });
        found.hash("limits")
                .forEach((name, record) ->
                        add("limits/" + name, LimitRecord.parse(record).text()));
        found.endings().forEach((id, node) -> add("ending/" + id, node));
        found.membersOf("due:", found.sortedSets)
                .forEach(queue -> found.sortedSet(Keys.due(queue))
                        .forEach((handle, ms) -> add("due/" + queue + "/" + handle, ms)));
        found.hash("open")
                .keySet()
                .forEach(handle -> found.open(handle)
                        .ifPresent(open -> add(
                                "open/" + handle,
                                open.due(),
                                open.attempt(),
                                open.run(),
                                open.losses(),
                                open.keyword(),
                                open.fire(),
                                open.handedBack())));
        found.branches()
                .forEach((id, handles) -> add(
                        "branches/" + id,
                        handles.stream()
                                .map(handle -> handle.substring(id.length() + 1))
                                .toArray()));
        found.hash("branched").forEach((handle, fire) -> add("branched/" + handle, fire));
        found.hash("next").forEach((id, next) -> add("next/" + id, next));
        for (String state : List.of("stopped", "failed")) {
            found.sortedSet(state).forEach((id, since) -> {
                NoteText note = NoteText.read(found.hash("notes").getOrDefault(id, ""));
                add(state + "/" + id, since, note.by(), note.reason());
            });
        }
        found.hash("counts").forEach((id, counts) -> add("counts/" + id, counts));
        found.hash("declared").forEach((id, text) -> add("declared/" + id, text));
    }

    private void addNodes() {
        found.sortedSet("nodes").forEach((node, leaseEnd) -> add("nodes/" + node, leaseEnd));
        found.claims()
                .forEach((node, claims) ->
                        claims.forEach((handle, claim) -> add("running/" + node + "/" + handle, claim(claim))));
        String token = found.hash("meta").get("token");
        if (token != null) {
            add("meta/token", token);
        }
    }

    private void addKeywords() {
        for (String family : List.of("keyword", "waiting")) {
            found.membersOf(family + ":", found.sortedSets)
                    .forEach(keyword -> found.sortedSet(family + ":" + keyword)
                            .forEach((id, number) -> add(family + "/" + keyword + "/" + id, number)));
        }
        for (String keyword : found.membersOf("fires:", found.hashes)) {
            found.hash(Keys.fires(keyword))
                    .forEach((number, fire) ->
                            add("fires/" + keyword + (number.equals(LAST) ? "" : "/" + number), fire));
        }
    }

    private void addRuns() {
        found.hash("results")
                .forEach((id, record) -> Snapshot.run(id, record).ifPresent(run -> add("result/" + id, run(run))));
        for (String id : found.membersOf("runs:", found.lists)) {
            int index = 0;
            for (RunRecord run : found.runs(id)) {
                add("runs/" + id + "/" + index++, run(run));
            }
        }
    }

    private void add(String name, Object... parts) {
        facts.put(name, Stream.of(parts).map(String::valueOf).collect(Collectors.joining("|")));
    }

    private static Object[] claim(ClaimText claim) {
        return new Object[] {
            claim.token(),
            claim.number(),
            claim.queue(),
            claim.due(),
            claim.notBefore(),
            claim.attempt(),
            claim.run(),
            claim.revision(),
            claim.losses(),
            claim.mark().map(Enum::name).orElse(""),
            claim.keyword(),
            claim.fire(),
            claim.claimed(),
            claim.handedBack(),
            claim.executorLimited()
        };
    }

    private static Object[] run(RunRecord run) {
        return new Object[] {
            run.job(),
            run.run(),
            run.token(),
            run.queue(),
            run.outcome(),
            run.attempt(),
            run.last(),
            run.due().toEpochMilli(),
            Texts.micros(run.started()),
            Texts.micros(run.finished()),
            run.node(),
            run.revision(),
            run.keyword().orElse(""),
            run.detail()
        };
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
