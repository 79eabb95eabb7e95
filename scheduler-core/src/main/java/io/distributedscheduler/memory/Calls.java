package io.distributedscheduler.memory;

import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.LateCallException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/** Lets each call take effect once, in its time. */
final class Calls {

    private static final int FORGOTTEN_A_CALL = 10;

    private final Map<String, Object> answers = new HashMap<>();
    private final PriorityQueue<Call> byEnd = new PriorityQueue<>(Comparator.comparing(Call::notAfter));

    /** The answer of the step, or that of the first call with this id. */
    <A> A once(Call call, Instant now, Supplier<A> step) {
        if (now.isAfter(call.notAfter())) {
            throw new LateCallException(call, now);
        }
        forgetLate(now);
        // The id names one call, so what it was answered has the type it asks for.
        @SuppressWarnings("unchecked")
        A before = (A) answers.get(call.id());
        if (before != null) {
            return before;
        }
        A answer = step.get();
        answers.put(call.id(), answer);
        byEnd.add(call);
        return answer;
    }

    /** A repetition of a call whose time is over is refused anyway. */
    private void forgetLate(Instant now) {
        Instant forgotten = now.minus(JobStore.CALL_MEMORY);
        for (int i = 0; i < FORGOTTEN_A_CALL; i++) {
            Call first = byEnd.peek();
            if (first == null || !forgotten.isAfter(first.notAfter())) {
                return;
            }
            byEnd.remove();
            answers.remove(first.id());
        }
    }
}
