package io.distributedscheduler.retry;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an executor to say that trying again is pointless: the run fails at once, whatever its {@link RetryPolicy}
 * says.
 *
 * <p>It has the same effect as the cause of another exception.
 */
public class DoNotRetryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says why trying again is pointless. */
    public DoNotRetryException(String message) {
        super(message);
    }

    /** Says why trying again is pointless, and what happened. */
    public DoNotRetryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Says what happened. */
    public DoNotRetryException(@Nullable Throwable cause) {
        super(cause);
    }
}
