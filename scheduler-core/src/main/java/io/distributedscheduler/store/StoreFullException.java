package io.distributedscheduler.store;

import org.jspecify.annotations.Nullable;

/** The store has no room for more; nothing was changed. */
public class StoreFullException extends StoreRefusesException {

    private static final long serialVersionUID = 1L;

    public StoreFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
