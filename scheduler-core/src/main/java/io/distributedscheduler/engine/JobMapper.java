package io.distributedscheduler.engine;

import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.codec.JobCodec;
import io.distributedscheduler.codec.TriggerTypes;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.time.Instant;
import java.util.Optional;

/** Turns jobs into what the store keeps, and back. */
final class JobMapper {

    private final JobCodec codec;
    private final TriggerTypes types;

    JobMapper(JobCodec codec, TriggerTypes types) {
        this.codec = codec;
        this.types = types;
    }

    /**
     * A job to store.
     *
     * @param revision expected to be there, or 1
     * @param declaration hash of the declaration it implements, if it is declared
     * @param since up to when a change has accounted for the occurrences, if one has
     * @param before how many runs the job had for definitions that it has replaced, and that do not count for it
     */
    StoredJob stored(Job job, long revision, Optional<String> declaration, Optional<Instant> since, long before) {
        Trigger trigger = job.trigger();
        String queue =
                types.nameOf(trigger).map(type -> job.executor() + "~" + type).orElse(job.executor());
        String keyword = trigger instanceof KeywordTrigger onKeyword ? onKeyword.keyword() : null;
        return new StoredJob(
                job.id(),
                revision,
                job.limitKey().map(key -> new WaitingLine(queue, key).name()).orElse(queue),
                keyword,
                trigger.repeats() || keyword != null,
                job.limit(),
                codec.write(job, declaration, since, before));
    }

    /** @throws UnreadableDataException when this node cannot read it */
    Job job(StoredJob stored) {
        Job job = codec.read(stored.id(), stored.revision(), stored.executor(), stored.body());
        return WaitingLine.of(stored.queue())
                .map(line -> job.limitedBy(line.key(), stored.limit()))
                .orElse(job);
    }

    /** Hash of the declaration that a job implements, unless somebody has changed it since. */
    Optional<String> declaration(StoredJob stored) {
        return codec.declaration(stored.body());
    }

    /** Since when a definition holds, if it replaced another one. */
    Optional<Instant> since(StoredJob stored) {
        return codec.since(stored.body());
    }

    /** How many runs of the job do not count for the definition. */
    long before(StoredJob stored) {
        return codec.before(stored.body());
    }

    JobSnapshot snapshot(JobRecord record) {
        Optional<Job> job;
        try {
            job = Optional.of(job(record.job()));
        } catch (UnreadableDataException e) {
            job = Optional.empty();
        }
        return new JobSnapshot(
                record.job().id(),
                job,
                record.job().executor(),
                record.state(),
                record.due(),
                record.notBefore(),
                record.attempt(),
                record.nodes().stream().map(NodeId::name).toList(),
                record.counts(),
                record.note().map(note -> new JobSnapshot.Note(note.since(), note.reason(), note.by())));
    }
}
