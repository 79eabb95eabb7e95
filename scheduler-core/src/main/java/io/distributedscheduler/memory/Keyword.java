package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.JobStore;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fires of a keyword, and how far each of its jobs has come. */
final class Keyword {

    final String name;

    /** Number of the last fire. */
    long last;

    final SortedMap<Long, StoredFire> fires = new TreeMap<>();

    /** The jobs that fires reach, by the number of the last fire they have consumed. */
    final Scores<JobId> consumed = Scores.ofJobs();

    /** Those of them that have nothing pending, by the same number. */
    final Scores<JobId> waiting = Scores.ofJobs();

    Keyword(String name) {
        this.name = name;
    }

    /** Lets fires from now on reach the job, if they do not do so already. */
    void join(JobId job) {
        if (!consumed.contains(job)) {
            consumed.put(job, last);
        }
    }

    /** Lets fires no longer reach the job; answers how many it had not consumed. */
    long leave(JobId job) {
        long dropped = last - consumed.score(job).orElse(last);
        consumed.remove(job);
        waiting.remove(job);
        forgetConsumed();
        return dropped;
    }

    /** Consumes all but so many of the fires that the job has not consumed; answers how many. */
    long passOver(JobId job, int most) {
        long position = consumed.score(job).orElse(last);
        long to = Math.max(position, last - most);
        consumed.put(job, to);
        forgetConsumed();
        return to - position;
    }

    /** The oldest fire that the job has not consumed, and consumes it; if there is none, the job waits. */
    Optional<StoredFire> takeOrWait(JobId job) {
        long position = consumed.score(job).orElse(last);
        if (position == last) {
            waiting.put(job, position);
            return Optional.empty();
        }
        StoredFire fire = Objects.requireNonNull(fires.get(position + 1), "kept until every job has consumed it");
        waiting.remove(job);
        consumed.put(job, position + 1);
        forgetConsumed();
        return Optional.of(fire);
    }

    boolean hasWork() {
        return waiting.lowest() < last;
    }

    boolean isFull() {
        return consumed.size() > 0 && last - consumed.lowest() >= JobStore.MAX_QUEUED_FIRES;
    }

    void add(long timeMs, String data) {
        last++;
        fires.put(last, new StoredFire(last, timeMs, data));
    }

    /** Whether fires reach no job: then nothing of it needs to be known. */
    boolean isUnused() {
        return consumed.size() == 0;
    }

    private void forgetConsumed() {
        fires.headMap(consumed.lowest()).clear();
    }

    record StoredFire(long number, long timeMs, String data) {}
}
