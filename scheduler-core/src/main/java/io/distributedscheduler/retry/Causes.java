package io.distributedscheduler.retry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Looks behind an exception, at most so far that a chain which leads back to itself does no harm. */
final class Causes {

    private static final int DEEPEST = 100;

    private Causes() {}

    /** Whether the exception or one of its causes is of the type. */
    static boolean contain(Throwable thrown, Class<? extends Throwable> type) {
        Throwable current = thrown;
        for (int depth = 0; current != null && depth < DEEPEST; depth++) {
            if (type.isInstance(current)) {
                return true;
            }
            current = current.getCause();
        }
        return false;
    }

    /**
     * The exception that one from the JDK only carries to another thread or through a proxy; otherwise the exception
     * itself.
     */
    static Throwable unwrap(Throwable thrown) {
        Throwable current = thrown;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Throwable cause = current.getCause();
            if (cause == null || !isCarrier(current)) {
                return current;
            }
            current = cause;
        }
        return current;
    }

    private static boolean isCarrier(Throwable thrown) {
        return thrown instanceof ExecutionException
                || thrown instanceof CompletionException
                || thrown instanceof InvocationTargetException
                || thrown instanceof UndeclaredThrowableException;
    }
}
