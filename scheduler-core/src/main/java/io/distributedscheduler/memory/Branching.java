package io.distributedscheduler.memory;

import io.distributedscheduler.memory.Endings.Meanwhile;
import io.distributedscheduler.memory.Keyword.StoredFire;
import io.distributedscheduler.store.BranchAnswer;
import io.distributedscheduler.store.BranchAnswer.Result;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Takes occurrences out of the sequence of their job, so that several run at once. */
final class Branching {

    private final MemoryState state;
    private final Places places;
    private final KeptRuns runs;
    private final Endings endings;

    Branching(MemoryState state, Places places, KeptRuns runs, Endings endings) {
        this.state = state;
        this.places = places;
        this.runs = runs;
        this.endings = endings;
    }

    BranchAnswer branch(BranchRequest request) {
        Optional<Running> held = state.present(request.node())
                .flatMap(node -> node.claim(request.claim()))
                .filter(claim -> !claim.isBranch() && claim.mark().isEmpty())
                .filter(claim -> endings.meanwhile(claim) == Meanwhile.NOTHING);
        Optional<StoredJob> job =
                held.flatMap(claim -> state.job(claim.handle.job())).filter(StoredJob::repeats);
        if (job.isEmpty()) {
            return new BranchAnswer(Result.REFUSED, state.now);
        }
        SortedSet<Long> branches = state.branches.computeIfAbsent(job.get().id(), id -> new TreeSet<>());
        if (branches.size() >= request.most()) {
            return new BranchAnswer(Result.FULL, state.now);
        }
        Running branched = held.get().branched();
        endings.takeAway(held.get());
        branches.add(branched.handle.number());
        state.running.put(branched.handle, branched);
        state.present(branched.node).ifPresent(node -> node.running.put(branched.token, branched));
        rememberFire(branched);
        state.count(job.get(), request.counts());
        places.goOn(job.get(), request.after());
        return new BranchAnswer(Result.BRANCHED, state.now);
    }

    private void rememberFire(Running branched) {
        Occurrence occurrence = branched.occurrence;
        if (occurrence.isFired()) {
            StoredFire fire = state.keyword(occurrence.keyword()).fires.get(occurrence.fire());
            if (fire != null) {
                state.branched.put(branched.handle, fire);
            }
        }
    }

    /** Whether nothing is left once that has ended of a job whose sequence is over. */
    boolean isLast(Handle branch) {
        return state.finishing.contains(branch.job())
                && state.branchesOf(branch.job()).equals(List.of(branch));
    }

    /** It will not be run any more. */
    void end(Handle branch) {
        state.branched.remove(branch);
        state.branches.computeIfPresent(branch.job(), (job, numbers) -> {
            numbers.remove(branch.number());
            return numbers.isEmpty() ? null : numbers;
        });
    }

    /** Closes the runs of the pending ones of the job, whose records it keeps and answers. */
    List<RunRecord> close(StoredJob job, String reason) {
        List<RunRecord> closed = new ArrayList<>();
        for (Handle branch : state.branchesOf(job.id())) {
            if (state.due(job.queue()).contains(branch)) {
                Occurrence pending = places.withdraw(branch, job);
                RunRecord record = places.closed(job.id(), job.queue(), job.revision(), pending, reason);
                runs.add(record);
                closed.add(record);
                end(branch);
            }
        }
        return closed;
    }

    /** A claim that was handed back and will not be run: closes its run. */
    RunRecord drop(Running claim, String reason) {
        RunRecord record = places.closed(claim.handle.job(), claim.queue, claim.revision, claim.occurrence, reason);
        runs.add(record);
        end(claim.handle);
        return record;
    }
}
