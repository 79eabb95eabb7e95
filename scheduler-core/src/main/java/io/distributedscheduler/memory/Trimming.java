package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.TrimLimits;
import java.util.Optional;

/** Forgets what was kept long enough. */
final class Trimming {

    private final MemoryState state;
    private final KeptRuns runs;
    private final Places places;

    Trimming(MemoryState state, KeptRuns runs, Places places) {
        this.state = state;
        this.runs = runs;
        this.places = places;
    }

    boolean trim(TrimLimits limits, int limit) {
        state.limits.trim();
        int left = limit;
        while (left > 0 && (runs.until.lowest() <= state.nowMs() || runs.until.size() > limits.finished())) {
            runs.until.first().ifPresent(first -> runs.forget(first.member()));
            left--;
        }
        Optional<StoredJob> failed = firstToForget(limits);
        while (left > 0 && failed.isPresent()) {
            forget(failed.get());
            left--;
            failed = firstToForget(limits);
        }
        return left == 0;
    }

    private Optional<StoredJob> firstToForget(TrimLimits limits) {
        for (Scores.Entry<JobId> failed : state.failedSince) {
            if (failed.score() + limits.failed().toMillis() > state.nowMs()) {
                return Optional.empty();
            }
            Optional<StoredJob> oneTime = state.job(failed.member()).filter(job -> !job.repeats());
            if (oneTime.isPresent()) {
                return oneTime;
            }
        }
        return Optional.empty();
    }

    private void forget(StoredJob job) {
        places.unhold(job.id());
        state.forget(job.id());
        runs.forgetList(job.id());
        runs.tellWhoAwaits(job.id());
    }
}
