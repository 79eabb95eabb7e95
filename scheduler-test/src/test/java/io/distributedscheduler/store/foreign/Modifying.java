package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.ModifyAnswer;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** {@code modify}. */
final class Modifying {

    private final Step step;
    private final Jobs jobs;
    private final Occurrences occurrences;
    private final Placing placing;
    private final Accounts accounts;
    private final Branching branching;

    Modifying(Step step) {
        this.step = step;
        this.jobs = new Jobs(step.sql);
        this.occurrences = new Occurrences(step);
        this.placing = new Placing(step);
        this.accounts = new Accounts(step);
        this.branching = new Branching(step);
    }

    ModifyAnswer modify(Modification change) {
        JobId id = change.job().id();
        Optional<JobRow> found = jobs.find(id);
        if (found.isEmpty()) {
            return new ModifyAnswer.Unknown(id);
        }
        JobRow old = found.get();
        if (old.job().revision() != change.job().revision() || !accounts.hold(id, change.accounting())) {
            return new ModifyAnswer.Conflict(id);
        }
        boolean claimed = occurrences.running(id).isPresent();
        boolean follows = claimed && (old.held().isEmpty() || change.revive());
        if (follows && change.next().isEmpty()) {
            return new ModifyAnswer.Conflict(id);
        }
        accounts.book(id, change.accounting());
        StoredJob job = change.job().revision(old.job().revision() + 1);
        List<RunRecord> closed = new ArrayList<>(branching.close(old, Placing.REPLACED));
        if (old.held().isPresent()) {
            changeHeld(old, job, change, claimed);
        } else if (claimed) {
            jobs.define(old, job);
            jobs.setNext(id, Place.of(change.next().orElseThrow(), step));
        } else {
            changePending(old, job, change.pending()).ifPresent(closed::add);
        }
        return new ModifyAnswer.Modified(job.revision(), step.now, closed);
    }

    private void changeHeld(JobRow old, StoredJob job, Modification change, boolean claimed) {
        jobs.define(old, job);
        if (change.revive() && claimed) {
            jobs.unhold(job);
            jobs.forgetFailures(job.id());
            jobs.setNext(job.id(), Place.of(change.next().orElseThrow(), step));
        } else if (change.revive() && !(change.pending() instanceof Due.Unchanged)) {
            jobs.unhold(job);
            jobs.forgetFailures(job.id());
            placing.place(job, Place.of(change.pending(), step));
        }
    }

    private Optional<RunRecord> changePending(JobRow old, StoredJob job, Due pending) {
        Optional<Occurrence> stood = occurrences.withdraw(job.id());
        long revision = old.job().revision();
        if (stood.isPresent() && stays(stood.get(), old, job, pending)) {
            Optional<RunRecord> closed = placing.close(stood.get(), revision, Placing.REPLACED);
            jobs.define(old, job);
            occurrences.pend(stood.get().anew(job));
            return closed;
        }
        Optional<RunRecord> closed = stood.flatMap(dropped -> placing.drop(dropped, revision, Placing.REPLACED));
        jobs.define(old, job);
        if (!(pending instanceof Due.Unchanged)) {
            placing.place(job, Place.of(pending, step));
        } else if (stood.isPresent()) {
            occurrences.pend(Occurrence.at(job, stood.get().standsMs()));
        } else if (job.keyword() == null && !old.finishing()) {
            placing.place(job, Place.WAITING);
        }
        return closed;
    }

    /** Whether the new definition runs the pending occurrence of the old one. */
    private static boolean stays(Occurrence stood, JobRow old, StoredJob job, Due pending) {
        boolean sameKeyword = Objects.equals(old.job().keyword(), job.keyword());
        if (pending instanceof Due.Unchanged) {
            return sameKeyword || !stood.isFired();
        }
        return pending instanceof Due.Waiting && sameKeyword && stood.isFired() && !stood.wasAttempted();
    }
}
