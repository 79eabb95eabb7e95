package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Every entry of user code on every node, as the code itself tells. */
final class Entries {

    private final List<Entry> all = new ArrayList<>();

    synchronized void add(Entry entry) {
        all.add(entry);
        notifyAll();
    }

    synchronized List<Entry> all() {
        return List.copyOf(all);
    }

    /** The first that was entered and fits, awaited if need be. */
    Entry await(String what, Duration atMost, Predicate<Entry> fits) {
        Optional<Entry> found = find(atMost, fits);
        assertThat(found).as("%s within %s", what, atMost).isPresent();
        return found.orElseThrow();
    }

    private synchronized Optional<Entry> find(Duration atMost, Predicate<Entry> fits) {
        long end = System.nanoTime() + atMost.toNanos();
        int seen = 0;
        while (true) {
            for (; seen < all.size(); seen++) {
                Entry entry = all.get(seen);
                if (entry.entered() && fits.test(entry)) {
                    return Optional.of(entry);
                }
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Runs of which user code was entered more than once. None of this code ever fails, so that is what a fault does. */
    synchronized long tooMany() {
        Set<String> runs = new HashSet<>();
        return all.stream()
                .filter(Entry::entered)
                .filter(entry -> !runs.add(entry.job() + ' ' + entry.run()))
                .count();
    }

    /** Tokens of all attempts that were entered. */
    synchronized Set<Long> tokens() {
        Set<Long> tokens = new HashSet<>();
        all.stream().filter(Entry::entered).forEach(entry -> tokens.add(entry.token()));
        return tokens;
    }
}
