package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.BranchAnswer;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.ModifyAnswer;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the answers of a verb down and reads them again: words, separated by spaces, the first saying which. What the
 * call itself tells is left out.
 */
record Answers<A>(Function<A, String> writer, Function<String[], A> reader) {

    static final Answers<StartAnswer> START = new Answers<>(Answers::start, Answers::start);
    static final Answers<FireAnswer> FIRE = new Answers<>(Answers::fire, Answers::fire);
    static final Answers<List<CompleteAnswer>> COMPLETE = new Answers<>(
            answers -> answers.stream().map(Answers::complete).collect(Collectors.joining(" ")),
            words -> IntStream.range(0, words.length / 3)
                    .mapToObj(i -> complete(words, 3 * i))
                    .toList());

    static final Answers<BranchAnswer> BRANCH = new Answers<>(
            answer -> line(answer.result(), answer.time()),
            words -> new BranchAnswer(BranchAnswer.Result.valueOf(words[0]), instant(words[1])));

    static Answers<List<ScheduleAnswer>> schedule(List<NewJob> jobs) {
        return new Answers<>(
                answers -> answers.stream().map(Answers::schedule).collect(Collectors.joining(" ")),
                words -> IntStream.range(0, jobs.size())
                        .mapToObj(i -> schedule(jobs.get(i).job().id(), words[2 * i], words[2 * i + 1]))
                        .toList());
    }

    static Answers<StopAnswer> stop(JobId job) {
        return new Answers<>(Answers::stop, words -> stop(job, words));
    }

    static Answers<ModifyAnswer> modify(JobId job) {
        return new Answers<>(Answers::modify, words -> modify(job, words));
    }

    String write(A answer) {
        return writer.apply(answer);
    }

    A read(String text) {
        return reader.apply(text.split(" "));
    }

    // ---- schedule: two words a job

    private static String schedule(ScheduleAnswer answer) {
        if (answer instanceof ScheduleAnswer.Created created) {
            return line("created", created.time());
        }
        return answer instanceof ScheduleAnswer.Ending ending ? line("ending", ending.node()) : line("exists", "-");
    }

    private static ScheduleAnswer schedule(JobId job, String which, String detail) {
        return switch (which) {
            case "created" -> new ScheduleAnswer.Created(instant(detail));
            case "ending" -> new ScheduleAnswer.Ending(job, NodeId.parse(detail));
            default -> new ScheduleAnswer.Exists(job);
        };
    }

    // ---- modify

    private static String modify(ModifyAnswer answer) {
        if (answer instanceof ModifyAnswer.Modified modified) {
            return line("modified", modified.revision(), modified.time(), closed(modified.closed()));
        }
        return answer instanceof ModifyAnswer.Conflict ? "conflict" : "unknown";
    }

    private static ModifyAnswer modify(JobId job, String[] words) {
        return switch (words[0]) {
            case "modified" ->
                new ModifyAnswer.Modified(Long.parseLong(words[1]), instant(words[2]), closed(job, words[3]));
            case "conflict" -> new ModifyAnswer.Conflict(job);
            default -> new ModifyAnswer.Unknown(job);
        };
    }

    // ---- stop, remove

    private static String stop(StopAnswer answer) {
        if (answer instanceof StopAnswer.Done done) {
            return line(
                    "done",
                    done.time(),
                    closed(done.closed()),
                    line(done.ending().toArray()));
        }
        if (answer instanceof StopAnswer.Already already) {
            return line("already", already.time(), "-", line(already.ending().toArray()));
        }
        return answer instanceof StopAnswer.Conflict ? "conflict" : "unknown";
    }

    private static StopAnswer stop(JobId job, String[] words) {
        return switch (words[0]) {
            case "done" -> new StopAnswer.Done(instant(words[1]), nodes(words), closed(job, words[2]));
            case "already" -> new StopAnswer.Already(instant(words[1]), nodes(words));
            case "conflict" -> new StopAnswer.Conflict();
            default -> new StopAnswer.Unknown();
        };
    }

    private static List<NodeId> nodes(String[] words) {
        return Stream.of(words).skip(3).map(NodeId::parse).toList();
    }

    // ---- the record of a closed run: one word

    private static String closed(List<RunRecord> closed) {
        return closed.isEmpty() ? "-" : closed.stream().map(Answers::closed).collect(Collectors.joining(","));
    }

    private static String closed(RunRecord closed) {
        return Optional.of(closed)
                .map(run -> String.join(
                        "\n",
                        String.valueOf(run.run()),
                        run.queue(),
                        String.valueOf(run.attempt()),
                        String.valueOf(run.due().toEpochMilli()),
                        String.valueOf(Micros.of(run.finished())),
                        String.valueOf(run.revision()),
                        run.keyword().orElse(""),
                        run.detail()))
                .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .orElse("-");
    }

    private static List<RunRecord> closed(JobId job, String word) {
        return word.equals("-")
                ? List.of()
                : Stream.of(word.split(",")).map(one -> record(job, one)).toList();
    }

    private static RunRecord record(JobId job, String word) {
        String[] parts = new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8).split("\n", 8);
        return new RunRecord(
                job,
                Long.parseLong(parts[0]),
                Long.parseLong(parts[0]),
                parts[1],
                Outcome.STOPPED,
                Integer.parseInt(parts[2]),
                true,
                Instant.ofEpochMilli(Long.parseLong(parts[3])),
                instant(parts[4]),
                instant(parts[4]),
                NodeId.NONE,
                Long.parseLong(parts[5]),
                Optional.of(parts[6]).filter(keyword -> !keyword.isEmpty()),
                parts[7]);
    }

    // ---- start

    private static String start(StartAnswer answer) {
        if (answer instanceof StartAnswer.Started started) {
            return line("started", started.time());
        }
        if (answer instanceof StartAnswer.Nothing nothing) {
            return line("nothing", nothing.state());
        }
        if (answer instanceof StartAnswer.Running running) {
            return line("running", running.node());
        }
        return answer instanceof StartAnswer.Conflict ? "conflict" : "unknown";
    }

    private static StartAnswer start(String[] words) {
        return switch (words[0]) {
            case "started" -> new StartAnswer.Started(instant(words[1]));
            case "nothing" -> new StartAnswer.Nothing(JobState.valueOf(words[1]));
            case "running" -> new StartAnswer.Running(NodeId.parse(words[1]));
            case "conflict" -> new StartAnswer.Conflict();
            default -> new StartAnswer.Unknown();
        };
    }

    // ---- fire

    private static String fire(FireAnswer answer) {
        return answer instanceof FireAnswer.Reached reached ? line("reached", reached.jobs(), reached.time()) : "full";
    }

    private static FireAnswer fire(String[] words) {
        return words[0].equals("reached")
                ? new FireAnswer.Reached(Long.parseLong(words[1]), instant(words[2]))
                : new FireAnswer.Full();
    }

    // ---- complete: three words a claim

    private static String complete(CompleteAnswer answer) {
        return line(answer.accepted(), answer.last(), answer.time());
    }

    private static CompleteAnswer complete(String[] words, int from) {
        return new CompleteAnswer(
                Boolean.parseBoolean(words[from]), Boolean.parseBoolean(words[from + 1]), instant(words[from + 2]));
    }

    // ---- words

    private static String line(Object... words) {
        return Stream.of(words)
                .map(word -> word instanceof Instant instant ? String.valueOf(Micros.of(instant)) : word.toString())
                .collect(Collectors.joining(" "));
    }

    private static Instant instant(String micros) {
        return Micros.instant(Long.parseLong(micros));
    }
}
