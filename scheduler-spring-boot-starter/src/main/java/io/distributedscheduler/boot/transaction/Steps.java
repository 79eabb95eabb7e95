package io.distributedscheduler.boot.transaction;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.boot.transaction.Step.Action;
import io.distributedscheduler.boot.transaction.Step.Left;
import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The calls that wait for a commit, each such that it may be done twice. */
final class Steps {

    private Steps() {}

    static Step schedule(List<Job> jobs, ConflictPolicy policy) {
        String what = jobs.size() == 1
                ? "scheduling job " + jobs.get(0).id()
                : "scheduling " + jobs.size() + " jobs, the first of them "
                        + jobs.get(0).id();
        List<Left> left =
                jobs.stream().map(job -> new Left(job.id(), Optional.of(job))).toList();
        return new Step(what, jobs.size(), left, new Scheduling(jobs, policy), why -> {});
    }

    /** @param changed the job as the change makes it of what is known now */
    static Step modify(Job changed, UnaryOperator<Job> change) {
        JobId id = changed.id();
        Change once = new Change(id);
        return changing(
                "changing job " + id,
                new Left(id, Optional.of(changed)),
                (scheduler, progress) -> progress.put(once.make(
                        scheduler, () -> scheduler.modify(id, job -> change.apply(once.of(job))))));
    }

    static Step modify(Job changed) {
        Change once = new Change(changed.id());
        return changing(
                "changing job " + changed.id(),
                new Left(changed.id(), Optional.of(changed)),
                (scheduler, progress) -> progress.put(once.make(
                        scheduler,
                        () -> scheduler.modify(once.of(progress.current(changed, id -> definition(scheduler, id)))))));
    }

    private static Optional<Job> definition(DistributedScheduler scheduler, JobId id) {
        return scheduler.find(id).flatMap(JobSnapshot::job);
    }

    static Step stop(JobId id, String reason) {
        return single("stopping job " + id, (scheduler, progress) -> scheduler.stop(id, reason));
    }

    /** @param stopped completes when all runs have ended */
    static Step stop(JobId id, Duration await, CompletableFuture<Void> stopped) {
        return new Step(
                "stopping job " + id,
                1,
                List.of(),
                (scheduler, progress) -> follow(scheduler.stop(id, await), stopped),
                stopped::completeExceptionally);
    }

    static Step stopAll() {
        return single("stopping all jobs", (scheduler, progress) -> scheduler.stopAll());
    }

    static Step start(JobId id) {
        return single("starting job " + id, (scheduler, progress) -> scheduler.start(id));
    }

    static Step remove(JobId id) {
        return changing(
                "removing job " + id, new Left(id, Optional.empty()), (scheduler, progress) -> scheduler.remove(id));
    }

    static Step removeAll() {
        return single("removing all jobs", (scheduler, progress) -> scheduler.removeAll());
    }

    static Step fire(String keyword, @Nullable Encoded data, String eventId) {
        return single(
                "firing keyword " + keyword + " as event " + eventId,
                (scheduler, progress) -> scheduler.fire(keyword, data, eventId));
    }

    /** @param completed completes as the scheduler's own future */
    static Step await(JobId id, CompletableFuture<Run> completed) {
        return new Step(
                "waiting for job " + id,
                1,
                List.of(),
                (scheduler, progress) -> follow(scheduler.completion(id), completed),
                completed::completeExceptionally);
    }

    private static Step single(String what, Action action) {
        return new Step(what, 1, List.of(), action, why -> {});
    }

    private static Step changing(String what, Left left, Action action) {
        return new Step(what, 1, List.of(left), action, why -> {});
    }

    /** Lets the future that a caller has complete as the scheduler's; and once nobody waits for it any more, nor does that. */
    private static <T> void follow(CompletableFuture<T> source, CompletableFuture<T> caller) {
        source.whenComplete((value, failure) -> {
            if (failure == null) {
                caller.complete(value);
            } else {
                caller.completeExceptionally(failure);
            }
        });
        caller.whenComplete((value, failure) -> source.cancel(false));
    }

    /** A change that is made once, though it may be tried again: it is not known then whether it has been made. */
    private static final class Change {

        private final JobId id;

        /** Revision of the definition that it was made of; negative before the first attempt. */
        private long of = -1;

        Change(JobId id) {
            this.id = id;
        }

        /** Remembers of which definition the change is made. */
        Job of(Job job) {
            of = job.revision();
            return job;
        }

        Job make(DistributedScheduler scheduler, Supplier<Job> change) {
            return (of < 0 ? Optional.<Job>empty() : made(scheduler)).orElseGet(change);
        }

        /** The job, if it has been changed since. */
        private Optional<Job> made(DistributedScheduler scheduler) {
            return definition(scheduler, id).filter(job -> job.revision() == of + 1);
        }
    }
}
