package io.distributedscheduler.memory;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.Promotion;
import java.util.Optional;

/** Fires keywords, and makes the jobs pending that wait for them. */
final class Firing {

    private final MemoryState state;
    private final Places places;

    Firing(MemoryState state, Places places) {
        this.state = state;
        this.places = places;
    }

    FireAnswer fire(FireRequest request) {
        Keyword keyword = state.keyword(request.keyword());
        Optional<FireAnswer> before = state.events.answerTo(request, state.nowMs());
        if (before.isPresent()) {
            return before.get();
        }
        if (keyword.isFull()) {
            return new FireAnswer.Full();
        }
        FireAnswer.Reached reached = new FireAnswer.Reached(keyword.consumed.size(), state.now);
        state.events.remember(request, state.nowMs(), reached);
        if (reached.jobs() > 0) {
            keyword.add(state.nowMs(), request.data());
            state.signals.add(new Signal.Fired(keyword.name));
        }
        return reached;
    }

    Promotion promote(String name, int limit) {
        Keyword keyword = state.keywords.get(name);
        if (keyword == null) {
            return Promotion.NONE;
        }
        long lastFire = keyword.last;
        for (int i = 0; i < limit && keyword.hasWork(); i++) {
            keyword.waiting.first().flatMap(entry -> state.job(entry.member())).ifPresent(places::takeFireOrWait);
        }
        return new Promotion(keyword.hasWork(), lastFire);
    }
}
