package io.distributedscheduler.memory;

import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobStore;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was fired, and what that was answered, as long as it is remembered. */
final class Events {

    private static final int FORGOTTEN_A_STEP = 10;

    private final Map<Id, Event> events = new LinkedHashMap<>();

    /** What the event was answered, if it is remembered. */
    Optional<FireAnswer> answerTo(FireRequest request, long nowMs) {
        return Optional.ofNullable(events.get(Id.of(request)))
                .filter(event -> !event.isOver(nowMs))
                .map(Event::answer);
    }

    void remember(FireRequest request, long nowMs, FireAnswer answer) {
        events.remove(Id.of(request));
        events.put(Id.of(request), new Event(nowMs, answer));
    }

    /** Forgets those whose time is over, a few at a time. */
    void forget(long nowMs) {
        Iterator<Event> oldest = events.values().iterator();
        for (int i = 0;
                i < FORGOTTEN_A_STEP && oldest.hasNext() && oldest.next().isOver(nowMs);
                i++) {
            oldest.remove();
        }
    }

    private record Id(String keyword, String event) {

        static Id of(FireRequest request) {
            return new Id(request.keyword(), request.eventId());
        }
    }

    private record Event(long timeMs, FireAnswer answer) {

        boolean isOver(long nowMs) {
            return nowMs - timeMs >= JobStore.EVENT_MEMORY.toMillis();
        }
    }
}
