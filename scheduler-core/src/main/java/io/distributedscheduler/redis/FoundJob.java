package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.StoredJob;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What {@code find.lua} found of a job, each in the place where it stands. */
record FoundJob(
        StoredJob job,
        Optional<NodeId> node,
        Optional<ClaimText> claim,
        Optional<Instant> pending,
        Optional<OpenText> open,
        Optional<Instant> stopped,
        Optional<Instant> failed,
        NoteText note,
        Counts counts,
        List<NodeId> branches,
        boolean finishing) {

    static FoundJob next(Answer answer) {
        JobId id = new JobId(answer.text());
        return new FoundJob(
                JobText.read(id, answer.text()),
                answer.some().flatMap(Texts::node),
                answer.some().flatMap(ClaimText::readable),
                answer.instant(),
                answer.some().flatMap(OpenText::readable),
                answer.instant(),
                answer.instant(),
                NoteText.read(answer.text()),
                Texts.ofCounts(answer.text()),
                Texts.nodes(answer.text()).stream()
                        .sorted(Comparator.comparing(NodeId::toString, AuditFacts.BY_BYTES))
                        .toList(),
                answer.flag());
    }

    JobRecord record() {
        return new JobRecord(
                job,
                state(),
                planned(),
                pending,
                attempt(),
                node.map(List::of).orElse(List.of()),
                branches,
                counts,
                stopped.or(() -> failed).map(note::since));
    }

    /** The first that fits. */
    private JobState state() {
        if (stopped.isPresent()) {
            return JobState.STOPPED;
        }
        if (claim.isPresent() || !branches.isEmpty()) {
            return JobState.RUNNING;
        }
        if (failed.isPresent()) {
            return JobState.FAILED;
        }
        return pending.isPresent() || finishing ? JobState.SCHEDULED : JobState.WAITING;
    }

    private Optional<Instant> planned() {
        return claim.isPresent()
                ? claim.map(living -> Instant.ofEpochMilli(living.due()))
                : pending.map(
                        at -> open.map(OpenText::due).map(Instant::ofEpochMilli).orElse(at));
    }

    private int attempt() {
        return claim.isPresent()
                ? claim.get().attempt()
                : pending.isPresent() ? open.map(OpenText::attempt).orElse(1) : 0;
    }
}
