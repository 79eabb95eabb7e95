package io.distributedscheduler.job;

import org.jspecify.annotations.Nullable;

/** A payload, result or fire datum that cannot be stored: it is too large, or cannot be written as JSON. */
public class UnwritableDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnwritableDataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
