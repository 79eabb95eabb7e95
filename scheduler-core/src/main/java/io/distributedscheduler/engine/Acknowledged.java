package io.distributedscheduler.engine;

import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Completion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The completions that the store has taken within the last minute, as far as there is room: should a failover lose them,
 * they are sent again.
 */
final class Acknowledged {

    private static final long KEPT = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST = 20_000;
    private static final long MOST_CHARACTERS = 16L * 1024 * 1024;

    private record Entry(Execution execution, Completion completion, long at) {}

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long characters;

    synchronized void add(Execution execution, Completion completion, long now) {
        entries.addLast(new Entry(execution, completion, now));
        characters += completion.detail().length();
        while (entries.size() > MOST
                || characters > MOST_CHARACTERS
                || !entries.isEmpty() && now - entries.peekFirst().at > KEPT) {
            Entry oldest = entries.removeFirst();
            characters -= oldest.completion.detail().length();
        }
    }

    /** Those of the claims that the store had taken before {@code sent}, and yet held then. */
    synchronized Map<Execution, Completion> stillHeld(Set<ClaimRef> claims, long sent) {
        if (claims.isEmpty()) {
            return Map.of();
        }
        Map<Execution, Completion> lost = new HashMap<>();
        List<Entry> again = new ArrayList<>();
        // By token, since one that was taken out of the sequence has another handle there than here.
        Set<Long> tokens = claims.stream().map(ClaimRef::token).collect(Collectors.toSet());
        for (Entry entry : entries) {
            if (entry.at < sent && tokens.contains(entry.completion.claim().token())) {
                lost.put(entry.execution, entry.completion);
                again.add(entry);
            }
        }
        entries.removeAll(again);
        again.forEach(entry -> characters -= entry.completion.detail().length());
        return lost;
    }

    synchronized void clear() {
        entries.clear();
        characters = 0;
    }
}
