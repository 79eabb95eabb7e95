package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A history by hand: what the store was asked, what it answered, and what nodes did, each a millisecond after the other. */
final class Tale {

    static final String ONCE = "{\"v\":1,\"trigger\":{\"type\":\"once\",\"at\":1000}}";
    static final String EVERY_SECOND = "{\"v\":1,\"trigger\":{\"type\":\"every\",\"interval\":1000,\"anchor\":1000}}";
    static final String EVERY_TWO_SECONDS =
            "{\"v\":1,\"trigger\":{\"type\":\"every\",\"interval\":2000,\"anchor\":1000}}";
    static final String ON_ORDER = "{\"v\":1,\"trigger\":{\"type\":\"keyword\",\"keyword\":\"order\"}}";

    private static final class Draft {
        String node = "";
        long monoNs;
        long micros;
        String type = "ok";
        String op = null;
        String job = null;
        long run;
        long due;
        long revision;
        long token;
        int attempt;
        String outcome = null;
        String call = null;
        final Map<String, String> facts = new LinkedHashMap<>();

        HistoryEvent event(long seq) {
            return new HistoryEvent(
                    seq, node, 0, monoNs, micros, type, op, job, run, due, revision, token, attempt, outcome, call,
                    facts);
        }
    }

    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, JobRecord> jobs = new HashMap<>();
    private final SortedMap<String, String> facts = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private CheckOptions options = CheckOptions.ofLease(Duration.ofSeconds(10));
    private String node = "a";
    private long now = 1_000_000;
    private long calls;
    private boolean forgetsWhatRuns;
    private Draft last = new Draft();

    // ---- who and when

    /** What follows happens on that node. */
    Tale on(String name) {
        node = name;
        return this;
    }

    /** What follows happens from that millisecond on. */
    Tale at(long ms) {
        now = ms;
        return this;
    }

    // ---- what happens

    Tale scheduled(String job, String definition, long due) {
        store(Op.SCHEDULE, "created", job)
                .call("c" + ++calls)
                .revision(1)
                .due(due)
                .with(Fact.DEFINITION, definition);
        if (!definition.equals(ONCE)) {
            with(Fact.REPEATS, "true");
        }
        return with(Fact.PLACE, due == 0 ? "waiting" : "at " + due);
    }

    Tale modified(String job, long revision, String definition, String place) {
        return store(Op.MODIFY, "modified", job)
                .call("c" + ++calls)
                .revision(revision)
                .with(Fact.DEFINITION, definition)
                .with(Fact.REPEATS, "true")
                .with(Fact.PLACE, place)
                .due(place.startsWith("at ") ? Long.parseLong(place.substring(3)) : 0);
    }

    Tale stopped(String job) {
        return store(Op.STOP, "done", job).call("c" + ++calls).with(Fact.ISSUED, last.micros);
    }

    Tale removed(String job) {
        return store(Op.REMOVE, "done", job).call("c" + ++calls).with(Fact.ISSUED, last.micros);
    }

    Tale restarted(String job, long revision, String place) {
        return store(Op.START, "started", job)
                .call("c" + ++calls)
                .revision(revision)
                .with(Fact.PLACE, place)
                .with(Fact.ISSUED, last.micros)
                .due(place.startsWith("at ") ? Long.parseLong(place.substring(3)) : 0);
    }

    Tale fired(String keyword, String event, int reached) {
        return store(Op.FIRE, "reached", null)
                .call("c" + ++calls)
                .with(Fact.KEYWORD, keyword)
                .with(Fact.EVENT, event)
                .with(Fact.REACHED, reached);
    }

    /** The first claim of a run, due now. */
    Tale claimed(String job, long token) {
        long due = now;
        return store(Op.CLAIM, "claimed", job)
                .member()
                .token(token)
                .run(token)
                .due(due)
                .revision(1)
                .attempt(1)
                .with(Fact.NUMBER, token)
                .with(Fact.NOT_BEFORE, due)
                .with(Fact.AHEAD, 20);
    }

    /** The occurrence that the last claim is for. */
    Tale of(long due) {
        return due(due).with(Fact.NOT_BEFORE, due);
    }

    Tale entered(String job, long token) {
        return event("start", null, job).token(token);
    }

    Tale completed(String job, long token, String after) {
        store(Op.COMPLETE, "accepted", job)
                .call("c" + ++calls)
                .member()
                .token(token)
                .outcome("SUCCEEDED");
        if (!after.startsWith("retry")) {
            with(Fact.LAST, "true");
        }
        return with(Fact.AFTER, after);
    }

    Tale rejected(String job, long token) {
        return store(Op.COMPLETE, "rejected", job)
                .call("c" + ++calls)
                .member()
                .token(token)
                .outcome("SUCCEEDED");
    }

    Tale released(String job, long token) {
        return store(Op.RELEASE, "released", job).member().token(token);
    }

    Tale declaredDead(String name) {
        return store(Op.RECOVER, "dead", null).with(Fact.DEAD, name + "#1");
    }

    Tale lost(String name, String job, long token) {
        return store(Op.RECOVER, "lost", job)
                .with(Fact.DEAD, name + "#1")
                .token(token)
                .run(token)
                .attempt(1)
                .outcome("LOST");
    }

    Tale joined() {
        return store(Op.JOIN, "joined", null).member();
    }

    Tale beat() {
        return store(Op.BEAT, "renewed", null).member();
    }

    private Tale store(Op op, String answer, String job) {
        return event("ok", op.text(), job).with(Fact.ANSWER, answer);
    }

    private Tale event(String type, String op, String job) {
        last = new Draft();
        last.node = node;
        last.monoNs = now * 1_000_000;
        last.micros = now * 1_000;
        last.type = type;
        last.op = op;
        last.job = job;
        last.facts.put(Fact.SENT, Long.toString(now * 1_000_000 - 1));
        drafts.add(last);
        now++;
        return this;
    }

    // ---- what else is known of the last event

    /** The answer to it never came. */
    Tale unknown() {
        last.type = "info";
        last.micros = 0;
        last.facts.remove(Fact.ANSWER);
        return this;
    }

    /** Its process was killed before the answer came. */
    Tale announced() {
        unknown();
        last.type = "invoke";
        return this;
    }

    Tale refused(String why) {
        unknown();
        last.type = "fail";
        return with(Fact.ANSWER, why);
    }

    Tale call(String id) {
        last.call = id;
        return this;
    }

    Tale time(long ms) {
        last.micros = ms * 1_000;
        return this;
    }

    Tale run(long token) {
        last.run = token;
        return this;
    }

    Tale due(long ms) {
        last.due = ms;
        return this;
    }

    Tale revision(long number) {
        last.revision = number;
        return this;
    }

    Tale token(long token) {
        last.token = token;
        return this;
    }

    Tale attempt(int number) {
        last.attempt = number;
        return this;
    }

    Tale outcome(String outcome) {
        last.outcome = outcome;
        return this;
    }

    Tale with(String fact, Object value) {
        last.facts.put(fact, value.toString());
        return this;
    }

    Tale without(String fact) {
        last.facts.remove(fact);
        return this;
    }

    /** The runs, missed, skipped and coalesced occurrences. */
    Tale counts(int runs, int missed, int skipped, int coalesced) {
        return with(Fact.COUNTS, runs + "," + missed + "," + skipped + "," + coalesced);
    }

    private Tale member() {
        return with(Fact.MEMBER, node + "#1");
    }

    // ---- how it ends

    Tale inTheEnd(String job, JobState state, long revision, long due, int attempt, Counts counts) {
        jobs.put(
                job,
                new JobRecord(
                        new StoredJob(JobId.of(job), revision, "work", null, true, ""),
                        state,
                        due == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due)),
                        due == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due)),
                        attempt,
                        List.of(),
                        counts,
                        Optional.empty()));
        return this;
    }

    /** A job that has a keyword. */
    Tale inTheEnd(String job, String keyword, JobState state) {
        StoredJob stored = new StoredJob(JobId.of(job), 1, "work", keyword, true, "");
        jobs.put(
                job,
                new JobRecord(
                        stored,
                        state,
                        state == JobState.SCHEDULED ? Optional.of(Instant.EPOCH) : Optional.empty(),
                        Optional.empty(),
                        0,
                        List.of(),
                        Counts.NONE,
                        Optional.empty()));
        return this;
    }

    Tale gone(String job) {
        jobs.remove(job);
        return this;
    }

    Tale fact(String name, String value) {
        facts.put(name, value);
        return this;
    }

    Tale problem(String text) {
        problems.add(text);
        return this;
    }

    Tale options(CheckOptions chosen) {
        options = chosen;
        return this;
    }

    CheckOptions options() {
        return options;
    }

    // ---- what the checker says

    List<HistoryEvent> history() {
        List<HistoryEvent> events = new ArrayList<>();
        drafts.forEach(draft -> events.add(draft.event(events.size() + 1)));
        return events;
    }

    /** What was claimed last of each job is held still, unless the tale says otherwise. */
    Tale withoutWhatRuns() {
        forgetsWhatRuns = true;
        return this;
    }

    private void addWhatRuns() {
        for (Draft draft : drafts) {
            if (draft.type.equals("ok") && "claimed".equals(draft.facts.get(Fact.ANSWER))) {
                facts.put(
                        "running/" + draft.facts.get(Fact.MEMBER) + "/" + draft.job + "\0" + draft.token,
                        draft.token + "|");
            }
        }
    }

    Verdict verdict() {
        if (!forgetsWhatRuns) {
            addWhatRuns();
        }
        return HistoryChecker.examine(
                history(), new FinalState(Instant.ofEpochMilli(now), jobs, facts, problems), options);
    }

    List<Violation> violations() {
        return verdict().violations();
    }

    /** The invariants that it breaks. */
    Set<Invariant> broken() {
        Set<Invariant> broken = new TreeSet<>();
        violations().forEach(violation -> broken.add(violation.invariant()));
        return broken;
    }
}
