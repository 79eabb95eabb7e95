package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The record of a job: a header of the facts that scripts need, a newline, and the body. The header is {@code
 * queue|revision|keyword|r|at once|starts/window} without what is default: revision 1, no keyword, {@code r} if it repeats, no limits. The record of a
 * removed job whose claim still lives is {@code !} and the node.
 */
final class JobText {

    private static final String ENDING = "!";
    private static final Pattern HEADER =
            Pattern.compile("([\\w.~@#%-]+)(?:\\|(\\d{0,15}))?(?:\\|([\\w.-]*))?(?:\\|(r?))?"
                    + "(?:\\|(\\d{0,7}))?(?:\\|(?:(\\d{1,7})/(\\d{1,13}))?)?");

    private JobText() {}

    static String write(StoredJob job) {
        Limit limit = job.limit();
        String all = String.join(
                "|",
                job.queue(),
                job.revision() == 1 ? "" : Long.toString(job.revision()),
                job.keyword() == null ? "" : job.keyword(),
                job.repeats() ? "r" : "",
                limit.atOnce() == 0 ? "" : Integer.toString(limit.atOnce()),
                limit.starts() == 0 ? "" : limit.starts() + "/" + limit.window().toMillis());
        int end = all.length();
        while (all.charAt(end - 1) == '|') {
            end--;
        }
        return all.substring(0, end) + "\n" + job.body();
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
                Math.max(1, number(part(header, 2))),
                part(header, 1),
                keyword(part(header, 3)),
                part(header, 4).equals("r"),
                new Limit(
                        (int) number(part(header, 5)),
                        (int) number(part(header, 6)),
                        Duration.ofMillis(number(part(header, 7)))),
                record.substring(newline + 1));
    }

    private static long number(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private static String part(Matcher header, int group) {
        return Objects.requireNonNullElse(header.group(group), "");
    }

    private static @Nullable String keyword(String text) {
        return text.isEmpty() ? null : text;
    }
}
