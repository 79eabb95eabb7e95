package io.distributedscheduler.redis;

import io.distributedscheduler.store.JobRecord;
import java.time.Instant;

/** Why a job is held: in {@code notes} who, a newline, why. */
record NoteText(String by, String reason) {

    static NoteText read(String record) {
        int split = record.indexOf('\n');
        return split < 0
                ? new NoteText("", record)
                : new NoteText(record.substring(0, split), record.substring(split + 1));
    }

    JobRecord.Note since(Instant since) {
        return new JobRecord.Note(since, reason, by);
    }
}
