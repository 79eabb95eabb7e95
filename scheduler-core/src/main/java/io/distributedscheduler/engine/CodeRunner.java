package io.distributedscheduler.engine;

import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.codec.JobCodec;
import io.distributedscheduler.engine.Execution.Told;
import io.distributedscheduler.event.SchedulerEvent.RunStarted;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enters user code with a run, minds its time, and says how it ended. */
final class CodeRunner {

    private static final Logger log = LoggerFactory.getLogger(CodeRunner.class);

    /** How long code that was told that its time is over has to end, until its end is written without it. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long UNTIL_FRESH = TimeUnit.MILLISECONDS.toNanos(2);

    /** What becomes of runs that a worker took. */
    interface Outlet {

        /** The attempt has ended; its completion is to be written. */
        void ended(Execution execution, Completion completion);

        /** The run cannot be started here; its claim is to be handed back. */
        void refused(Execution execution);

        /** Something may be due then. */
        void hinted(Execution execution, Instant due);

        /** Its code is about to be entered, and the next fire of the keyword overtakes it. */
        void mayHaveBeenFired(Execution execution, String keyword);

        /** Nothing is known of the node's lease: beat, before anything is started. */
        void needsBeat(Execution execution);
    }

    private final NodeRuntime runtime;
    private final Duration lease;
    private final Map<String, ExecutorDefinition> executors;
    private final JobCodec jobs;
    private final DataCodec data;
    private final Endings endings;
    private final Branching branching;
    private final EventDispatcher events;
    private final HistoryRecorder history;
    private final LiveCode liveCode;
    private final Deadlines deadlines;
    private final Outlet outlet;

    /**
     * Ends that are worked out without the code, and runs that the next one shall run beside: asks the store and the users'
     * triggers, which deadlines must not.
     */
    private final Errands ends;

    /** Stages that are cancelled, which runs whatever user code hangs on them. */
    private final Errands cancellations;

    private @Nullable Workers workers;

    CodeRunner(SchedulerContext context, Deadlines deadlines, Outlet outlet, String name) {
        this.runtime = context.runtime();
        this.lease = context.settings().lease();
        this.executors = context.executors();
        this.jobs = context.jobs();
        this.data = context.data();
        this.endings = new Endings(context);
        this.events = context.events();
        this.history = context.history();
        this.liveCode = context.liveCode();
        this.branching = new Branching(context, endings);
        this.deadlines = deadlines;
        this.outlet = outlet;
        this.ends = new Errands(context.runtime(), name + "-ends");
        this.cancellations = new Errands(context.runtime(), name + "-cancellations");
    }

    void workers(Workers workers) {
        this.workers = workers;
    }

    /** How long until the run may be started; 0 or less if it may, or if there is nothing to start any more. */
    long nanosUntilStart(Execution execution) {
        if (execution.stage() != Execution.Stage.CLAIMED) {
            return 0;
        }
        long wait = execution.nanosUntilStart(runtime.nanoTime());
        if (wait <= 0 && !execution.home().isFresh()) {
            outlet.needsBeat(execution);
            return UNTIL_FRESH;
        }
        return wait;
    }

    /** What a run needs to enter its code. */
    private record Entry(Job job, ExecutorDefinition executor) {}

    /** Runs it, in the thread of the worker. The slot it holds is free when it has ended. */
    void run(Execution execution, JobWorker worker) {
        Optional<Entry> entry = Optional.empty();
        try {
            entry = prepare(execution, worker);
        } catch (Throwable e) {
            log.error("{} could not be started; it is handed back", execution, e);
            giveUp(execution);
        }
        if (entry.isPresent()) {
            enter(execution, entry.get(), worker);
        } else {
            free();
        }
    }

    /** Gets it ready to run; empty if it is not to be run here. */
    private Optional<Entry> prepare(Execution execution, JobWorker worker) {
        if (execution.stage() != Execution.Stage.CLAIMED) {
            return Optional.empty();
        }
        StoredJob stored = execution.claim().job();
        ExecutorDefinition executor = executors.get(stored.executor());
        if (executor == null) {
            refuse(execution);
            return Optional.empty();
        }
        Job job;
        try {
            job = jobs.read(stored.id(), stored.revision(), stored.executor(), stored.body());
        } catch (RuntimeException | StackOverflowError e) {
            if (execution.withdraw()) {
                log.error("The definition of job {} cannot be read, so that {} failed", stored.id(), execution, e);
                outlet.ended(execution, endings.unreadable(execution, e));
            }
            return Optional.empty();
        }
        execution.read(job);
        // Once more, since the process may have stood still since the worker looked.
        if (!execution.home().isFresh() || isStale(execution)) {
            refuse(execution);
            return Optional.empty();
        }
        Optional<Lateness.Missed> missed = missed(execution, job);
        if (missed.isPresent()) {
            if (execution.withdraw()) {
                Completion completion = endings.missed(execution, job, missed.get(), now(execution));
                log.info("{} is not run, since it comes late: {}", execution, missed.get());
                outlet.ended(execution, completion);
            }
            return Optional.empty();
        }
        if (!liveCode.enter(execution)) {
            refuse(execution);
            return Optional.empty();
        }
        if (!execution.enter(worker.thread(), now(execution))) {
            liveCode.leave(execution);
            return Optional.empty();
        }
        begin(execution, job, worker);
        return Optional.of(new Entry(job, executor));
    }

    /**
     * Whether the claim was given so long ago, by store time, that a beat since then may have told of a change which nobody here
     * remembers: its answer was slow, or the process stood still and has beaten since.
     */
    private boolean isStale(Execution execution) {
        Instant waitsSince = execution.claimed().isBefore(execution.claim().notBefore())
                ? execution.claim().notBefore()
                : execution.claimed();
        return now(execution).isAfter(waitsSince.plus(lease.dividedBy(3)));
    }

    private static Optional<Lateness.Missed> missed(Execution execution, Job job) {
        try {
            return Lateness.judge(job, execution.claim(), execution.claimed());
        } catch (RuntimeException | StackOverflowError e) {
            log.error("The trigger of job {} failed, so that {} is run however late", job.id(), execution, e);
            return Optional.empty();
        }
    }

    private void begin(Execution execution, Job job, JobWorker worker) {
        Claim claim = execution.claim();
        history.claim("start", claim, execution.started(), null);
        log.debug("Starting {}", execution);
        if (events.isWanted()) {
            events.publish(new RunStarted(
                    claim.run(),
                    job.executor(),
                    claim.attempt(),
                    claim.token(),
                    claim.due(),
                    execution.started(),
                    execution.node().name()));
        }
        Optional<Duration> timeout = endings.timeout(job);
        if (timeout.isPresent()) {
            deadlines.at(
                    runtime.nanoTime() + Durations.nanos(timeout.get()),
                    execution,
                    () -> timeIsOver(execution, job, worker));
        }
        execution.whenNextComes(() -> fireHasCome(execution, job));
        Overtaking.tick(job, execution).ifPresent(next -> awaitTick(execution, job, next));
        Overtaking.keyword(execution).ifPresent(keyword -> outlet.mayHaveBeenFired(execution, keyword));
        if (job.isExclusive()) {
            deadlines.at(runtime.nanoTime() + execution.home().leaseLeft(), execution, () -> leaseIsOver(execution));
        }
    }

    private void enter(Execution execution, Entry entry, JobWorker worker) {
        Job job = entry.job;
        Object result = null;
        Throwable thrown = null;
        try {
            ExecutorDefinition executor = entry.executor;
            result = call(executor.runner(), new RunContext(execution, job, executor.payloadType(), data));
        } catch (Throwable e) {
            thrown = e;
        }
        execution.leaveWorker();
        // Whatever user code left behind; no interrupt comes from here after the line before.
        Thread.interrupted();
        if (thrown == null && result instanceof CompletionStage<?> stage) {
            goOn(execution, job, stage, worker);
        } else {
            ended(execution, job, result, thrown, worker);
        }
    }

    private void goOn(Execution execution, Job job, CompletionStage<?> stage, JobWorker worker) {
        try {
            CompletableFuture<?> future = stage.toCompletableFuture();
            future.whenComplete((result, thrown) -> ended(execution, job, result, thrown, worker));
            execution.goesOn(() -> cancellations.add(() -> future.cancel(true)));
        } catch (RuntimeException e) {
            ended(execution, job, null, e, worker);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable Object call(JobRunner runner, JobContext<Object> context) throws Exception {
        return runner.run(context);
    }

    private void ended(
            Execution execution, Job job, @Nullable Object result, @Nullable Throwable thrown, JobWorker worker) {
        deadlines.forget(execution);
        if (!execution.end()) {
            liveCode.leave(execution);
            log.info("The code of {} has ended at last", execution);
            if (execution.abandonedInWorker()) {
                unstuck(worker);
            }
            return;
        }
        try {
            Completion completion = thrown == null
                    ? endings.returned(execution, job, result, now(execution))
                    : endings.threw(execution, job, thrown, now(execution));
            // Before the end is written, since after that the job may be claimed here again.
            liveCode.leave(execution);
            written(execution, completion, thrown);
        } catch (Throwable e) {
            log.error("The end of {} could not be worked out; it will be run again", execution, e);
            liveCode.leave(execution);
            outlet.refused(execution);
        } finally {
            free();
        }
    }

    private void written(Execution execution, Completion completion, @Nullable Throwable thrown) {
        history.claim("end", execution.claim(), now(execution), completion.outcome());
        if (execution.told() == Told.LOST) {
            log.debug("{} ended after its claim was lost; nothing is written of it", execution);
        } else if (completion.outcome() == Outcome.SUCCEEDED) {
            log.debug("{} succeeded", execution);
        } else if (completion.after() instanceof After.Retry retry) {
            log.info("{} ended: {}{}; again in {}", execution, completion.outcome(), why(thrown), retry.delay());
            log.debug("{} ended: {}", execution, completion.outcome(), thrown);
        } else if (completion.outcome() == Outcome.STOPPED) {
            log.info("{} was stopped", execution);
        } else if (completion.after() instanceof After.Stopped stopped) {
            log.error(
                    "{} ended: {}; the job is stopped: {}", execution, completion.outcome(), stopped.reason(), thrown);
        } else if (completion.after() instanceof After.Failed) {
            log.error("{} ended: {}; the job waits for a person", execution, completion.outcome(), thrown);
        } else {
            log.warn("{} ended: {}", execution, completion.outcome(), thrown);
        }
        outlet.ended(execution, completion);
    }

    private static String why(@Nullable Throwable thrown) {
        return thrown == null ? "" : " with " + Endings.reason(thrown);
    }

    // ---- what happens at deadlines: nothing there may wait for the store or for user code

    private void timeIsOver(Execution execution, Job job, JobWorker worker) {
        if (execution.tell(Told.TIMEOUT)) {
            log.warn("{} takes longer than its timeout, and was told to end", execution);
            deadlines.at(runtime.nanoTime() + GRACE, execution, () -> graceIsOver(execution, job, worker));
        }
    }

    private void graceIsOver(Execution execution, Job job, JobWorker worker) {
        if (execution.told() == Told.LOST || !execution.abandon()) {
            return;
        }
        log.warn("{} does not end although its time is over; its end is written without it", execution);
        if (execution.abandonedInWorker()) {
            stuck(worker);
        } else {
            free();
        }
        ends.add(() -> writtenWithoutCode(execution, job));
    }

    private void writtenWithoutCode(Execution execution, Job job) {
        try {
            written(execution, endings.timedOut(execution, job, now(execution)), null);
        } catch (Throwable e) {
            log.error("The end of {} could not be worked out; it will be run again", execution, e);
            outlet.refused(execution);
        }
    }

    private void awaitTick(Execution execution, Job job, Instant next) {
        Instant when = job.overlap() instanceof Overlap.Allow ? next.minus(Branching.AHEAD) : next;
        long left = Durations.nanos(Duration.between(now(execution), when));
        deadlines.at(runtime.nanoTime() + Math.max(0, left), execution, () -> tickHasCome(execution, job, next, when));
    }

    private void tickHasCome(Execution execution, Job job, Instant next, Instant when) {
        if (now(execution).isBefore(when)) {
            awaitTick(execution, job, next);
        } else if (job.overlap() instanceof Overlap.Allow) {
            ends.add(() -> branch(execution, job, next));
        } else {
            cancel(execution);
        }
    }

    private void fireHasCome(Execution execution, Job job) {
        if (job.overlap() instanceof Overlap.Cancel) {
            cancel(execution);
            return;
        }
        ends.add(() -> {
            if (branching.onFire(execution, job)) {
                outlet.hinted(execution, Instant.EPOCH);
            }
        });
    }

    private void cancel(Execution execution) {
        if (execution.tell(Told.CANCEL)) {
            log.info("{} was told to end, since the next occurrence has come", execution);
        }
    }

    /** Asks the store, so that no deadline may wait for it. */
    private void branch(Execution execution, Job job, Instant next) {
        if (branching.onTick(execution, job, next)) {
            outlet.hinted(execution, next);
        } else if (execution.stage() == Execution.Stage.RUNNING) {
            Overtaking.tickAfter(job, execution, next).ifPresent(after -> awaitTick(execution, job, after));
        }
    }

    private void leaseIsOver(Execution execution) {
        long left = execution.home().leaseLeft();
        if (left > 0) {
            deadlines.at(runtime.nanoTime() + left, execution, () -> leaseIsOver(execution));
        } else if (execution.tell(Told.HAND_BACK)) {
            log.warn(
                    "{} is exclusive and was told to end, since the store may have declared this node dead", execution);
        }
    }

    // ---- details

    private void giveUp(Execution execution) {
        deadlines.forget(execution);
        liveCode.leave(execution);
        if (execution.end()) {
            outlet.refused(execution);
        }
    }

    private void refuse(Execution execution) {
        if (execution.withdraw()) {
            outlet.refused(execution);
        }
    }

    private void free() {
        Workers pool = workers;
        if (pool != null) {
            pool.free();
        }
    }

    private void stuck(JobWorker worker) {
        Workers pool = workers;
        if (pool != null) {
            pool.stuck(worker);
        }
    }

    private void unstuck(JobWorker worker) {
        Workers pool = workers;
        if (pool != null) {
            pool.unstuck(worker);
        }
    }

    private Instant now(Execution execution) {
        return StoreClock.instant(execution.home().clock().lower(runtime.nanoTime()));
    }
}
