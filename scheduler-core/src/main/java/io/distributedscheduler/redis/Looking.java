package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.AwaitAnswer;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.ListRequest;
import io.distributedscheduler.store.QueueRecord;
import io.distributedscheduler.store.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Answers questions. */
final class Looking {

    private static final Comparator<RunRecord> NEWEST_FIRST = Comparator.comparing(RunRecord::finished)
            .thenComparing(RunRecord::token)
            .reversed();

    private final ScriptRunner scripts;

    Looking(ScriptRunner scripts) {
        this.scripts = scripts;
    }

    Optional<JobRecord> find(int partition, JobId job) {
        return find(partition, List.of(job.value())).stream().findFirst();
    }

    JobPage list(ListRequest request) {
        Cursor from = Cursor.parse(request.cursor());
        Answer answer = scripts.run(
                "page",
                request.partition(),
                List.of(),
                List.of(
                        from.place(),
                        from.after(),
                        Integer.toString(request.limit()),
                        request.executor().orElse("")));
        Cursor next = new Cursor(answer.text(), answer.text());
        List<String> jobs =
                answer.rest().stream().filter(id -> Texts.job(id).isPresent()).toList();
        List<JobRecord> page = jobs.isEmpty() ? List.of() : find(request.partition(), jobs);
        Optional<JobState> asked = request.state();
        return new JobPage(
                page.stream()
                        .filter(job -> asked.isEmpty() || asked.get() == job.state())
                        .toList(),
                next.isEnd() ? Optional.empty() : Optional.of(next.text()));
    }

    List<RunRecord> runs(int partition, JobId job, int limit) {
        Answer answer = scripts.run("recorded", partition, List.of(Keys.runs(job)), List.of(job.value()));
        return answer.rest().stream()
                .filter(record -> !record.isEmpty())
                .flatMap(record -> RunText.readable(job, record).stream())
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .toList();
    }

    AwaitAnswer await(int partition, AwaitRequest request) {
        Answer answer = scripts.run(
                "await",
                partition,
                List.of(Keys.runs(request.job())),
                List.of(
                        request.job().value(),
                        request.node().toString(),
                        Texts.millis(request.keepFor()),
                        request.since().map(Texts::microsUp).orElse("")));
        if (answer.is("ended")) {
            return RunText.readable(request.job(), answer.text())
                    .<AwaitAnswer>map(AwaitAnswer.Ended::new)
                    .orElseGet(AwaitAnswer.Unknown::new);
        }
        return answer.is("pending") ? new AwaitAnswer.Pending(answer.time()) : new AwaitAnswer.Unknown();
    }

    List<QueueRecord> queues(int partition) {
        Answer answer = scripts.run("queues", partition, List.of(), List.of());
        List<QueueRecord> queues = new ArrayList<>();
        while (answer.hasMore()) {
            queues.add(new QueueRecord(answer.text(), answer.number(), answer.instant()));
        }
        queues.sort(Comparator.comparing(QueueRecord::queue));
        return queues;
    }

    private List<JobRecord> find(int partition, List<String> jobs) {
        Answer answer = scripts.run("find", partition, List.of(), jobs);
        List<JobRecord> found = new ArrayList<>();
        while (answer.hasMore()) {
            found.add(FoundJob.next(answer).record());
        }
        return found;
    }

    /**
     * Where a list goes on.
     *
     * @param place in the table of jobs
     * @param after id after which to go on there; empty for its beginning
     */
    private record Cursor(String place, String after) {

        static Cursor parse(String text) {
            int split = text.indexOf('|');
            return split < 0 ? new Cursor("0", "") : new Cursor(text.substring(0, split), text.substring(split + 1));
        }

        boolean isEnd() {
            return place.equals("0") && after.isEmpty();
        }

        String text() {
            return place + "|" + after;
        }
    }
}
