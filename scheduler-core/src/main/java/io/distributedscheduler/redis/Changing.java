package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.ModifyAnswer;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoredJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Modifies, stops, starts and removes jobs. */
final class Changing {

    private final ScriptRunner scripts;

    Changing(ScriptRunner scripts) {
        this.scripts = scripts;
    }

    ModifyAnswer modify(Call call, int partition, Modification change) {
        StoredJob job = change.job();
        List<String> keys = new ArrayList<>(Keys.ofPlace(job.queue(), job.keyword()));
        keys.add(Keys.runs(job.id()));
        StoredJob changed = job.revision(job.revision() + 1);
        Answer answer = scripts.run(
                "modify",
                partition,
                call,
                keys,
                List.of(
                        job.id().value(),
                        Long.toString(job.revision()),
                        JobText.write(changed),
                        Texts.due(change.pending()),
                        change.next().map(Texts::due).orElse(""),
                        seen(change.accounting()),
                        counts(change.accounting()),
                        change.revive() ? "1" : "0"));
        if (answer.is("modified")) {
            return new ModifyAnswer.Modified(answer.number(), answer.time(), closed(job.id(), answer));
        }
        return answer.is("conflict") ? new ModifyAnswer.Conflict(job.id()) : new ModifyAnswer.Unknown(job.id());
    }

    StopAnswer stop(Call call, int partition, StopRequest request) {
        return stopped(
                request.job(),
                scripts.run(
                        "stop",
                        partition,
                        call,
                        List.of(Keys.runs(request.job())),
                        List.of(
                                request.job().value(),
                                request.reason(),
                                request.by(),
                                seen(request.accounting()),
                                counts(request.accounting()))));
    }

    StopAnswer remove(Call call, int partition, StopRequest request, Retention retention) {
        return stopped(
                request.job(),
                scripts.run(
                        "remove",
                        partition,
                        call,
                        List.of(Keys.runs(request.job())),
                        List.of(
                                request.job().value(),
                                request.reason(),
                                seen(request.accounting()),
                                Integer.toString(retention.count()),
                                Texts.millis(retention.keepFor()))));
    }

    StartAnswer start(Call call, int partition, JobId job, long revision, Due due) {
        if (due instanceof Due.Unchanged) {
            throw new IllegalArgumentException("Job " + job + " cannot be started at " + due);
        }
        Answer answer = scripts.run(
                "start", partition, call, List.of(), List.of(job.value(), Long.toString(revision), Texts.due(due)));
        return switch (answer.word()) {
            case "started" -> new StartAnswer.Started(answer.time());
            case "running" -> new StartAnswer.Running(NodeId.parse(answer.text()));
            case "nothing" -> new StartAnswer.Nothing(JobState.valueOf(answer.text()));
            case "conflict" -> new StartAnswer.Conflict();
            default -> new StartAnswer.Unknown();
        };
    }

    private static StopAnswer stopped(JobId job, Answer answer) {
        if (answer.is("conflict")) {
            return new StopAnswer.Conflict();
        }
        if (answer.is("unknown")) {
            return new StopAnswer.Unknown();
        }
        Instant time = answer.time();
        List<NodeId> ending = Texts.nodes(answer.text());
        return answer.is("done")
                ? new StopAnswer.Done(time, ending, closed(job, answer))
                : new StopAnswer.Already(time, ending);
    }

    private static List<RunRecord> closed(JobId job, Answer answer) {
        return answer.remainder().stream()
                .flatMap(records -> Stream.of(records.split("\0")))
                .flatMap(record -> RunText.readable(job, record).stream())
                .toList();
    }

    private static String seen(Optional<Accounting> accounting) {
        return accounting
                .map(it -> Texts.millis(it.seen())
                        + (it.begun() ? "+" : "")
                        + it.upcoming().stream().map(Texts::millis).collect(Collectors.joining(",", ":", "")))
                .orElse("");
    }

    private static String counts(Optional<Accounting> accounting) {
        return accounting
                .map(Accounting::counts)
                .filter(counts -> !counts.equals(Counts.NONE))
                .map(Texts::counts)
                .orElse("");
    }
}
