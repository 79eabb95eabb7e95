package io.distributedscheduler.store;

import org.jspecify.annotations.Nullable;

/** The store could not answer. Whether the step took effect is unknown; repeating it with the same call is safe. */
public class JobStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JobStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
