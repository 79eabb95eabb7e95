package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a history tells of that bears on a guarantee: calls of the store, and what nodes do by themselves. */
enum Op {
    SCHEDULE("schedule"),
    MODIFY("modify"),
    STOP("stop"),
    START("start"),
    REMOVE("remove"),
    FIRE("fire"),
    PROMOTE("promote"),
    JOIN("join"),
    BEAT("beat"),
    LEAVE("leave"),
    RECOVER("recover"),
    CLAIM("claim"),
    BRANCH("branch"),
    COMPLETE("complete"),
    RELEASE("release"),
    /** User code is entered. */
    ENTER("start", false),
    /** User code has ended. */
    EXIT("end", false);

    private static final Map<String, Op> BY_TEXT = new HashMap<>();

    static {
        for (Op op : values()) {
            BY_TEXT.put(op.text, op);
        }
    }

    private final String text;
    private final boolean ofStore;

    Op(String method) {
        this(method, true);
    }

    Op(String name, boolean ofStore) {
        // What users call has the same names as what the store is asked; this tells the two apart.
        this.text = ofStore ? "store." + name : name;
        this.ofStore = ofStore;
    }

    String text() {
        return text;
    }

    boolean isOfStore() {
        return ofStore;
    }

    /** What the event is about; null if no guarantee is. */
    static @Nullable Op of(HistoryEvent event) {
        boolean isCall = event.op() != null;
        Op found = BY_TEXT.get(isCall ? event.op() : event.type());
        return found != null && found.ofStore == isCall ? found : null;
    }
}
