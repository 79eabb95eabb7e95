package io.distributedscheduler.engine;

import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.codec.DetailCodec;
import io.distributedscheduler.codec.JobCodec;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.RunError;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.job.UnwritableDataException;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.trigger.Basis;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works out what an attempt's end means: its outcome, what is recorded of it, and what follows. */
final class Endings {

    private static final Logger log = LoggerFactory.getLogger(Endings.class);

    private static final int LONGEST_REASON = 200;
    private static final Counts ONE_RUN = new Counts(1, 0, 0, 0);

    private final SchedulerSettings settings;
    private final Map<String, ExecutorDefinition> executors;
    private final JobCodec jobs;
    private final DataCodec data;
    private final DetailCodec details;

    Endings(SchedulerContext context) {
        this.settings = context.settings();
        this.executors = context.executors();
        this.jobs = context.jobs();
        this.data = context.data();
        this.details = context.details();
    }

    /** The end of code that returned. */
    Completion returned(Execution execution, Job job, @Nullable Object result, Instant now) {
        if (execution.told() == Execution.Told.TIMEOUT) {
            return timedOut(execution, job, now);
        }
        String detail;
        try {
            detail = details.result(data.writeResult("job " + job.id(), result));
        } catch (UnwritableDataException e) {
            log.warn("The result of {} cannot be stored: {}", execution, e.getMessage());
            // The work is done; to do it again for the same result would help nobody.
            return gaveUp(execution, job, Outcome.FAILED, details.error(e), reason(e), now);
        }
        return completion(execution, Outcome.SUCCEEDED, detail, following(execution, job, now, new After.Finished()));
    }

    /** The end of code that threw. */
    Completion threw(Execution execution, Job job, Throwable wrapped, Instant now) {
        Throwable thrown =
                wrapped instanceof CompletionException && wrapped.getCause() != null ? wrapped.getCause() : wrapped;
        return switch (execution.told()) {
            case TIMEOUT -> timedOut(execution, job, now);
            case STOP -> stopped(execution, job, now);
            case CANCEL ->
                completion(
                        execution,
                        Outcome.STOPPED,
                        "sthe next occurrence has come",
                        following(execution, job, now, new After.Failed("cancelled")));
            case HAND_BACK ->
                completion(
                        execution,
                        Outcome.STOPPED,
                        "shanded back by node " + execution.node().name(),
                        new Following(After.Retry.ofHandedBack(), ONE_RUN));
            case NOTHING, LOST -> failed(execution, job, thrown, now);
        };
    }

    /** The end of an attempt that took too long. */
    Completion timedOut(Execution execution, Job job, Instant now) {
        Duration limit = timeout(job).orElse(Duration.ZERO);
        String message = "The attempt took longer than its timeout of " + limit;
        String detail = details.error(new RunError("timeout", message, ""));
        int attempt = countedAttempt(execution);
        RetryPolicy policy = retry(job);
        if (attempt < policy.attempts() && isBeforeNext(execution, job, attempt, now)) {
            return retried(execution, job, Outcome.TIMED_OUT, detail, attempt);
        }
        return gaveUp(execution, job, Outcome.TIMED_OUT, detail, message, now);
    }

    /** The end of a claim whose definition cannot be read: its code was not entered. */
    Completion unreadable(Execution execution, Throwable e) {
        return completion(
                execution, Outcome.FAILED, details.error(e), new Following(new After.Failed(reason(e)), ONE_RUN));
    }

    /** The end of a claim that came too late: its code was not entered. */
    Completion missed(Execution execution, Job job, Lateness.Missed missed, Instant now) {
        String message = "Came " + missed.late() + " late, and the job allows " + job.misfire() + "; missed "
                + missed.occurrences();
        return completion(
                execution,
                Outcome.MISSED,
                details.error(new RunError("missed", message, "")),
                new Following(afterMissed(job.trigger(), missed, now), new Counts(0, missed.occurrences(), 0, 0)));
    }

    private After afterMissed(Trigger trigger, Lateness.Missed missed, Instant now) {
        if (trigger instanceof KeywordTrigger) {
            return new After.Next(new Due.Waiting());
        }
        if (!trigger.repeats()) {
            return new After.Finished();
        }
        return trigger.basis() == Basis.PLANNED ? nextTick(missed.next()) : sinceEnd(trigger, now);
    }

    /** How long an attempt may take; empty for any time. */
    Optional<Duration> timeout(Job job) {
        return job.timeout().or(settings::timeout);
    }

    private Completion failed(Execution execution, Job job, Throwable thrown, Instant now) {
        String detail = details.error(thrown);
        int attempt = countedAttempt(execution);
        RetryPolicy policy = retry(job);
        if (!isUnreadable(thrown)
                && policy.retries(thrown)
                && attempt < policy.attempts()
                && isBeforeNext(execution, job, attempt, now)) {
            return retried(execution, job, Outcome.FAILED, detail, attempt);
        }
        return gaveUp(execution, job, Outcome.FAILED, detail, reason(thrown), now);
    }

    private Completion retried(Execution execution, Job job, Outcome outcome, String detail, int attempt) {
        Claim claim = execution.claim();
        Duration delay = retry(job).delay(attempt, claim.run().token());
        // The counts are for the case that the run ends with this attempt after all, since the job was changed or
        // stopped.
        return completion(execution, outcome, detail, new Following(new After.Retry(delay), ONE_RUN));
    }

    private Completion gaveUp(
            Execution execution, Job job, Outcome outcome, String detail, String reason, Instant now) {
        Following following = following(execution, job, now, new After.Failed(reason));
        boolean goesOn = !(following.after instanceof After.Failed || following.after instanceof After.Finished);
        int failed = execution.claim().counts().failedInARow() + 1;
        // How others end that run beside it, only the store knows: see FailuresInARow.
        boolean isAlone = !(job.overlap() instanceof Overlap.Allow);
        if (goesOn && isAlone && job.stopAfterFailures() > 0 && failed >= job.stopAfterFailures()) {
            String why = failed == 1 ? "a run failed: " : failed + " runs in a row failed, the last with ";
            return completion(
                    execution, outcome, detail, new Following(new After.Stopped(why + reason), following.counts));
        }
        return completion(execution, outcome, detail, following);
    }

    private Completion stopped(Execution execution, Job job, Instant now) {
        // The mark decides what follows; this only if it is gone, and then nothing may be lost.
        return completion(
                execution, Outcome.STOPPED, "sstopped", following(execution, job, now, new After.Failed("stopped")));
    }

    private Completion completion(Execution execution, Outcome outcome, String detail, Following following) {
        Claim claim = execution.claim();
        return new Completion(
                execution.ref(),
                execution.started(),
                outcome,
                detail,
                following.after,
                following.counts,
                retention(claim));
    }

    // ---- what follows

    /** What follows, and what is counted with it. */
    record Following(After after, Counts counts) {}

    /**
     * What follows a run that is taken out of the sequence, so that its next occurrence, which comes then, can run beside it;
     * empty if there is none.
     */
    Optional<Following> branching(Execution execution, Job job, Instant next) {
        Following following =
                following(execution, job, next.minusMillis(1), new After.Failed("there is no next occurrence"));
        return following.after instanceof After.Next ? Optional.of(following) : Optional.empty();
    }

    /** What follows a run that ended: the next occurrence of a job that goes on, else {@code last}. */
    private Following following(Execution execution, Job job, Instant now, After last) {
        Claim claim = execution.claim();
        Trigger trigger = job.trigger();
        if (trigger instanceof KeywordTrigger) {
            return new Following(nextFire(job), ONE_RUN);
        }
        if (!trigger.repeats()) {
            return new Following(last, ONE_RUN);
        }
        try {
            long had = claim.counts().runs() + 1 - jobs.before(claim.job().body());
            if (!Schedule.hasRunsLeft(trigger, had)) {
                return new Following(new After.Finished(), ONE_RUN);
            }
            if (trigger.basis() != Basis.PLANNED) {
                return new Following(sinceEnd(trigger, now), ONE_RUN);
            }
            Succession next = Succession.of(job, claim, execution.claimed(), now);
            return new Following(next.after(), next.counts());
        } catch (RuntimeException | StackOverflowError e) {
            log.error("The trigger of job {} failed; the job waits for a person", job.id(), e);
            return new Following(new After.Failed("trigger: " + reason(e)), ONE_RUN);
        }
    }

    private static After nextFire(Job job) {
        if (job.overlap() instanceof Overlap.Queue || job.overlap() instanceof Overlap.Allow) {
            return new After.Next(new Due.Waiting());
        }
        return new After.NextFire(job.overlap() instanceof Overlap.Skip ? 0 : 1);
    }

    private static After nextTick(Optional<Instant> tick) {
        return tick.<After>map(due -> new After.Next(new Due.At(due))).orElseGet(After.Finished::new);
    }

    private static After sinceEnd(Trigger trigger, Instant now) {
        Optional<Instant> due = Ticks.next(trigger, now);
        if (due.isEmpty()) {
            return new After.Finished();
        }
        Trigger bare = trigger instanceof BoundedTrigger bounded ? bounded.trigger() : trigger;
        // Counted by the store from the end as it knows it; an own trigger decides by itself.
        return new After.Next(
                bare instanceof FixedDelayTrigger fixed ? new Due.In(fixed.delay()) : new Due.At(due.get()));
    }

    // ---- retries

    /**
     * The number of the attempt, without those that the job cannot help: that were lost with their node, or interrupted
     * since it shut down.
     */
    private static int countedAttempt(Execution execution) {
        Claim claim = execution.claim();
        return Math.max(1, claim.attempt() - claim.losses() - claim.handedBack());
    }

    /** Whether a retry comes before the next occurrence, which cancels it. */
    private boolean isBeforeNext(Execution execution, Job job, int attempt, Instant now) {
        if (!(job.overlap() instanceof Overlap.Cancel)) {
            return true;
        }
        Instant retry =
                now.plus(retry(job).delay(attempt, execution.claim().run().token()));
        return Overtaking.tick(job, execution)
                .filter(next -> !next.isAfter(retry))
                .isEmpty();
    }

    private RetryPolicy retry(Job job) {
        return job.retry().orElse(settings.retry());
    }

    private Retention retention(Claim claim) {
        ExecutorDefinition executor = executors.get(claim.job().executor());
        return executor == null ? settings.retention() : executor.retention().orElse(settings.retention());
    }

    private static boolean isUnreadable(Throwable thrown) {
        Throwable current = thrown;
        for (int depth = 0; current != null && depth < 20; depth++) {
            if (current instanceof UnreadableDataException) {
                return true;
            }
            current = current.getCause();
        }
        return false;
    }

    /** An exception in one short line. */
    static String reason(Throwable thrown) {
        String text = thrown.getClass().getSimpleName() + firstLine(thrown);
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "...";
    }

    private static String firstLine(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null
                    ? ""
                    : ": " + message.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
        } catch (RuntimeException | StackOverflowError e) {
            return ""; // The exception is user code, too.
        }
    }
}
