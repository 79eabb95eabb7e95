package io.distributedscheduler.redis;

import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the jobs that it was given, so that ending a claim can name at once the keys that it needs.
 * Only a hint: a script that needs other keys says so.
 */
final class ClaimedJobs {

    private static final int MOST = 65_536;

    private final Map<Key, Facts> facts = new LinkedHashMap<>();

    synchronized void remember(int partition, long token, StoredJob job, int attempt) {
        if (facts.size() >= MOST) {
            facts.remove(facts.keySet().iterator().next());
        }
        facts.put(new Key(partition, token), new Facts(job.queue(), job.keyword(), job.repeats(), attempt));
    }

    synchronized Optional<Facts> of(int partition, long token) {
        return Optional.ofNullable(facts.get(new Key(partition, token)));
    }

    synchronized void forget(int partition, long token) {
        facts.remove(new Key(partition, token));
    }

    record Facts(String queue, @Nullable String keyword, boolean repeats, int attempt) {

        boolean isInLine() {
            return WaitingLine.of(queue).isPresent();
        }

        boolean isFirstAttemptOfOneTimeJob() {
            return !repeats && attempt == 1;
        }
    }

    private record Key(int partition, long token) {}
}
