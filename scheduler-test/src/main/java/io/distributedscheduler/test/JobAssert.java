package io.distributedscheduler.test;

import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobState;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a job as it stood when it was looked at. */
public final class JobAssert extends AbstractAssert<JobAssert, JobSnapshot> {

    JobAssert(JobSnapshot job) {
        super(job, JobAssert.class);
    }

    public JobAssert hasState(JobState state) {
        isNotNull();
        if (actual.state() != state) {
            failWithMessage(
                    "Expected job %s to be %s, but it is %s:%n  %s", actual.id(), state, actual.state(), actual);
        }
        return this;
    }

    /** It has a due instant. */
    public JobAssert isScheduled() {
        return hasState(JobState.SCHEDULED);
    }

    /** A node runs it. */
    public JobAssert isRunning() {
        return hasState(JobState.RUNNING);
    }

    /** It waits for its keyword. */
    public JobAssert isWaiting() {
        return hasState(JobState.WAITING);
    }

    public JobAssert isStopped() {
        return hasState(JobState.STOPPED);
    }

    public JobAssert isFailed() {
        return hasState(JobState.FAILED);
    }

    /** Its pending or running occurrence is planned for then. */
    public JobAssert isDueAt(Instant due) {
        isNotNull();
        if (!actual.due().equals(Optional.of(due))) {
            failWithMessage(
                    "Expected job %s to be due at %s, but it is %s:%n  %s",
                    actual.id(), due, actual.due().map(at -> "due at " + at).orElse("not due"), actual);
        }
        return this;
    }

    /** Its pending or running attempt is the so manieth. */
    public JobAssert isInAttempt(int attempt) {
        isNotNull();
        if (actual.attempt() != attempt) {
            failWithMessage(
                    "Expected job %s to be in attempt %s, but it is in %s:%n  %s",
                    actual.id(), attempt, actual.attempt(), actual);
        }
        return this;
    }

    /** It is STOPPED or FAILED for that reason. */
    public JobAssert hasReason(String reason) {
        isNotNull();
        String found = actual.note().map(JobSnapshot.Note::reason).orElse(null);
        if (!Objects.equals(found, reason)) {
            failWithMessage(
                    "Expected job %s to be held because of \"%s\", but the reason is %s:%n  %s",
                    actual.id(), reason, found == null ? "none" : "\"" + found + "\"", actual);
        }
        return this;
    }

    /** Its definition, which this node can read, fulfils the requirements. */
    public JobAssert satisfiesDefinition(Consumer<Job> requirements) {
        isNotNull();
        if (actual.job().isEmpty()) {
            failWithMessage("Expected a definition of job %s that can be read, but it cannot", actual.id());
        }
        requirements.accept(actual.job().orElseThrow());
        return this;
    }
}
