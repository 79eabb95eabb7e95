package io.distributedscheduler.engine;

import io.distributedscheduler.engine.Endings.Following;
import io.distributedscheduler.engine.Troubles.Task;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.BranchAnswer;
import io.distributedscheduler.store.BranchAnswer.Result;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a run out of the sequence of its job when the next occurrence comes while it lasts, so that this can run beside it.
 * Whether fewer run than may, only the store knows.
 */
final class Branching {

    private static final Logger log = LoggerFactory.getLogger(Branching.class);

    /** How long before a tick: so that the next run can be claimed ahead of it, too. */
    static final Duration AHEAD = Duration.ofMillis(20);

    private static final Following NEXT_FIRE = new Following(new After.Next(new Due.Waiting()), new Counts(1, 0, 0, 0));

    private final JobStore store;
    private final Calls calls;
    private final Troubles troubles;
    private final LiveCode liveCode;
    private final Endings endings;

    Branching(SchedulerContext context, Endings endings) {
        this.store = context.store();
        this.calls = context.calls();
        this.troubles = context.troubles();
        this.liveCode = context.liveCode();
        this.endings = endings;
    }

    /** The tick is about to come; whether its run can start beside this one. */
    boolean onTick(Execution execution, Job job, Instant tick) {
        Optional<Following> following = endings.branching(execution, job, tick);
        return following.isPresent() && branch(execution, job, following.get());
    }

    /** The keyword was fired again; whether the run of that fire can start beside this one. */
    boolean onFire(Execution execution, Job job) {
        return branch(execution, job, NEXT_FIRE);
    }

    private boolean branch(Execution execution, Job job, Following following) {
        if (execution.stage() != Execution.Stage.RUNNING
                || execution.told() == Execution.Told.LOST
                || !execution.isInSequence()
                || !(job.overlap() instanceof Overlap.Allow allow)) {
            return false;
        }
        int partition = execution.home().partition();
        BranchRequest request = new BranchRequest(
                partition,
                execution.node(),
                execution.ref(),
                allow.atOnce() - 1,
                following.after(),
                following.counts());
        BranchAnswer answer;
        try {
            answer = calls.make(partition, call -> store.branch(call, request));
            troubles.worked(Task.BRANCH, partition);
        } catch (JobStoreException e) {
            // Should it have taken effect, the store knows the run by both its names.
            troubles.failed(Task.BRANCH, partition, e);
            return false;
        }
        log.debug("{} while its job goes on: {}", execution, answer.result());
        if (answer.result() != Result.BRANCHED) {
            return false;
        }
        execution.branched();
        liveCode.branched(execution);
        return true;
    }
}
