package io.distributedscheduler.store;

/** The store was laid out by nodes with other settings (partitions, schema); this node must not use it. */
public class StoreMismatchException extends JobStoreException {

    private static final long serialVersionUID = 1L;

    public StoreMismatchException(String message) {
        super(message, null);
    }
}
