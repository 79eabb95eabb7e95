package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.StoredJob;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The record of a job: a header of the facts that scripts need, a newline, and the body. The header is {@code
 * queue|revision|keyword|r} without what is default: revision 1, no keyword, {@code r} if it repeats. The record of a
 * removed job whose claim still lives is {@code !} and the node.
 */
final class JobText {

    private static final String ENDING = "!";
    private static final Pattern HEADER =
            Pattern.compile("([\\w.~@-]+)(?:\\|(\\d{0,15}))?(?:\\|([\\w.-]*))?(?:\\|(r?))?");

    private JobText() {}

    static String write(StoredJob job) {
        StringBuilder header = new StringBuilder(job.queue());
        if (job.revision() != 1 || job.keyword() != null || job.repeats()) {
            header.append('|').append(job.revision() == 1 ? "" : job.revision());
        }
        if (job.keyword() != null || job.repeats()) {
            header.append('|').append(job.keyword() == null ? "" : job.keyword());
        }
        if (job.repeats()) {
            header.append("|r");
        }
        return header.append('\n').append(job.body()).toString();
    }

    /** The node on which a removed job still ends, if it is the record of such a one. */
    static Optional<String> ending(String record) {
        return record.startsWith(ENDING) ? Optional.of(record.substring(ENDING.length())) : Optional.empty();
    }

    /** A record that is damaged comes out as a job of no queue whose body is all there is. */
    static StoredJob read(JobId id, String record) {
        int newline = record.indexOf('\n');
        Matcher header = HEADER.matcher(record.substring(0, Math.max(0, newline)));
        if (!header.matches()) {
            return new StoredJob(id, 1, "", null, false, record);
        }
        return new StoredJob(
                id,
                part(header, 2).isEmpty() ? 1 : Long.parseLong(part(header, 2)),
                part(header, 1),
                keyword(part(header, 3)),
                part(header, 4).equals("r"),
                record.substring(newline + 1));
    }

    private static String part(Matcher header, int group) {
        return Objects.requireNonNullElse(header.group(group), "");
    }

    private static @Nullable String keyword(String text) {
        return text.isEmpty() ? null : text;
    }
}
