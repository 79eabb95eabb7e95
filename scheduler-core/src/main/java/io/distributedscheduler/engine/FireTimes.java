package io.distributedscheduler.engine;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.trigger.Basis;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When a job is due next, by where it stands and by its definition. */
final class FireTimes {

    private FireTimes() {}

    /**
     * The next ones, at most so many.
     *
     * @param before how many runs of the job do not count for its definition
     * @param now store time
     */
    static List<Instant> of(JobRecord record, Job job, long before, Instant now, int count) {
        if (record.state() == JobState.STOPPED || record.state() == JobState.FAILED) {
            return List.of();
        }
        Trigger trigger = job.trigger();
        long left = trigger instanceof BoundedTrigger bounded
                ? bounded.maxRuns() - (record.counts().runs() - before)
                : Long.MAX_VALUE;
        List<Instant> times = new ArrayList<>();
        Optional<Instant> due = record.due();
        if (due.isPresent() && record.running().isEmpty() && left > 0) {
            times.add(due.get());
        }
        if (!trigger.repeats() || trigger.basis() != Basis.PLANNED || due.isEmpty()) {
            return times;
        }
        Instant from = runsWhatHasPassed(job) || due.get().isAfter(now) ? due.get() : now;
        Optional<Instant> next = Ticks.next(trigger, from);
        // The pending occurrence, or the one that runs, is one of those left.
        while (next.isPresent() && times.size() < count && --left > 0) {
            times.add(next.get());
            next = Ticks.next(trigger, next.get());
        }
        return times;
    }

    private static boolean runsWhatHasPassed(Job job) {
        return Lateness.catchesUp(job) || job.overlap() instanceof Overlap.Queue;
    }
}
