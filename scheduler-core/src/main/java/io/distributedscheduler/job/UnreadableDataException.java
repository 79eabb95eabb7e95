package io.distributedscheduler.job;

import org.jspecify.annotations.Nullable;

/** A payload, result, fire datum or definition that cannot be read as the type it was asked for. */
public class UnreadableDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableDataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
