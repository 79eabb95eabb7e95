package io.distributedscheduler.redis;

import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.LimitRecord;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Holds a reading against the rules of the data model. */
final class AuditRules {

    /** Where a line stands of which nothing may start while so many run. */
    private static final long NEVER = 9_000_000_000_000_000L;

    private final Snapshot found;
    private final Map<String, StoredJob> jobs;
    private final Map<String, Map<String, ClaimText>> claims;
    private final Map<String, List<String>> branches;
    private final SortedSet<String> problems = new TreeSet<>(AuditFacts.BY_BYTES);

    private AuditRules(Snapshot found) {
        this.found = found;
        this.jobs = found.jobs();
        this.claims = found.claims();
        this.branches = found.branches();
    }

    static SortedSet<String> problemsOf(Snapshot found) {
        AuditRules rules = new AuditRules(found);
        rules.problems.addAll(found.strangers);
        rules.problems.addAll(UnreadableRecords.in(found));
        rules.jobs.forEach(rules::checkJob);
        rules.branches.forEach(rules::checkBranches);
        rules.checkDue();
        rules.checkOpen();
        rules.claims.forEach(rules::checkNode);
        rules.checkNext();
        found.membersOf("keyword:", found.sortedSets).forEach(rules::checkKeyword);
        rules.checkWaiting();
        rules.checkLeftovers();
        rules.checkRuns();
        return rules.problems;
    }

    /** Jobs that stand nowhere. */
    static List<String> nowhere(Snapshot found) {
        AuditRules rules = new AuditRules(found);
        return rules.jobs.keySet().stream()
                .filter(id -> rules.placesOf(id).isEmpty())
                .sorted(AuditFacts.BY_BYTES)
                .toList();
    }

    /** Removed jobs that are said to end on a node which does not hold them. */
    static List<String> lostEndings(Snapshot found) {
        SortedMap<String, Map<String, ClaimText>> claims = found.claims();
        return found.endings().entrySet().stream()
                .filter(ending -> claims.getOrDefault(ending.getValue(), Map.of()).keySet().stream()
                        .noneMatch(handle -> jobOf(handle).equals(ending.getKey())))
                .map(Map.Entry::getKey)
                .sorted(AuditFacts.BY_BYTES)
                .toList();
    }

    /** Queues and lines of which heads, or lines, do not say what they should. */
    static List<String> strayHeads(Snapshot found) {
        SortedSet<String> stray = new TreeSet<>();
        SortedSet<String> queues = new TreeSet<>(found.sortedSet("heads").keySet());
        queues.addAll(found.sortedSet("lines").keySet());
        found.membersOf("lines:", found.sortedSets).forEach(queue -> {
            queues.add(queue);
            found.sortedSet(Keys.lines(queue)).keySet().stream()
                    .filter(line -> found.sortedSet(Keys.due(line)).isEmpty())
                    .forEach(stray::add);
        });
        for (String name : found.membersOf("due:", found.sortedSets)) {
            String queue = WaitingLine.queueOf(name);
            queues.add(queue);
            if (!queue.equals(name) && !isInLine(found, queue, name)) {
                stray.add(name);
            }
        }
        queues.stream().filter(queue -> isStray(found, queue)).forEach(stray::add);
        return List.copyOf(stray);
    }

    private static boolean isInLine(Snapshot found, String queue, String line) {
        Long opens = found.sortedSet(Keys.lines(queue)).get(line);
        OptionalLong first = first(found, Keys.due(line));
        return opens != null && first.isPresent() && opens >= first.getAsLong();
    }

    private static boolean isStray(Snapshot found, String queue) {
        OptionalLong lines = first(found, Keys.lines(queue));
        OptionalLong open = lines.isPresent() && lines.getAsLong() < NEVER ? lines : OptionalLong.empty();
        Long known = found.sortedSet("lines").get(queue);
        if (!Objects.equals(known, open.isPresent() ? open.getAsLong() : null)) {
            return true;
        }
        OptionalLong own = first(found, Keys.due(queue));
        long pending = Math.min(own.orElse(NEVER), open.orElse(NEVER));
        Long head = found.sortedSet("heads").get(queue);
        LimitRecord limit = LimitRecord.parse(found.hash("limits").getOrDefault(StoredJob.executorOf(queue), ""));
        if (!limit.limit().isNone()) {
            return head != null && head < pending
                    || pending < NEVER && !limit.members().contains(queue);
        }
        return pending < NEVER ? head == null || head != pending : head != null;
    }

    private static OptionalLong first(Snapshot found, String name) {
        return found.sortedSet(name).values().stream()
                .mapToLong(Long::longValue)
                .min();
    }

    /** Limits that do not count the claims that live. */
    static List<String> miscounted(Snapshot found) {
        Map<String, Integer> held = new TreeMap<>();
        found.claims()
                .values()
                .forEach(claims -> claims.values().forEach(claim -> {
                    WaitingLine.of(claim.queue()).ifPresent(line -> held.merge(line.limit(), 1, Integer::sum));
                    if (claim.executorLimited()) {
                        held.merge(StoredJob.executorOf(claim.queue()), 1, Integer::sum);
                    }
                }));
        SortedSet<String> limits = new TreeSet<>(held.keySet());
        limits.addAll(found.hash("limits").keySet());
        return limits.stream()
                .filter(limit -> LimitRecord.parse(found.hash("limits").getOrDefault(limit, ""))
                                .held()
                        != held.getOrDefault(limit, 0))
                .toList();
    }

    private List<String> placesOf(String id) {
        List<String> places = new ArrayList<>();
        found.membersOf("due:", found.sortedSets).stream()
                .filter(queue -> found.sortedSet(Keys.due(queue)).containsKey(id))
                .forEach(queue -> places.add("due in " + queue));
        found.membersOf("waiting:", found.sortedSets).stream()
                .filter(keyword -> found.sortedSet(Keys.waiting(keyword)).containsKey(id))
                .forEach(keyword -> places.add("waiting for " + keyword));
        if (found.sortedSet("failed").containsKey(id)) {
            places.add("failed");
        }
        if (found.sortedSet("stopped").containsKey(id)) {
            places.add("stopped");
        } else {
            claims.forEach((node, held) -> {
                if (held.containsKey(id)) {
                    places.add("running on " + node);
                }
            });
        }
        if (isFinishing(id) && branches.containsKey(id)) {
            places.add("finishing");
        }
        return places;
    }

    private boolean isFinishing(String id) {
        return "finished".equals(found.hash("next").get(id));
    }

    private static String jobOf(String handle) {
        int zero = handle.indexOf('\0');
        return zero < 0 ? handle : handle.substring(0, zero);
    }

    private void checkJob(String id, StoredJob job) {
        List<String> places = placesOf(id);
        if (places.size() != 1) {
            problems.add("job " + id + " stands in " + places);
        }
        claims.values()
                .forEach(held -> held.forEach((handle, claim) -> {
                    if (jobOf(handle).equals(id)) {
                        checkClaim(handle, job, claim);
                    }
                }));
        checkNext(id, job);
        found.membersOf("keyword:", found.sortedSets).stream()
                .filter(keyword -> found.sortedSet(Keys.keyword(keyword)).containsKey(id))
                .filter(keyword -> !keyword.equals(job.keyword()) || found.isHeld(id) || isFinishing(id))
                .forEach(keyword -> problems.add("keyword " + keyword + " has " + id));
        if (job.keyword() != null
                && !found.isHeld(id)
                && !isFinishing(id)
                && !found.sortedSet(Keys.keyword(job.keyword())).containsKey(id)) {
            problems.add("keyword " + job.keyword() + " lacks " + id);
        }
    }

    private void checkClaim(String handle, StoredJob job, ClaimText claim) {
        String id = job.id().value();
        boolean mustEnd = handle.equals(id) && found.isHeld(id);
        boolean plain = job.keyword() == null && !job.repeats() && job.revision() == 1;
        if (claim.plain() && !(plain && job.queue().equals(claim.queue()))) {
            problems.add("claim of " + id + " is plain, but the job is not");
        }
        if (claim.mark().filter(Mark.REMOVE::equals).isPresent()) {
            problems.add("claim of " + id + " is marked REMOVE, but the job exists");
        }
        if (mustEnd && claim.mark().isEmpty()) {
            problems.add("claim of " + id + " has no mark, but the job is stopped");
        }
    }

    private void checkNext(String id, StoredJob job) {
        boolean changed = !found.isHeld(id)
                && claims.values().stream()
                        .flatMap(held -> Optional.ofNullable(held.get(id)).stream())
                        .anyMatch(claim -> claim.revision() != job.revision());
        if (!isFinishing(id) && changed != found.hash("next").containsKey(id)) {
            problems.add("job " + id + (changed ? " was changed while it runs, but has no next" : " has a next"));
        }
    }

    private void checkBranches(String id, List<String> handles) {
        for (String handle : handles) {
            StoredJob job = jobs.get(id);
            boolean pending =
                    job != null && found.sortedSet(Keys.due(job.queue())).containsKey(handle);
            boolean runs = claims.values().stream().anyMatch(held -> held.containsKey(handle));
            if (pending == runs) {
                problems.add("branch " + handle.substring(id.length() + 1) + " of " + id
                        + (pending ? " is pending and runs" : " neither is pending nor runs"));
            }
        }
    }

    private boolean isKnown(String handle) {
        String id = jobOf(handle);
        return handle.equals(id) || branches.getOrDefault(id, List.of()).contains(handle);
    }

    private void checkDue() {
        for (String queue : found.membersOf("due:", found.sortedSets)) {
            found.sortedSet(Keys.due(queue)).forEach((handle, ms) -> {
                StoredJob job = jobs.get(jobOf(handle));
                if (job == null || !job.queue().equals(queue)) {
                    problems.add("queue " + queue + " has " + handle + ", which does not belong there");
                } else if (!isKnown(handle)) {
                    problems.add("queue " + queue + " has a branch of " + job.id() + " that the job does not know");
                }
                if (found.open(handle)
                        .filter(open -> open.due() == ms && open.attempt() == 1 && open.fire() == 0 && open.run() == 0)
                        .isPresent()) {
                    problems.add("open of " + handle + " says nothing");
                }
            });
        }
        strayHeads(found)
                .forEach(queue -> problems.add("head of queue " + queue + " is not where something may be claimed"));
        miscounted(found).forEach(limit -> problems.add("limit " + limit + " does not count the claims that live"));
    }

    private void checkOpen() {
        for (String handle : found.hash("open").keySet()) {
            StoredJob job = jobs.get(jobOf(handle));
            if (job == null || !found.sortedSet(Keys.due(job.queue())).containsKey(handle)) {
                problems.add("open of " + handle + ", which is not pending");
            }
        }
    }

    private void checkNode(String node, Map<String, ClaimText> held) {
        Long leaseEnd = found.sortedSet("nodes").get(node);
        if (leaseEnd == null && !held.isEmpty()) {
            problems.add("node " + node + " holds claims, but is not there");
        }
        long last = Snapshot.number(found.hash("meta").get("token")).orElse(Long.MAX_VALUE);
        held.forEach((handle, claim) -> {
            String id = jobOf(handle);
            if (!jobs.containsKey(id)
                    && (claim.mark().filter(Mark.REMOVE::equals).isEmpty()
                            || !found.endings().containsKey(id))) {
                problems.add("node " + node + " holds a claim of " + id + ", which is gone");
            }
            if (!isKnown(handle)) {
                problems.add("node " + node + " holds a branch of " + id + " that the job does not know");
            }
            if (claim.token() > last) {
                problems.add("token " + claim.token() + " of " + handle + " is above the last one");
            }
        });
    }

    private void checkNext() {
        found.hash("next").keySet().stream()
                .filter(id -> !jobs.containsKey(id)
                        || !isFinishing(id) && claims.values().stream().noneMatch(held -> held.containsKey(id)))
                .forEach(id -> problems.add("next of " + id + ", which does not run"));
        found.hash("next").keySet().stream()
                .filter(id -> isFinishing(id) && !branches.containsKey(id))
                .forEach(id -> problems.add("job " + id + " is finishing, but nothing is left of it"));
    }

    private void checkKeyword(String keyword) {
        Map<String, Long> consumed = found.sortedSet(Keys.keyword(keyword));
        Map<String, String> fires = found.hash(Keys.fires(keyword));
        long last = Snapshot.number(fires.get("last")).orElse(0L);
        long lowest = consumed.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
        consumed.keySet().stream()
                .filter(id -> !jobs.containsKey(id))
                .forEach(id -> problems.add("keyword " + keyword + " has " + id + ", which is gone"));
        consumed.forEach((id, number) -> {
            if (number < 0 || number > last) {
                problems.add("keyword " + keyword + " has " + id + " at fire " + number + ", the last one is " + last);
            }
        });
        for (long number = Math.max(lowest, last - JobStore.MAX_QUEUED_FIRES); number < last; number++) {
            if (!fires.containsKey("" + (number + 1))) {
                problems.add("fire " + (number + 1) + " of " + keyword + " is missing");
            }
        }
        if (fires.keySet().stream()
                .flatMap(number -> Snapshot.number(number).stream())
                .anyMatch(number -> number < lowest)) {
            problems.add("fires of " + keyword + " that everybody has consumed");
        }
        boolean hasWork =
                found.sortedSet(Keys.waiting(keyword)).values().stream().anyMatch(number -> number < last);
        if (hasWork != found.sortedSet("fired").containsKey(keyword)) {
            problems.add("keyword " + keyword + (hasWork ? " is not among the fired" : " is among the fired"));
        }
    }

    private void checkWaiting() {
        for (String keyword : found.membersOf("waiting:", found.sortedSets)) {
            found.sortedSet(Keys.waiting(keyword)).forEach((id, number) -> {
                if (!number.equals(found.sortedSet(Keys.keyword(keyword)).get(id))) {
                    problems.add("keyword " + keyword + " and its waiting disagree on " + id);
                }
            });
        }
    }

    private void checkLeftovers() {
        BiConsumer<String, Iterable<String>> mustBeJobs = (what, ids) -> ids.forEach(id -> {
            if (!jobs.containsKey(id)) {
                problems.add(what + " of " + id + ", which is gone");
            }
        });
        found.hash("branched").keySet().stream()
                .filter(handle -> handle.equals(jobOf(handle)) || !isKnown(handle))
                .forEach(handle -> problems.add("fire of a branch of " + jobOf(handle) + ", which is gone"));
        mustBeJobs.accept("stopped", found.sortedSet("stopped").keySet());
        mustBeJobs.accept("failed", found.sortedSet("failed").keySet());
        mustBeJobs.accept("counts", found.hash("counts").keySet());
        found.hash("notes").keySet().stream()
                .filter(id -> !found.isHeld(id))
                .forEach(id -> problems.add("note of " + id + ", which is not held"));
        found.hash("counts").keySet().stream()
                .filter(id -> jobs.containsKey(id) && !jobs.get(id).repeats())
                .forEach(id -> problems.add("counts of " + id + ", which does not repeat"));
        lostEndings(found)
                .forEach(id -> problems.add(
                        "job " + id + " is said to end on " + found.endings().get(id) + ", which does not hold it"));
        for (String record : List.of("members", "numbers")) {
            found.hash(record).keySet().stream()
                    .filter(node -> !found.sortedSet("nodes").containsKey(node))
                    .forEach(node -> problems.add(record + " of node " + node + ", which is not there"));
        }
    }

    private void checkRuns() {
        Map<String, Long> until = found.sortedSet("finished");
        found.hash("results").keySet().stream()
                .filter(id -> !until.containsKey(id))
                .forEach(id -> problems.add("result of " + id + " that nothing forgets"));
        found.membersOf("runs:", found.lists).stream()
                .filter(id -> !until.containsKey(id) && !jobs.containsKey(id))
                .forEach(id -> problems.add("runs of " + id + " that nothing forgets"));
    }
}
