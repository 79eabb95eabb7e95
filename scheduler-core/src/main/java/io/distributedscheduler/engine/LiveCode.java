package io.distributedscheduler.engine;

import io.distributedscheduler.store.Handle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The occurrences whose user code runs in this process, also code whose claim is over: it was lost, or timed out and
 * goes on. As long as it runs, the same occurrence is not started again here.
 */
final class LiveCode {

    private final ConcurrentMap<Handle, Execution> running = new ConcurrentHashMap<>();

    /** Notes that the code is about to be entered; false if code of the same occurrence runs still. */
    boolean enter(Execution execution) {
        return running.putIfAbsent(execution.handle(), execution) == null;
    }

    /** Whether code of the same occurrence runs still, for another claim. */
    boolean conflicts(Execution execution) {
        Execution other = running.get(execution.handle());
        return other != null && other != execution;
    }

    void leave(Execution execution) {
        running.remove(execution.claim().handle(), execution);
        running.remove(execution.handle(), execution);
    }

    /** It is another occurrence than that under which it was entered: it was taken out of the sequence of its job. */
    void branched(Execution execution) {
        if (running.remove(execution.claim().handle(), execution)) {
            running.put(execution.handle(), execution);
        }
    }

    /** How many run. */
    int size() {
        return running.size();
    }
}
