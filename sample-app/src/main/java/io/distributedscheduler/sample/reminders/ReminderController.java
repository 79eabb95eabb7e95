package io.distributedscheduler.sample.reminders;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.StartResult;
import io.distributedscheduler.StopResult;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Every operation on a one-time job, over HTTP; any node answers for all. */
@RestController
@RequestMapping("/reminders")
class ReminderController {

    private final DistributedScheduler scheduler;

    ReminderController(DistributedScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** {@code {"text": "tea", "inSeconds": 10}} or {@code {"text": "tea", "at": "2030-01-01T12:00:00Z"}}. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ReminderView schedule(@RequestBody Change wanted) {
        if (wanted.text() == null) {
            throw new IllegalArgumentException("A reminder needs a text");
        }
        Job job = Job.of("remind");
        job = wanted.id() == null ? job : job.id(wanted.id());
        return view(scheduler.schedule(wanted.apply(job)));
    }

    @GetMapping("/{id}")
    ReminderView find(@PathVariable String id) {
        return view(new JobId(id));
    }

    /** The same fields as for a new one; what is left out stays as it is. */
    @PutMapping("/{id}")
    ReminderView modify(@PathVariable String id, @RequestBody Change wanted) {
        return view(scheduler.modify(new JobId(id), wanted::apply).id());
    }

    @PostMapping("/{id}/stop")
    StopResult stop(@PathVariable String id) {
        return scheduler.stop(new JobId(id), "asked for over HTTP");
    }

    @PostMapping("/{id}/start")
    StartResult start(@PathVariable String id) {
        return scheduler.start(new JobId(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        if (!scheduler.remove(new JobId(id))) {
            throw new UnknownJobException(new JobId(id));
        }
    }

    /** How the newest run ended; also after the reminder is gone. */
    @GetMapping("/{id}/result")
    Result result(@PathVariable String id) {
        return scheduler.runs(new JobId(id)).stream()
                .findFirst()
                .map(Result::of)
                .orElseThrow(() -> new UnknownJobException(new JobId(id)));
    }

    private ReminderView view(JobId id) {
        return scheduler.find(id).map(ReminderView::of).orElseThrow(() -> new UnknownJobException(id));
    }

    record Change(
            @Nullable String id,
            @Nullable String text,
            @Nullable Instant at,
            @Nullable Long inSeconds) {

        Job apply(Job job) {
            Job changed = text == null ? job : job.payload(new Reminder(text));
            changed = at == null ? changed : changed.at(at);
            return inSeconds == null ? changed : changed.in(Duration.ofSeconds(inSeconds));
        }
    }

    record ReminderView(
            String id,
            String state,
            @Nullable Instant due,
            @Nullable String text) {

        static ReminderView of(JobSnapshot job) {
            return new ReminderView(
                    job.id().value(),
                    job.state().name(),
                    job.due().orElse(null),
                    job.job()
                            .flatMap(definition -> definition.payloadAs(Reminder.class))
                            .map(Reminder::text)
                            .orElse(null));
        }
    }

    record Result(
            String outcome,
            @Nullable String value,
            int attempt,
            String node,
            Instant due,
            Instant started,
            Instant finished) {

        static Result of(Run run) {
            return new Result(
                    run.outcome().name(),
                    run.result(String.class).orElse(null),
                    run.attempt(),
                    run.node(),
                    run.due(),
                    run.started(),
                    run.finished());
        }
    }
}
