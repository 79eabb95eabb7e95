package io.distributedscheduler.store;

import org.jspecify.annotations.Nullable;

/**
 * The store answers, but does not do this: it lacks a permission, is full, or something else wrote where its records
 * stand. Repeating the step helps once somebody has seen to that.
 */
public class StoreRefusesException extends JobStoreException {

    private static final long serialVersionUID = 1L;

    public StoreRefusesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
