package io.distributedscheduler.engine;

import io.distributedscheduler.engine.Troubles.Task;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.LateCallException;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoreRefusesException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how attempts ended, in one partition: at once when there is one, together when there are more, and again and
 * again until the store has answered. One call is in flight at a time.
 */
final class CompletionWriter {

    private static final Logger log = LoggerFactory.getLogger(CompletionWriter.class);

    private static final int BATCH = 200;
    private static final int BATCH_CHARACTERS = 512 * 1024;

    /** More that wait to be written than this, and the node claims nothing more. */
    private static final int MOST_WAITING = 4_000;

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    private record Ended(Execution execution, Completion completion) {}

    /** Completions of one call; {@code inDoubt} if it may have taken effect without an answer. */
    private record Batch(Call call, NodeId node, List<Ended> ends, boolean inDoubt) {

        List<Completion> completions() {
            return ends.stream().map(Ended::completion).toList();
        }
    }

    /** What the writer tells the other parts. */
    interface Listener {

        /** Something may be due then, in nanoseconds of store time. */
        void hinted(long due);

        /** Nothing is known of the lease: beat. */
        void needsBeat();

        /** A run is over; room may be free. */
        void written();

        /** The attempt's end was taken. */
        void taken(Execution execution, Completion completion);
    }

    private final JobStore store;
    private final NodeRuntime runtime;
    private final Membership membership;
    private final Calls calls;
    private final EventDispatcher events;
    private final HistoryRecorder history;
    private final RunMapper runs;
    private final Troubles troubles;
    private final Listener listener;
    private final Acknowledged acknowledged = new Acknowledged();
    private final BackgroundLoop loop;
    private final Backoff backoff = new Backoff();
    private final ArrayDeque<Ended> waiting = new ArrayDeque<>();
    private @Nullable Batch inFlight;

    /** After a call that failed for no good reason, one at a time, to find the one that cannot be written. */
    private int oneAtATime;

    CompletionWriter(SchedulerContext context, Membership membership, Listener listener, String name) {
        this.store = context.store();
        this.runtime = context.runtime();
        this.membership = membership;
        this.calls = context.calls();
        this.events = context.events();
        this.history = context.history();
        this.runs = new RunMapper(context.details());
        this.troubles = context.troubles();
        this.listener = listener;
        this.loop = new BackgroundLoop(name, this::runOnce);
    }

    void start() {
        loop.start(runtime, false);
    }

    void end() {
        loop.end();
    }

    void wake() {
        loop.wake();
    }

    void add(Execution execution, Completion completion) {
        synchronized (this) {
            if (!execution.node().equals(membership.node())) {
                return;
            }
            waiting.addLast(new Ended(execution, completion));
        }
        loop.wake();
    }

    /** How many have not been acknowledged. */
    synchronized int unwritten() {
        return waiting.size() + (inFlight == null ? 0 : inFlight.ends.size());
    }

    /** Whether so many wait to be written that nothing more should be claimed. */
    boolean isBehind() {
        return unwritten() >= MOST_WAITING;
    }

    /** The node was declared dead: what it would write is void. */
    void clear() {
        int dropped;
        synchronized (this) {
            dropped = unwritten();
            waiting.clear();
            inFlight = null;
            acknowledged.clear();
        }
        // What could not be written is void now.
        troubles.worked(Task.COMPLETE, membership.partition());
        if (dropped > 0) {
            log.warn("{} ends of runs were not written, since the node was declared dead meanwhile", dropped);
        }
    }

    /**
     * Of claims that the store holds and the node does not know, those whose end the store had taken before the beat was
     * sent: it lost that, so it is written again. Answers which.
     */
    Set<ClaimRef> writeAgain(Set<ClaimRef> unknown, long sent) {
        Map<Execution, Completion> lost = acknowledged.stillHeld(unknown, sent);
        if (lost.isEmpty()) {
            return Set.of();
        }
        log.warn("The store has lost the ends of {} runs; they are written again", lost.size());
        lost.forEach(this::add);
        Set<Long> tokens = lost.values().stream()
                .map(completion -> completion.claim().token())
                .collect(Collectors.toSet());
        return unknown.stream().filter(claim -> tokens.contains(claim.token())).collect(Collectors.toSet());
    }

    /** Writes one batch. */
    long runOnce() {
        if (unwritten() > 0 && !membership.isFresh()) {
            listener.needsBeat();
            return PAUSE;
        }
        long pause = backoff.nanosLeft(runtime.nanoTime());
        if (pause > 0) {
            return pause;
        }
        Batch batch = next();
        if (batch == null) {
            return NodeRuntime.UNTIL_WOKEN;
        }
        List<CompleteAnswer> answers;
        try {
            // The time in the answer is no news: that of a repeated call is the time of the first.
            answers = store.complete(batch.call, membership.partition(), batch.node, batch.completions());
            troubles.worked(Task.COMPLETE, membership.partition());
            backoff.worked();
        } catch (LateCallException e) {
            replace(batch, new Batch(calls.again(batch.call, e), batch.node, batch.ends, batch.inDoubt || e.inDoubt()));
            return 0;
        } catch (JobStoreException e) {
            troubles.failed(Task.COMPLETE, membership.partition(), e);
            backoff.inVain(runtime.nanoTime());
            if (e instanceof StoreRefusesException && !batch.inDoubt) {
                oneByOne(batch);
            } else {
                replace(batch, new Batch(batch.call, batch.node, batch.ends, true));
            }
            listener.needsBeat();
            return PAUSE;
        } catch (RuntimeException e) {
            giveUp(batch, e);
            return 0;
        }
        if (batch.inDoubt && answers.stream().anyMatch(answer -> !answer.accepted())) {
            try {
                answers = checked(batch, answers);
            } catch (JobStoreException e) {
                return PAUSE;
            }
        }
        replace(batch, null);
        for (int i = 0; i < batch.ends.size(); i++) {
            answered(batch.ends.get(i), answers.get(i));
        }
        listener.written();
        return 0;
    }

    /** When so much time has passed that the store has forgotten the call, the records tell whether it had taken effect. */
    private List<CompleteAnswer> checked(Batch batch, List<CompleteAnswer> answers) {
        List<CompleteAnswer> checked = new ArrayList<>(answers);
        for (int i = 0; i < checked.size(); i++) {
            if (!checked.get(i).accepted()) {
                Execution execution = batch.ends.get(i).execution;
                for (RunRecord record : store.runs(execution.claim().handle().job(), JobStore.MAX_LISTED_RUNS)) {
                    if (record.token() == execution.claim().token()
                            && record.node().equals(batch.node)
                            && record.outcome() != Outcome.LOST) {
                        checked.set(i, new CompleteAnswer(true, record.last(), record.finished()));
                    }
                }
            }
        }
        return checked;
    }

    private synchronized @Nullable Batch next() {
        if (inFlight == null && !waiting.isEmpty()) {
            int most = oneAtATime > 0 ? 1 : BATCH;
            int characters = 0;
            List<Ended> ends = new ArrayList<>(Math.min(most, waiting.size()));
            while (ends.size() < most && !waiting.isEmpty() && characters < BATCH_CHARACTERS) {
                Ended end = waiting.removeFirst();
                characters += end.completion.detail().length();
                ends.add(end);
            }
            oneAtATime = Math.max(0, oneAtATime - 1);
            inFlight = new Batch(
                    calls.nextNow(membership.partition()), ends.get(0).execution.node(), ends, false);
        }
        return inFlight;
    }

    private synchronized void replace(Batch batch, @Nullable Batch next) {
        // Unless all was cleared meanwhile.
        if (inFlight == batch) {
            inFlight = next;
        }
    }

    /** Something is wrong that repeating does not mend. One bad completion must not hold up the others. */
    private void giveUp(Batch batch, RuntimeException e) {
        if (batch.ends.size() == 1) {
            Execution execution = batch.ends.get(0).execution;
            log.error("The end of {} cannot be written; it will be run again", execution, e);
            replace(batch, null);
            membership.forget(execution);
            return;
        }
        log.error("{} ends of runs could not be written; they are written one by one", batch.ends.size(), e);
        oneByOne(batch);
    }

    /** What may fail for a single one of them is tried with each alone; one that was alone lets all others go first. */
    private synchronized void oneByOne(Batch batch) {
        if (inFlight != batch) {
            return;
        }
        inFlight = null;
        if (batch.ends.size() == 1) {
            waiting.addLast(batch.ends.get(0));
            return;
        }
        for (int i = batch.ends.size() - 1; i >= 0; i--) {
            waiting.addFirst(batch.ends.get(i));
        }
        oneAtATime = batch.ends.size();
    }

    private void answered(Ended end, CompleteAnswer answer) {
        Execution execution = end.execution;
        Completion completion = end.completion;
        membership.forget(execution);
        history.claim(
                answer.accepted() ? "completeAccepted" : "completeRejected",
                execution.claim(),
                answer.time(),
                completion.outcome());
        if (!answer.accepted()) {
            log.warn("The end of {} was rejected: the claim was lost", execution);
            return;
        }
        acknowledged.add(execution, completion, runtime.nanoTime());
        listener.taken(execution, completion);
        hint(completion.after(), answer);
        if (events.isWanted()) {
            events.publish(event(runs.run(execution, completion, answer), completion));
        }
    }

    private void hint(After after, CompleteAnswer answer) {
        if (after instanceof After.Retry retry) {
            listener.hinted(StoreClock.nanos(answer.time().plus(retry.delay())));
        } else if (after instanceof After.Next next && next.due() instanceof Due.At at) {
            listener.hinted(StoreClock.nanos(at.instant()));
        } else if (after instanceof After.Next next && next.due() instanceof Due.In in) {
            listener.hinted(StoreClock.nanos(answer.time().plus(in.delay())));
        }
    }

    private static SchedulerEvent event(Run run, Completion completion) {
        if (!run.last()) {
            return new SchedulerEvent.RunRetried(
                    run, completion.after() instanceof After.Retry retry ? retry.delay() : Duration.ZERO);
        }
        return switch (run.outcome()) {
            case SUCCEEDED -> new SchedulerEvent.RunSucceeded(run);
            case FAILED -> new SchedulerEvent.RunFailed(run);
            case STOPPED -> new SchedulerEvent.RunStopped(run);
            case TIMED_OUT -> new SchedulerEvent.RunTimedOut(run);
            case LOST -> new SchedulerEvent.RunLost(run);
            case MISSED -> new SchedulerEvent.RunMissed(run);
        };
    }
}
