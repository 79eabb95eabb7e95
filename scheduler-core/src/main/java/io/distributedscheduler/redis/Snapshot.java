package io.distributedscheduler.redis;

import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All records of a partition, as a reading found them. Not one moment: it is read in steps. */
final class Snapshot {

    final Map<String, Map<String, String>> hashes = new HashMap<>();
    final Map<String, Map<String, Long>> sortedSets = new HashMap<>();
    final Map<String, List<String>> lists = new HashMap<>();

    /** Keys that do not hold what they should, or that nobody knows. */
    final List<String> strangers = new ArrayList<>();

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    private final Map<String, StoredJob> jobs = new HashMap<>();

    Map<String, String> hash(String name) {
        return hashes.getOrDefault(name, Map.of());
    }

    Map<String, Long> sortedSet(String name) {
        return sortedSets.getOrDefault(name, Map.of());
    }

    /** The parts behind a first part of names, such as the queues behind {@code due:}. */
    List<String> membersOf(String family, Map<String, ?> records) {
        return records.keySet().stream()
                .filter(name -> name.startsWith(family))
                .map(name -> name.substring(family.length()))
                .sorted()
                .toList();
    }

    /** Every job that exists, by id. */
    Map<String, StoredJob> jobs() {
        if (jobs.isEmpty()) {
            hash("jobs").forEach((id, record) -> {
                if (JobText.ending(record).isEmpty()) {
                    Texts.job(id).ifPresent(named -> jobs.put(id, JobText.read(named, record)));
                }
            });
        }
        return jobs;
    }

    /** Removed jobs whose claim lives, with the node. */
    Map<String, String> endings() {
        Map<String, String> endings = new HashMap<>();
        hash("jobs").forEach((id, record) -> JobText.ending(record).ifPresent(node -> endings.put(id, node)));
        return endings;
    }

    /** Handles out of the sequence of their job, by job; of a removed job those of its claims that live. */
    SortedMap<String, List<String>> branches() {
        SortedMap<String, List<String>> branches = new TreeMap<>();
        hash("branches").forEach((id, text) -> {
            List<String> handles = Stream.of(text.split(","))
                    .map(branch -> branch.split("@", 2)[0])
                    .filter(number -> !number.equals("0"))
                    .map(number -> id + '\0' + number)
                    .toList();
            if (!handles.isEmpty()) {
                branches.put(id, handles);
            }
        });
        return branches;
    }

    /** Claims by handle, by node. */
    SortedMap<String, Map<String, ClaimText>> claims() {
        SortedMap<String, Map<String, ClaimText>> claims = new TreeMap<>();
        for (String node : membersOf("running:", hashes)) {
            Map<String, ClaimText> held = new TreeMap<>(Comparator.naturalOrder());
            hash(Keys.running(node))
                    .forEach(
                            (handle, record) -> ClaimText.readable(record).ifPresent(claim -> held.put(handle, claim)));
            claims.put(node, held);
        }
        return claims;
    }

    Optional<OpenText> open(String handle) {
        return Optional.ofNullable(hash("open").get(handle)).flatMap(OpenText::readable);
    }

    List<RunRecord> runs(String job) {
        return lists.getOrDefault(Keys.runs(job), List.of()).stream()
                .flatMap(record -> run(job, record).stream())
                .toList();
    }

    /** Empty when it cannot be read. */
    static Optional<RunRecord> run(String job, String record) {
        return Texts.job(job).flatMap(named -> RunText.readable(named, record));
    }

    /** A number that a record holds; empty when there is none, or it cannot be read. */
    static Optional<Long> number(@Nullable String text) {
        return Optional.ofNullable(text)
                .filter(number -> NUMBER.matcher(number).matches())
                .map(Long::parseLong);
    }

    boolean isHeld(String job) {
        return sortedSet("stopped").containsKey(job) || sortedSet("failed").containsKey(job);
    }
}
