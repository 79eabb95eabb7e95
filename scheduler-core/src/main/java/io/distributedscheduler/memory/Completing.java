package io.distributedscheduler.memory;

import io.distributedscheduler.memory.Endings.Meanwhile;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.ReleaseAnswer;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends claims on the word of the node that holds them. */
final class Completing {

    private final MemoryState state;
    private final Places places;
    private final KeptRuns runs;
    private final Endings endings;
    private final Branching branching;

    Completing(MemoryState state, Places places, KeptRuns runs, Endings endings, Branching branching) {
        this.state = state;
        this.places = places;
        this.runs = runs;
        this.endings = endings;
        this.branching = branching;
    }

    List<CompleteAnswer> complete(NodeId node, List<Completion> completions) {
        return completions.stream()
                .map(completion -> complete(node, completion))
                .toList();
    }

    private CompleteAnswer complete(NodeId node, Completion completion) {
        Optional<Running> held = claim(node, completion.claim());
        if (held.isEmpty()) {
            return new CompleteAnswer(false, false, state.now);
        }
        Running claim = held.get();
        endings.end(claim);
        if (claim.isBranch()) {
            return completeBranch(claim, completion);
        }
        Meanwhile meanwhile = endings.meanwhile(claim);
        boolean last = meanwhile != Meanwhile.NOTHING || !(completion.after() instanceof After.Retry);
        RunRecord record = record(claim, completion, last);
        StoredJob job = state.jobs.get(claim.handle.job());
        if (job == null) {
            runs.endedForGood(record, completion.retention(), false);
        } else if (completion.after() instanceof After.Finished && job.revision() == claim.revision) {
            finish(job, record, completion, meanwhile);
        } else {
            runs.ended(record, completion.retention());
            if (last) {
                state.countFailure(job, completion.outcome());
            }
            if (meanwhile == Meanwhile.NOTHING) {
                follow(job, claim, completion);
            } else {
                state.count(job, Places.ONE_RUN);
                if (meanwhile == Meanwhile.CHANGED) {
                    endings.placeChanged(job);
                }
            }
        }
        return new CompleteAnswer(true, last, state.now);
    }

    /** Of an occurrence out of the sequence: the job goes on without it. */
    private CompleteAnswer completeBranch(Running claim, Completion completion) {
        Meanwhile meanwhile = endings.meanwhile(claim);
        boolean last = meanwhile != Meanwhile.NOTHING || !(completion.after() instanceof After.Retry);
        RunRecord record = record(claim, completion, last);
        StoredJob job = state.jobs.get(claim.handle.job());
        if (job == null) {
            runs.endedForGood(record, completion.retention(), false);
        } else if (last && branching.isLast(claim.handle)) {
            forget(job, record, completion);
        } else {
            runs.ended(record, completion.retention());
            if (last) {
                state.countFailure(job, completion.outcome());
            } else if (completion.after() instanceof After.Retry retry) {
                places.pend(
                        claim.handle, job, places.in(retry.delay()), claim.occurrence.nextAttempt(retry.handedBack()));
            }
        }
        if (last) {
            branching.end(claim.handle);
        }
        return new CompleteAnswer(true, last, state.now);
    }

    private RunRecord record(Running claim, Completion completion, boolean last) {
        return endings.record(claim, completion.outcome(), last, Micros.cut(completion.started()), completion.detail());
    }

    private void finish(StoredJob job, RunRecord record, Completion completion, Meanwhile meanwhile) {
        if (state.branchesOf(job.id()).isEmpty()) {
            forget(job, record, completion);
            return;
        }
        runs.ended(record, completion.retention());
        state.countFailure(job, completion.outcome());
        state.count(job, meanwhile == Meanwhile.NOTHING ? completion.counts() : Places.ONE_RUN);
        if (meanwhile == Meanwhile.NOTHING) {
            places.leaveKeyword(job);
            state.finishing.add(job.id());
        }
    }

    private void forget(StoredJob job, RunRecord record, Completion completion) {
        places.leaveKeyword(job);
        places.unhold(job.id());
        state.forget(job.id());
        runs.endedForGood(record, completion.retention(), !job.repeats() && record.attempt() == 1);
    }

    private void follow(StoredJob job, Running claim, Completion completion) {
        if (completion.after() instanceof After.Retry retry) {
            places.pend(job, places.in(retry.delay()), claim.occurrence.nextAttempt(retry.handedBack()));
            return;
        }
        state.count(job, completion.counts());
        places.goOn(job, completion.after());
        if (completion.after() instanceof After.Queued queued) {
            places.pend(job, state.nowMs(), Occurrence.plain(queued.planned().toEpochMilli()));
        } else if (completion.after() instanceof After.Stopped stopped) {
            places.stop(job, stopped.reason(), claim.node.toString());
        } else if (completion.after() instanceof After.Failed failed) {
            places.fail(job, failed.reason(), claim.node.toString());
        }
    }

    ReleaseAnswer release(NodeId node, List<ClaimRef> claims) {
        int released = 0;
        List<RunRecord> closed = new ArrayList<>();
        for (ClaimRef ref : claims) {
            Optional<Running> held = claim(node, ref);
            if (held.isPresent()) {
                release(held.get()).ifPresent(closed::add);
                released++;
            }
        }
        return new ReleaseAnswer(state.now, released, closed);
    }

    /** Answers the record of the run, if that closed it. */
    private Optional<RunRecord> release(Running claim) {
        endings.end(claim);
        state.limits.notStarted(claim);
        Meanwhile meanwhile = endings.meanwhile(claim);
        StoredJob job = state.jobs.get(claim.handle.job());
        if (job == null) {
            if (claim.isBranch()) {
                branching.end(claim.handle);
            }
            return Optional.empty();
        }
        if (claim.isBranch()) {
            return releaseBranch(claim, job, meanwhile);
        }
        if (meanwhile == Meanwhile.NOTHING) {
            places.pend(job, claim.notBefore, claim.occurrence.released());
            return Optional.empty();
        }
        Optional<RunRecord> closed = places.drop(job, claim, endings.reason(claim));
        if (meanwhile == Meanwhile.CHANGED) {
            endings.placeChanged(job);
        }
        return closed;
    }

    private Optional<RunRecord> releaseBranch(Running claim, StoredJob job, Meanwhile meanwhile) {
        if (meanwhile == Meanwhile.NOTHING) {
            places.pend(claim.handle, job, claim.notBefore, claim.occurrence);
            return Optional.empty();
        }
        return Optional.of(branching.drop(claim, endings.reason(claim)));
    }

    private Optional<Running> claim(NodeId node, ClaimRef ref) {
        return state.present(node).flatMap(present -> present.claim(ref));
    }
}
