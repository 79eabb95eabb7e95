package io.distributedscheduler.redis;

import io.distributedscheduler.store.LimitRecord;
import io.distributedscheduler.store.StoredJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Names what something else must have written, because nobody of us writes it so. */
final class UnreadableRecords {

    /** What a double holds of whole numbers, and so a score. */
    private static final long FARTHEST = 1L << 53;

    private static final Pattern BRANCHES = Pattern.compile("\\d{1,16}(@[^,]+)?(,\\d{1,16}(@[^,]+)?)*");

    private final Snapshot found;
    private final List<String> problems = new ArrayList<>();

    private UnreadableRecords(Snapshot found) {
        this.found = found;
    }

    static List<String> in(Snapshot found) {
        UnreadableRecords records = new UnreadableRecords(found);
        records.checkJobs();
        records.checkNodes();
        records.checkKeywords();
        records.checkRuns();
        records.checkInstants();
        return records.problems;
    }

    private void checkJobs() {
        for (String table :
                List.of("jobs", "declared", "open", "next", "branches", "branched", "counts", "awaited", "results")) {
            found.hash(table).keySet().stream()
                    .filter(id -> Texts.handle(id).isEmpty())
                    .forEach(id -> problems.add(table + " has " + id + ", which cannot be the id of a job"));
        }
        found.jobs().values().stream()
                .filter(job -> job.queue().isEmpty())
                .map(StoredJob::id)
                .forEach(id -> problems.add("the record of job " + id + " cannot be read"));
        check("open", text -> OpenText.readable(text).isPresent());
        check("counts", text -> Texts.COUNTS.matcher(text).matches());
        check(
                "next",
                text -> text.equals("waiting")
                        || text.equals("finished")
                        || Snapshot.number(text).isPresent());
        check("branched", text -> Snapshot.number(text.split("\\|", 2)[0]).isPresent());
        check("limits", text -> !LimitRecord.parse(text).isNone());
        check("branches", text -> BRANCHES.matcher(text).matches());
    }

    private void checkNodes() {
        check("numbers", text -> Snapshot.number(text).isPresent());
        check("meta", text -> Snapshot.number(text).isPresent());
        found.sortedSet("nodes").keySet().stream()
                .filter(node -> Texts.node(node).isEmpty())
                .forEach(node -> problems.add("nodes has " + node + ", which cannot be a node"));
        for (String node : found.membersOf("running:", found.hashes)) {
            found.hash(Keys.running(node)).forEach((handle, claim) -> {
                if (ClaimText.readable(claim).isEmpty()) {
                    problems.add("the claim of " + handle + " on node " + node + " cannot be read");
                }
            });
        }
    }

    private void checkKeywords() {
        for (String keyword : found.membersOf("fires:", found.hashes)) {
            found.hash(Keys.fires(keyword)).forEach((number, fire) -> {
                boolean readable = number.equals("last")
                        ? Snapshot.number(fire).isPresent()
                        : Snapshot.number(number).isPresent()
                                && Snapshot.number(fire.split("\\|", 2)[0]).isPresent();
                if (!readable) {
                    problems.add("fire " + number + " of keyword " + keyword + " cannot be read");
                }
            });
        }
    }

    private void checkRuns() {
        found.hash("results").forEach((id, record) -> {
            if (Snapshot.run(id, record).isEmpty()) {
                problems.add("the result of " + id + " cannot be read");
            }
        });
        for (String id : found.membersOf("runs:", found.lists)) {
            if (found.runs(id).size()
                    < found.lists.getOrDefault(Keys.runs(id), List.of()).size()) {
                problems.add("a run of " + id + " cannot be read");
            }
        }
    }

    private void checkInstants() {
        found.sortedSets.forEach((name, members) -> members.forEach((member, score) -> {
            if (score > FARTHEST || score < -FARTHEST) {
                problems.add("the instant of " + member + " in " + name + " is none");
            }
        }));
    }

    private void check(String table, Predicate<String> readable) {
        for (Map.Entry<String, String> entry : found.hash(table).entrySet()) {
            if (!readable.test(entry.getValue())) {
                problems.add(table + " of " + entry.getKey() + " cannot be read");
            }
        }
    }
}
