package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.AwaitAnswer;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.ListRequest;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.QueueRecord;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;

/** Answers questions. */
final class Looking {

    /** A page looks at no more jobs, so that a rare state does not hold up everybody else. */
    private static final int MAX_LOOKED_AT = 1_000;

    private final MemoryState state;
    private final KeptRuns runs;

    Looking(MemoryState state, KeptRuns runs) {
        this.state = state;
        this.runs = runs;
    }

    JobRecord describe(StoredJob job) {
        JobId id = job.id();
        Optional<Occurrence> occurrence = state.occurrenceOf(job);
        OptionalLong pending = state.pendingAt(job);
        Note stopped = state.stopped.get(id);
        return new JobRecord(
                job,
                state.stateOf(job),
                occurrence.map(found -> Instant.ofEpochMilli(found.planned())),
                pending.isPresent() ? Optional.of(Instant.ofEpochMilli(pending.getAsLong())) : Optional.empty(),
                occurrence.map(Occurrence::attempt).orElse(0),
                state.claimOf(id).map(claim -> List.of(claim.node)).orElse(List.of()),
                branches(id),
                state.counts.getOrDefault(id, Counts.NONE),
                Optional.ofNullable(stopped != null ? stopped : state.failed.get(id)));
    }

    private List<NodeId> branches(JobId id) {
        return state.claimsOf(id).stream()
                .filter(Running::isBranch)
                .map(claim -> claim.node)
                .distinct()
                .sorted(MemoryState.BY_TEXT)
                .toList();
    }

    JobPage list(ListRequest request) {
        SortedSet<JobId> rest =
                request.cursor().isEmpty() ? state.ids : state.ids.tailSet(new JobId(request.cursor()), false);
        List<JobRecord> page = new ArrayList<>();
        Iterator<JobId> ids = rest.iterator();
        int lookedAt = 0;
        while (ids.hasNext()) {
            JobId id = ids.next();
            lookedAt++;
            state.job(id)
                    .map(this::describe)
                    .filter(job -> matches(job, request))
                    .ifPresent(page::add);
            if ((page.size() == request.limit() || lookedAt == MAX_LOOKED_AT) && ids.hasNext()) {
                return new JobPage(page, Optional.of(id.value()));
            }
        }
        return new JobPage(page, Optional.empty());
    }

    private static boolean matches(JobRecord job, ListRequest request) {
        Optional<JobState> asked = request.state();
        return (asked.isEmpty() || asked.get() == job.state())
                && request.executor().map(job.job().executor()::equals).orElse(true);
    }

    List<RunRecord> runs(JobId job, int limit) {
        return runs.of(job).stream().limit(limit).toList();
    }

    AwaitAnswer await(AwaitRequest request) {
        JobId id = request.job();
        boolean exists = state.jobs.containsKey(id);
        Optional<RunRecord> ended = ended(request, exists);
        if (ended.isPresent()) {
            return new AwaitAnswer.Ended(ended.get());
        }
        if (!exists) {
            return new AwaitAnswer.Unknown();
        }
        runs.await(id, request.node(), request.keepFor());
        return new AwaitAnswer.Pending(request.since().orElse(state.now));
    }

    private Optional<RunRecord> ended(AwaitRequest request, boolean exists) {
        List<RunRecord> last =
                runs.of(request.job()).stream().filter(RunRecord::last).toList();
        if (request.since().isEmpty()) {
            return exists ? Optional.empty() : last.stream().findFirst();
        }
        Instant since = request.since().get();
        return last.stream().filter(run -> !run.finished().isBefore(since)).reduce((newer, older) -> older);
    }

    List<QueueRecord> queues() {
        Map<String, Long> pending = new TreeMap<>(Scores.BY_BYTES);
        state.due.forEach(
                (name, handles) -> pending.merge(WaitingLine.queueOf(name), (long) handles.size(), Long::sum));
        return pending.entrySet().stream()
                .map(queue -> new QueueRecord(queue.getKey(), queue.getValue(), head(queue.getKey())))
                .toList();
    }

    private Optional<Instant> head(String queue) {
        long head = state.limits.head(queue);
        return head == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(head));
    }
}
