package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.memory.MemoryState.Next;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Audit;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads everything, holds it against the rules of the data model, and writes it down as {@link Audit} says. */
final class Auditing {

    private final MemoryState state;
    private final KeptRuns runs;
    private final Places places;
    private final Endings endings;

    Auditing(MemoryState state, KeptRuns runs, Places places, Endings endings) {
        this.state = state;
        this.runs = runs;
        this.places = places;
        this.endings = endings;
    }

    Audit audit() {
        List<String> repaired = repair();
        return new Audit(problems(), facts(), repaired);
    }

    // ---- jobs that stand nowhere

    private List<String> repair() {
        List<StoredJob> nowhere = state.ids.stream()
                .flatMap(id -> state.job(id).stream())
                .filter(job -> placesOf(job).isEmpty())
                .toList();
        nowhere.forEach(job -> places.place(job, endings.anywhere(job)));
        return nowhere.stream().map(job -> job.id().value()).toList();
    }

    private List<String> placesOf(StoredJob job) {
        List<String> found = new ArrayList<>();
        state.due.forEach((queue, pending) -> {
            if (pending.contains(Handle.next(job.id()))) {
                found.add("due in " + queue);
            }
        });
        state.keywords.values().stream()
                .filter(keyword -> keyword.waiting.contains(job.id()))
                .forEach(keyword -> found.add("waiting for " + keyword.name));
        if (state.failed.containsKey(job.id())) {
            found.add("failed");
        }
        if (state.stopped.containsKey(job.id())) {
            found.add("stopped");
        } else if (state.claimOf(job.id()).isPresent()) {
            found.add("running");
        }
        if (state.finishing.contains(job.id())) {
            found.add("finishing");
        }
        return found;
    }

    // ---- rules

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        state.jobs.values().forEach(job -> checkJob(job, problems));
        state.due.forEach((queue, pending) ->
                pending.forEach(entry -> checkPending(queue, entry.member(), entry.score(), problems)));
        state.open.keySet().stream()
                .filter(handle -> state.job(handle.job())
                        .filter(job -> state.due(job.queue()).contains(handle))
                        .isEmpty())
                .forEach(handle -> problems.add("open of " + handle.job() + ", which is not pending"));
        state.nodes.values().forEach(node -> checkNode(node, problems));
        state.running.values().stream()
                .filter(claim -> !holds(state.nodes.get(claim.node), claim))
                .forEach(claim -> problems.add("claim of " + claim.handle.job() + ", which its node does not hold"));
        state.next.keySet().forEach(id -> checkNext(id, problems));
        state.keywords.values().forEach(keyword -> checkKeyword(keyword, problems));
        checkLimits(problems);
        mustBeJobs("stopped", state.stopped, problems);
        mustBeJobs("failed", state.failed, problems);
        state.branched.keySet().stream()
                .filter(handle -> !state.branchesOf(handle.job()).contains(handle))
                .forEach(handle -> problems.add("fire of a branch of " + handle.job() + ", which is gone"));
        state.finishing.stream()
                .filter(id ->
                        !state.jobs.containsKey(id) || state.branchesOf(id).isEmpty())
                .forEach(id -> problems.add("job " + id + " is finishing, but nothing is left of it"));
        mustBeJobs("counts", state.counts, problems);
        state.counts.keySet().stream()
                .filter(id -> state.job(id).filter(StoredJob::repeats).isEmpty())
                .forEach(id -> problems.add("counts of " + id + ", which does not repeat"));
        Stream.concat(runs.lists.keySet().stream(), runs.results.keySet().stream())
                .filter(id -> !runs.until.contains(id))
                .filter(id -> runs.results.containsKey(id) || !state.jobs.containsKey(id))
                .forEach(id -> problems.add("runs of " + id + " that nothing forgets"));
        problems.sort(Scores.BY_BYTES);
        return problems;
    }

    private void checkJob(StoredJob job, List<String> problems) {
        List<String> found = placesOf(job);
        if (found.size() != 1) {
            problems.add("job " + job.id() + " stands in " + found);
        }
        boolean held = state.stopped.containsKey(job.id()) || state.failed.containsKey(job.id());
        state.claimsOf(job.id()).forEach(claim -> checkMark(job, claim, held && !claim.isBranch(), problems));
        boolean changed = !held
                && state.claimOf(job.id())
                        .filter(claim -> claim.revision != job.revision())
                        .isPresent();
        if (changed != state.next.containsKey(job.id())) {
            problems.add("job " + job.id() + (changed ? " was changed while it runs, but has no next" : " has a next"));
        }
        state.branchesOf(job.id()).forEach(branch -> checkBranch(job, branch, problems));
        Optional<String> reachedBy =
                held || state.finishing.contains(job.id()) ? Optional.empty() : Optional.ofNullable(job.keyword());
        reachedBy
                .filter(name -> !state.keyword(name).consumed.contains(job.id()))
                .ifPresent(name -> problems.add("keyword " + name + " lacks " + job.id()));
        state.keywords.values().stream()
                .filter(keyword -> keyword.consumed.contains(job.id()))
                .filter(keyword -> reachedBy.filter(keyword.name::equals).isEmpty())
                .forEach(keyword -> problems.add("keyword " + keyword.name + " has " + job.id()));
    }

    private void checkMark(StoredJob job, Running claim, boolean mustEnd, List<String> problems) {
        if (claim.mark().filter(Mark.REMOVE::equals).isPresent()) {
            problems.add("claim of " + job.id() + " is marked REMOVE, but the job exists");
        }
        if (mustEnd && claim.mark().isEmpty()) {
            problems.add("claim of " + job.id() + " has no mark, but the job is stopped");
        }
    }

    private void checkBranch(StoredJob job, Handle branch, List<String> problems) {
        boolean pending = state.due(job.queue()).contains(branch);
        if (pending == state.running.containsKey(branch)) {
            problems.add("branch " + branch.number() + " of " + job.id()
                    + (pending ? " is pending and runs" : " neither is pending nor runs"));
        }
    }

    private void checkPending(String queue, Handle handle, long instant, List<String> problems) {
        if (state.job(handle.job()).filter(job -> job.queue().equals(queue)).isEmpty()) {
            problems.add("queue " + queue + " has " + handle.job() + ", which does not belong there");
        }
        if (handle.number() > 0 && !state.branchesOf(handle.job()).contains(handle)) {
            problems.add("queue " + queue + " has a branch of " + handle.job() + " that the job does not know");
        }
        if (Occurrence.plain(instant).equals(state.open.get(handle))) {
            problems.add("open of " + handle.job() + " says nothing");
        }
    }

    private void checkNode(Node node, List<String> problems) {
        if (node.isDead() && node.running.isEmpty()) {
            problems.add("node " + node.id + " is dead and holds nothing");
        }
        long before = 0;
        for (Running claim : node.running.values()) {
            JobId id = claim.handle.job();
            if (state.running.get(claim.handle) != claim
                    || claim.isBranch() && !state.branchesOf(id).contains(claim.handle)) {
                problems.add("node " + node.id + " holds a claim of " + id + " that the job does not know");
            }
            if (!state.jobs.containsKey(id)
                    && claim.mark().filter(Mark.REMOVE::equals).isEmpty()) {
                problems.add("node " + node.id + " holds an unmarked claim of " + id + ", which is gone");
            }
            if (claim.token <= before || claim.token > state.lastToken) {
                problems.add("token " + claim.token + " of " + id + " is out of order");
            }
            before = claim.token;
        }
    }

    private static boolean holds(@Nullable Node node, Running claim) {
        return node != null && node.running.get(claim.token) == claim;
    }

    private void checkNext(JobId id, List<String> problems) {
        if (!state.jobs.containsKey(id) || state.claimOf(id).isEmpty()) {
            problems.add("next of " + id + ", which does not run");
        }
    }

    private void checkKeyword(Keyword keyword, List<String> problems) {
        keyword.consumed.forEach(entry -> {
            if (!state.jobs.containsKey(entry.member())) {
                problems.add("keyword " + keyword.name + " has " + entry.member() + ", which is gone");
            }
        });
        keyword.waiting.forEach(entry -> {
            if (keyword.consumed.score(entry.member()).orElse(-1) != entry.score()) {
                problems.add("keyword " + keyword.name + " and its waiting disagree on " + entry.member());
            }
        });
        for (long number = keyword.consumed.lowest(); number < keyword.last; number++) {
            if (!keyword.fires.containsKey(number + 1)) {
                problems.add("fire " + (number + 1) + " of " + keyword.name + " is missing");
            }
        }
        if (keyword.fires.keySet().stream().anyMatch(number -> number < keyword.consumed.lowest())) {
            problems.add("fires of " + keyword.name + " that everybody has consumed");
        }
    }

    private void checkLimits(List<String> problems) {
        Map<String, Long> held = state.running.values().stream()
                .flatMap(claim -> Limits.limitsOf(claim).stream())
                .collect(Collectors.groupingBy(limit -> limit, Collectors.counting()));
        Set<String> limits = new TreeSet<>(held.keySet());
        limits.addAll(state.limits.records.keySet());
        for (String limit : limits) {
            long counted = state.limits.record(limit).held();
            if (counted != held.getOrDefault(limit, 0L)) {
                problems.add("limit " + limit + " counts " + counted + " claims, and " + held.getOrDefault(limit, 0L)
                        + " live");
            }
        }
        state.due.forEach((name, pending) -> Limits.limitOf(name)
                .filter(limit -> pending.size() > 0
                        != state.limits.record(limit).members().contains(name))
                .ifPresent(limit -> problems.add("limit " + limit + " and its line " + name + " disagree")));
    }

    private void mustBeJobs(String what, Map<JobId, ?> found, List<String> problems) {
        found.keySet().stream()
                .filter(id -> !state.jobs.containsKey(id))
                .forEach(id -> problems.add(what + " of " + id + ", which is gone"));
    }

    // ---- facts

    private SortedMap<String, String> facts() {
        SortedMap<String, String> facts = new TreeMap<>(Scores.BY_BYTES);
        state.jobs
                .values()
                .forEach(job -> facts.put(
                        "job/" + job.id(),
                        line(job.revision(), job.queue(), orEmpty(job.keyword()), job.repeats(), job.body())));
        state.jobs.values().stream()
                .filter(job -> !job.limit().isNone())
                .forEach(job -> facts.put("limit/" + job.id(), limit(job.limit())));
        state.limits.records.forEach((name, record) -> facts.put("limits/" + name, record.text()));
        state.due.forEach((queue, pending) -> pending.forEach(
                entry -> facts.put("due/" + queue + "/" + entry.text(), String.valueOf(entry.score()))));
        state.open.forEach((handle, open) -> facts.put("open/" + handle.text(), open(open)));
        state.nodes.values().forEach(node -> {
            facts.put("nodes/" + node.id, String.valueOf(node.leaseEnd));
            node.running
                    .values()
                    .forEach(claim -> facts.put("running/" + node.id + "/" + claim.handle.text(), claim(claim)));
        });
        state.running.keySet().stream()
                .map(Handle::job)
                .filter(id -> !state.jobs.containsKey(id))
                .forEach(
                        id -> facts.put("ending/" + id, state.nodesOf(id).get(0).toString()));
        state.next.forEach((id, next) -> facts.put("next/" + id, next(next)));
        state.finishing.forEach(id -> facts.put("next/" + id, "finished"));
        state.branched.forEach(
                (handle, fire) -> facts.put("branched/" + handle.text(), line(fire.timeMs(), fire.data())));
        state.branches.forEach((id, numbers) -> facts.put("branches/" + id, line(numbers.toArray())));
        state.stopped.forEach((id, note) -> facts.put("stopped/" + id, note(note)));
        state.failed.forEach((id, note) -> facts.put("failed/" + id, note(note)));
        state.keywords.values().forEach(keyword -> addKeyword(keyword, facts));
        state.counts.forEach((id, counts) -> facts.put("counts/" + id, counts(counts)));
        runs.results.forEach((id, run) -> facts.put("result/" + id, run(run)));
        runs.lists.forEach((id, list) -> {
            int index = 0;
            for (RunRecord run : list) {
                facts.put("runs/" + id + "/" + index++, run(run));
            }
        });
        state.declared.forEach((id, text) -> facts.put("declared/" + id, text));
        if (state.lastToken > 0) {
            facts.put("meta/token", String.valueOf(state.lastToken));
        }
        return facts;
    }

    private static void addKeyword(Keyword keyword, SortedMap<String, String> facts) {
        keyword.consumed.forEach(
                entry -> facts.put("keyword/" + keyword.name + "/" + entry.text(), String.valueOf(entry.score())));
        keyword.waiting.forEach(
                entry -> facts.put("waiting/" + keyword.name + "/" + entry.text(), String.valueOf(entry.score())));
        keyword.fires
                .values()
                .forEach(fire ->
                        facts.put("fires/" + keyword.name + "/" + fire.number(), line(fire.timeMs(), fire.data())));
        if (keyword.last > 0) {
            facts.put("fires/" + keyword.name, String.valueOf(keyword.last));
        }
    }

    private static String open(Occurrence open) {
        return line(
                open.planned(),
                open.attempt(),
                open.run(),
                open.losses(),
                open.keyword(),
                open.fire(),
                open.handedBack());
    }

    private static String limit(Limit limit) {
        return line(limit.atOnce(), limit.starts(), limit.window().toMillis());
    }

    private static String claim(Running claim) {
        Occurrence occurrence = claim.occurrence;
        return line(
                claim.token,
                claim.number,
                claim.queue,
                occurrence.planned(),
                claim.notBefore,
                occurrence.attempt(),
                occurrence.run(),
                claim.revision,
                occurrence.losses(),
                claim.mark().map(Mark::name).orElse(""),
                occurrence.keyword(),
                occurrence.fire(),
                Micros.of(claim.claimed),
                occurrence.handedBack(),
                claim.executorLimited);
    }

    private static String next(Next next) {
        OptionalLong instant = next.instant();
        return instant.isPresent() ? String.valueOf(instant.getAsLong()) : "waiting";
    }

    private static String note(Note note) {
        return line(note.since().toEpochMilli(), note.by(), note.reason());
    }

    private static String counts(Counts counts) {
        String all = line(counts.runs(), counts.missed(), counts.skipped(), counts.coalesced());
        return counts.failedInARow() == 0 ? all : all + "|" + counts.failedInARow();
    }

    private static String run(RunRecord run) {
        return line(
                run.job(),
                run.run(),
                run.token(),
                run.queue(),
                run.outcome(),
                run.attempt(),
                run.last(),
                run.due().toEpochMilli(),
                Micros.of(run.started()),
                Micros.of(run.finished()),
                run.node(),
                run.revision(),
                run.keyword().orElse(""),
                run.detail());
    }

    private static String line(Object... parts) {
        return Stream.of(parts).map(String::valueOf).collect(Collectors.joining("|"));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
