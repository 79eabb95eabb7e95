package io.distributedscheduler.store;

/** The note on a running claim that it shall end. */
public enum Mark {
    /** Its job was stopped. */
    STOP,
    /** Its job was removed. */
    REMOVE
}
