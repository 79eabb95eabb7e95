package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Records of declared jobs, opaque. */
final class Declarations {

    private final MemoryState state;

    Declarations(MemoryState state) {
        this.state = state;
    }

    boolean declare(JobId job, @Nullable String expected, @Nullable String updated) {
        if (!Objects.equals(state.declared.get(job), expected)) {
            return false;
        }
        if (updated == null) {
            state.declared.remove(job);
        } else {
            state.declared.put(job, updated);
        }
        return true;
    }
}
