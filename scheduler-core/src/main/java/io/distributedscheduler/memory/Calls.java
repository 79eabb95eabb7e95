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

    private record Answered(Call call, Object answer) {}

    private final Map<String, Answered> answers = new HashMap<>();
    private final PriorityQueue<Call> byEnd = new PriorityQueue<>(Comparator.comparing(Call::notAfter));

    /** The answer of the step, or that of the first call with this id. */
    <A> A once(Call call, Instant now, Supplier<A> step) {
        forgetLate(now);
        Answered before = answers.get(call.id());
        if (before != null && !isForgotten(before.call, now)) {
            // The id names one call, so what it was answered has the type it asks for.
            @SuppressWarnings("unchecked")
            A answer = (A) before.answer;
            return answer;
        }
        if (now.isAfter(call.notAfter())) {
            throw new LateCallException(call, now);
        }
        A answer = step.get();
        answers.put(call.id(), new Answered(call, answer));
        byEnd.add(call);
        return answer;
    }

    private static boolean isForgotten(Call call, Instant now) {
        return now.isAfter(call.notAfter().plus(JobStore.CALL_MEMORY));
    }

    private void forgetLate(Instant now) {
        for (int i = 0; i < FORGOTTEN_A_CALL; i++) {
            Call first = byEnd.peek();
            // Dropped later than it is forgotten: the clock may step back.
            if (first == null || !isForgotten(first, now.minus(JobStore.CALL_MEMORY))) {
                return;
            }
            byEnd.remove();
            answers.computeIfPresent(first.id(), (id, answered) -> answered.call.equals(first) ? null : answered);
        }
    }
}
