package io.distributedscheduler.test;

import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.job.RunError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions about one ended attempt of a run. */
public final class RunAssert extends AbstractAssert<RunAssert, Run> {

    RunAssert(Run run) {
        super(run, RunAssert.class);
    }

    public RunAssert hasOutcome(Outcome outcome) {
        isNotNull();
        if (actual.outcome() != outcome) {
            failWithMessage(
                    "Expected %s, but it ended %s%s:%n  %s",
                    outcome,
                    actual.outcome(),
                    actual.error().map(RunAssert::because).orElse(""),
                    actual);
        }
        return this;
    }

    public RunAssert succeeded() {
        return hasOutcome(Outcome.SUCCEEDED);
    }

    public RunAssert failed() {
        return hasOutcome(Outcome.FAILED);
    }

    public RunAssert timedOut() {
        return hasOutcome(Outcome.TIMED_OUT);
    }

    /** Verifies that it came too late, and was not run. */
    public RunAssert missed() {
        return hasOutcome(Outcome.MISSED);
    }

    public RunAssert wasStopped() {
        return hasOutcome(Outcome.STOPPED);
    }

    /** It FAILED with an exception whose message contains the text. */
    public RunAssert failedWith(String message) {
        failed();
        String found = actual.error().map(RunError::message).orElse("");
        if (!found.contains(message)) {
            failWithMessage("Expected an error that contains \"%s\", but it was \"%s\":%n  %s", message, found, actual);
        }
        return this;
    }

    /** It is the so manieth attempt of its run. */
    public RunAssert isAttempt(int attempt) {
        isNotNull();
        if (actual.attempt() != attempt) {
            failWithMessage("Expected attempt %s, but it was %s:%n  %s", attempt, actual.attempt(), actual);
        }
        return this;
    }

    /** Another attempt follows. */
    public RunAssert isRetried() {
        isNotNull();
        if (actual.last()) {
            failWithMessage("Expected another attempt to follow, but it was the last:%n  %s", actual);
        }
        return this;
    }

    /** It was planned for then. */
    public RunAssert wasDueAt(Instant due) {
        isNotNull();
        if (!actual.due().equals(due)) {
            failWithMessage("Expected it to have been due at %s, but it was at %s:%n  %s", due, actual.due(), actual);
        }
        return this;
    }

    /** User code was entered then, to the millisecond. */
    public RunAssert startedAt(Instant started) {
        isNotNull();
        if (!actual.started().truncatedTo(ChronoUnit.MILLIS).equals(started.truncatedTo(ChronoUnit.MILLIS))) {
            failWithMessage(
                    "Expected it to have started at %s, but it did at %s:%n  %s", started, actual.started(), actual);
        }
        return this;
    }

    /** It returned that value, which is read as the class of what is expected. */
    public RunAssert hasResult(Object expected) {
        isNotNull();
        Optional<?> found = actual.result(expected.getClass());
        if (!found.equals(Optional.of(expected))) {
            failWithMessage(
                    "Expected the result %s, but it was %s:%n  %s",
                    expected, found.map(Object::toString).orElse("none"), actual);
        }
        return this;
    }

    /** It returned nothing. */
    public RunAssert hasNoResult() {
        isNotNull();
        if (actual.result().isPresent()) {
            failWithMessage(
                    "Expected no result, but it was %s:%n  %s",
                    actual.result().orElseThrow().json(), actual);
        }
        return this;
    }

    private static String because(RunError error) {
        return " (" + error.type() + ": " + error.message() + ")";
    }
}
