package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.Accounting;
import java.util.Optional;

/** What callers account for when they drop occurrences. */
final class Accounts {

    private final Jobs jobs;
    private final Occurrences occurrences;
    private final Step step;

    Accounts(Step step) {
        this.step = step;
        this.jobs = new Jobs(step.sql);
        this.occurrences = new Occurrences(step);
    }

    /** Whether the job stands where the caller saw it. */
    boolean hold(JobId id, Optional<Accounting> accounting) {
        if (accounting.isEmpty()) {
            return true;
        }
        Accounting seen = accounting.get();
        return occurrences
                .of(id)
                .filter(found -> !seen.isOutrunBy(step.now))
                .filter(found -> found.plannedMs() == seen.seen().toEpochMilli())
                .filter(found -> (found.isRunning() || found.wasAttempted()) == seen.begun())
                .isPresent();
    }

    void book(JobId id, Optional<Accounting> accounting) {
        accounting.ifPresent(dropped -> jobs.count(id, dropped.countsBy(step.now)));
    }
}
