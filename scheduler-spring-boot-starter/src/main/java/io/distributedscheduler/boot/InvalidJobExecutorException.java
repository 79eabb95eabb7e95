package io.distributedscheduler.boot;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** A {@code @JobExecutor} that cannot be used; fails the start and says what to do. */
final class InvalidJobExecutorException extends FailureAnalyzedException {

    private static final long serialVersionUID = 1L;

    InvalidJobExecutorException(String description, String action) {
        super(description, action);
    }
}
