package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the record of an ended attempt; {@code runs.lua} says what it looks like. */
final class RunText {

    private static final int PARTS = 9;

    private RunText() {}

    /** Empty when something else wrote it. */
    static Optional<RunRecord> readable(JobId job, String record) {
        try {
            return Optional.of(read(job, record));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** All that is left of an answer: of each its job and the record. */
    static List<RunRecord> named(Answer answer) {
        List<RunRecord> records = new ArrayList<>();
        while (answer.hasMore()) {
            Optional<JobId> job = Texts.job(answer.text());
            String record = answer.text();
            job.flatMap(named -> readable(named, record)).ifPresent(records::add);
        }
        return records;
    }

    private static RunRecord read(JobId job, String record) {
        String[] parts = record.split("\\|", PARTS);
        String[] more = parts[3].split(",");
        long token = Long.parseLong(parts[0]);
        return new RunRecord(
                job,
                number(more, 0, token),
                token,
                parts[1],
                outcome(parts[4]),
                (int) number(more, 1, 1),
                part(more, 2).isEmpty(),
                Instant.ofEpochMilli(Long.parseLong(parts[2])),
                Texts.ofMicros(parts[5]),
                Texts.ofMicros(parts[6]),
                NodeId.parse(parts[7]),
                number(more, 3, 1),
                Optional.of(part(more, 4)).filter(keyword -> !keyword.isEmpty()),
                parts[8]);
    }

    static String outcome(Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> "S";
            case FAILED -> "F";
            case STOPPED -> "P";
            case TIMED_OUT -> "T";
            case LOST -> "L";
            case MISSED -> "M";
        };
    }

    private static Outcome outcome(String letter) {
        for (Outcome outcome : Outcome.values()) {
            if (outcome(outcome).equals(letter)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("There is no outcome " + letter);
    }

    private static String part(String[] parts, int index) {
        return index < parts.length ? parts[index] : "";
    }

    private static long number(String[] parts, int index, long otherwise) {
        String text = part(parts, index);
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }
}
