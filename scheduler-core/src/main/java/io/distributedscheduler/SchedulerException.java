package io.distributedscheduler;

/** What the scheduler refuses, with the reason. */
public abstract class SchedulerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SchedulerException(String message) {
        super(message);
    }
}
