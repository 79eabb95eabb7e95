package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StoredJob;
import java.util.List;

/** {@code schedule}. */
final class Scheduling {

    private final Step step;
    private final Jobs jobs;
    private final Occurrences occurrences;
    private final Placing placing;

    Scheduling(Step step) {
        this.step = step;
        this.jobs = new Jobs(step.sql);
        this.occurrences = new Occurrences(step);
        this.placing = new Placing(step);
    }

    List<ScheduleAnswer> schedule(List<NewJob> added) {
        return added.stream().map(this::schedule).toList();
    }

    private ScheduleAnswer schedule(NewJob added) {
        JobId id = added.job().id();
        if (jobs.find(id).isPresent()) {
            return new ScheduleAnswer.Exists(id);
        }
        List<NodeId> ending = occurrences.nodesOf(id);
        if (!ending.isEmpty()) {
            return new ScheduleAnswer.Ending(id, ending.get(0));
        }
        StoredJob job = added.job().revision(1);
        jobs.add(job);
        placing.place(job, Place.of(added.due(), step));
        return new ScheduleAnswer.Created(step.now);
    }
}
