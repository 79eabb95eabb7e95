package io.distributedscheduler.redis;

import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StoredJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Adds jobs. */
final class Scheduling {

    private final ScriptRunner scripts;

    Scheduling(ScriptRunner scripts) {
        this.scripts = scripts;
    }

    List<ScheduleAnswer> schedule(Call call, int partition, List<NewJob> jobs) {
        Set<String> keys = new LinkedHashSet<>();
        List<String> arguments = new ArrayList<>(3 * jobs.size());
        for (NewJob added : jobs) {
            StoredJob job = added.job();
            keys.addAll(Keys.ofPlace(job.queue(), job.keyword()));
            arguments.add(job.id().value());
            arguments.add(JobText.write(job.revision(1)));
            arguments.add(Texts.due(added.due()));
        }
        Answer answer = scripts.run("schedule", partition, call, keys, arguments);
        Instant time = answer.time();
        String results = answer.text();
        List<ScheduleAnswer> answers = new ArrayList<>(jobs.size());
        for (int i = 0; i < jobs.size(); i++) {
            StoredJob job = jobs.get(i).job();
            answers.add(
                    switch (results.charAt(i)) {
                        case 'C' -> new ScheduleAnswer.Created(time);
                        case 'E' -> new ScheduleAnswer.Exists(job.id());
                        default ->
                            new ScheduleAnswer.Ending(
                                    job.id(), Texts.node(answer.text()).orElse(NodeId.NONE));
                    });
        }
        return answers;
    }
}
