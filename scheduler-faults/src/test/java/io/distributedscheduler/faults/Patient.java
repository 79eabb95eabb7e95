package io.distributedscheduler.faults;

import static org.awaitility.Awaitility.await;

import io.distributedscheduler.store.JobStoreException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;

/** Waits for what must come true in the end, also on a machine that is so busy that a call to the store may time out. */
final class Patient {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Patient() {}

    static ConditionFactory eventually() {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(JobStoreException.class);
    }

    /** What a call answers that may be repeated, once it does. */
    static <T> T answer(Callable<T> call) {
        return eventually().until(call, answer -> true);
    }
}
