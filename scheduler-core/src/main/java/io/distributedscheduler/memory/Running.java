package io.distributedscheduler.memory;

import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A claim that lives. Only its mark changes. */
final class Running {

    final Handle handle;
    final NodeId node;
    final long token;
    final long number;
    final String queue;
    final long notBefore;
    final long revision;
    final Occurrence occurrence;
    final Instant claimed;

    /** Whether the limit of its executor counts it. */
    final boolean executorLimited;

    private @Nullable Mark mark;

    /** @param occurrence with the token of the run's first claim */
    Running(
            Handle handle,
            NodeId node,
            long token,
            long number,
            String queue,
            long notBefore,
            long revision,
            Occurrence occurrence,
            Instant claimed,
            boolean executorLimited) {
        this.handle = handle;
        this.node = node;
        this.token = token;
        this.number = number;
        this.queue = queue;
        this.notBefore = notBefore;
        this.revision = revision;
        this.occurrence = occurrence;
        this.claimed = claimed;
        this.executorLimited = executorLimited;
    }

    ClaimRef ref() {
        return new ClaimRef(handle, token);
    }

    /** Whether that names it: also by the handle under which it was claimed, if it was taken out of the sequence since. */
    boolean isCalled(ClaimRef ref) {
        return ref.token() == token
                && (ref.handle().equals(handle)
                        || handle.number() == token && ref.handle().equals(Handle.next(handle.job())));
    }

    /** Whether it is out of the sequence of its job. */
    boolean isBranch() {
        return handle.number() > 0;
    }

    /** The same claim of the occurrence that is out of the sequence from now on. */
    Running branched() {
        return new Running(
                new Handle(handle.job(), token),
                node,
                token,
                number,
                queue,
                notBefore,
                revision,
                occurrence,
                claimed,
                executorLimited);
    }

    Optional<Mark> mark() {
        return Optional.ofNullable(mark);
    }

    void mark(Mark mark) {
        this.mark = mark;
    }
}
