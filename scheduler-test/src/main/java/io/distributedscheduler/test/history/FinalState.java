package io.distributedscheduler.test.history;

import io.distributedscheduler.store.Audit;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.ListRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the store holds in the end, when nothing disturbs it any more.
 *
 * @param time store time at which it was read; of several partitions the earliest
 * @param jobs every job and where it stands, by id
 * @param facts what an {@link Audit} says of every record, all partitions together
 * @param problems what the audits found wrong
 */
public record FinalState(
        Instant time, Map<String, JobRecord> jobs, SortedMap<String, String> facts, List<String> problems) {

    /** Reads all of a store; nothing may change meanwhile that the checker shall not hold against it. */
    public static FinalState of(JobStore store) {
        List<Instant> times = new ArrayList<>();
        Map<String, JobRecord> jobs = new HashMap<>();
        SortedMap<String, String> facts = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (int partition = 0; partition < store.partitions(); partition++) {
            times.add(store.time(partition));
            Optional<String> cursor = Optional.of("");
            while (cursor.isPresent()) {
                JobPage page = store.list(new ListRequest(
                        partition, Optional.empty(), Optional.empty(), cursor.get(), JobStore.MAX_LISTED_JOBS));
                page.jobs().forEach(job -> jobs.put(job.job().id().value(), job));
                cursor = page.cursor();
            }
            Audit audit = store.audit(partition);
            facts.putAll(audit.state());
            problems.addAll(audit.problems());
            audit.repaired().forEach(job -> problems.add("job " + job + " stood nowhere"));
        }
        return new FinalState(
                times.stream().min(Comparator.naturalOrder()).orElse(Instant.EPOCH), jobs, facts, problems);
    }

    long micros() {
        return Line.micros(time);
    }
}
