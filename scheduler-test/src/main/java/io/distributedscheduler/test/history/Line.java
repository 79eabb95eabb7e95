package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.StoredJob;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event of a store call in the making. */
final class Line {

    private final Op op;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private long micros;
    private @Nullable String job;
    private long run;
    private long due;
    private long revision;
    private long token;
    private int attempt;
    private @Nullable String outcome;
    private @Nullable String call;

    Line(Op op) {
        this.op = op;
    }

    HistoryEvent event(long seq, String node, long wallNs, long monoNs, String type) {
        return new HistoryEvent(
                seq, node, wallNs, monoNs, micros, type, op.text(), job, run, due, revision, token, attempt, outcome,
                call, facts);
    }

    Line time(Instant time) {
        micros = micros(time);
        return this;
    }

    Line call(Call id) {
        call = id.id();
        return fact(Fact.ISSUED, micros(id.issued()));
    }

    Line job(JobId id) {
        job = id.value();
        return this;
    }

    Line revision(long number) {
        revision = number;
        return this;
    }

    Line claim(long claimToken) {
        token = claimToken;
        return this;
    }

    Line run(long first, Instant planned, int number) {
        run = first;
        due = planned.toEpochMilli();
        attempt = number;
        return this;
    }

    Line due(long ms) {
        due = ms;
        return this;
    }

    Line outcome(String name) {
        outcome = name;
        return this;
    }

    Line partition(int partition) {
        return partition == 0 ? this : fact(Fact.PARTITION, partition);
    }

    Line member(NodeId node) {
        return fact(Fact.MEMBER, node.toString());
    }

    Line definition(StoredJob stored) {
        job(stored.id()).revision(stored.revision());
        fact(Fact.DEFINITION, head(stored.body())).fact(Fact.QUEUE, stored.queue());
        if (stored.keyword() != null) {
            fact(Fact.KEYWORD, stored.keyword());
        }
        return flag(Fact.REPEATS, stored.repeats());
    }

    Line counts(Counts counts) {
        return counts.equals(Counts.NONE)
                ? this
                : fact(
                        Fact.COUNTS,
                        counts.runs() + "," + counts.missed() + "," + counts.skipped() + "," + counts.coalesced());
    }

    Line fact(String name, String value) {
        facts.put(name, value);
        return this;
    }

    Line fact(String name, long value) {
        return fact(name, Long.toString(value));
    }

    Line flag(String name, boolean set) {
        return set ? fact(name, "true") : this;
    }

    static String place(Due due) {
        if (due instanceof Due.At at) {
            return "at " + at.instant().toEpochMilli();
        }
        if (due instanceof Due.In in) {
            return "in " + in.delay().toMillis();
        }
        return due instanceof Due.Waiting ? "waiting" : "unchanged";
    }

    /** The millisecond that {@code due} means in a step of that time; 0 if it is none. */
    static long instant(Due due, Instant time) {
        if (due instanceof Due.At at) {
            return at.instant().toEpochMilli();
        }
        if (due instanceof Due.In in) {
            long now = time.toEpochMilli();
            boolean whole = in.delay().isZero() || time.equals(Instant.ofEpochMilli(now));
            return now + in.delay().toMillis() + (whole ? 0 : 1);
        }
        return 0;
    }

    static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    private static String head(String body) {
        int newline = body.indexOf('\n');
        return newline < 0 ? body : body.substring(0, newline);
    }
}
