package io.distributedscheduler.store.foreign;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A row of the table {@code job}.
 *
 * @param held STOPPED or FAILED
 * @param consumed the last fire it has consumed; empty while fires do not reach it
 * @param next where it shall stand when the claim of an older definition ends
 * @param finishing whether its sequence is over, and some are left outside it
 */
record JobRow(
        StoredJob job,
        Counts counts,
        Optional<JobState> held,
        Optional<Note> note,
        OptionalLong consumed,
        Optional<Place> next,
        boolean finishing) {

    static final String COLUMNS =
            "j.jid, j.revision, j.queue, j.keyword, j.repeats, j.at_once, j.starts, j.window_ms, j.body, j.runs, j.missed, j.skipped,"
                    + " j.coalesced, j.failures, j.held, j.held_since_ms, j.held_by, j.held_reason, j.consumed, j.has_next, j.next_ms, j.finishing";

    static JobRow read(Row row) {
        Optional<JobState> held =
                row.isNull("held") ? Optional.empty() : Optional.of(JobState.valueOf(row.text("held")));
        return new JobRow(
                new StoredJob(
                        row.job("jid"),
                        row.number("revision"),
                        row.name("queue"),
                        row.maybeName("keyword").orElse(null),
                        row.flag("repeats"),
                        new Limit(
                                (int) row.number("at_once"),
                                (int) row.number("starts"),
                                Duration.ofMillis(row.number("window_ms"))),
                        row.text("body")),
                new Counts(
                        row.number("runs"), row.number("missed"), row.number("skipped"), row.number("coalesced"), (int)
                                row.number("failures")),
                held,
                held.map(state -> new Note(row.ms("held_since_ms"), row.text("held_reason"), row.text("held_by"))),
                row.maybe("consumed"),
                row.flag("has_next") ? Optional.of(new Place(row.maybe("next_ms"))) : Optional.empty(),
                row.flag("finishing"));
    }

    JobId id() {
        return job.id();
    }

    boolean is(JobState state) {
        return held.filter(state::equals).isPresent();
    }
}
