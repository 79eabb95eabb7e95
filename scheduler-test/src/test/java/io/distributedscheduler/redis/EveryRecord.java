package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.ListRequest;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.QueueRecord;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.TrimLimits;
import io.distributedscheduler.store.WaitingLine;
import io.distributedscheduler.test.contract.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Always the same calls, by nodes, ids and times that do not change: {@link #write()} brings an empty store into a state
 * with a record of every kind and shape, {@link #workOff} takes such a store on until nothing is left to do.
 *
 * <p>Each job is named after where it stands in between.
 */
final class EveryRecord {

    static final NodeId A = new NodeId("node-a", "1");
    static final NodeId B = new NodeId("node-b", "k3x9m2");

    /** Dies with two claims, of which one is recovered. */
    static final NodeId C = new NodeId("node-c", "1");

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Due AT_ONCE = new Due.In(Duration.ZERO);
    private static final Due WAITING = new Due.Waiting();
    private static final Due UNCHANGED = new Due.Unchanged();
    private static final After FINISHED = new After.Finished();
    private static final Retention KEPT = new Retention(20, HOUR);

    private final StoreFixture fixture;
    private final JobStore store;
    private final Map<NodeId, Long> claims = new HashMap<>();
    private int calls;

    EveryRecord(StoreFixture fixture) {
        this.fixture = fixture;
        this.store = fixture.store();
    }

    /** The calls after those of another, which wrote the same to its store as stands in this one. */
    static EveryRecord after(EveryRecord other, StoreFixture fixture) {
        EveryRecord next = new EveryRecord(fixture);
        fixture.advance(Duration.between(fixture.now(), other.fixture.now()));
        next.claims.putAll(other.claims);
        next.calls = other.calls;
        return next;
    }

    /** From an empty store. */
    void write() {
        fixture.advance(Duration.ofNanos(1_234_567_000));
        store.join(new JoinRequest(0, A, LEASE, "{\"v\":1,\"host\":\"a\"}"));
        store.join(new JoinRequest(0, B, LEASE, ""));
        store.join(new JoinRequest(0, C, LEASE, "{}"));
        writePending();
        writeRunning();
        writeHeld();
        writeKept();
        writeFired();
        writeLost();
        writeMissed();
        writeBranched();
        store.declare(new JobId("declared"), null, "shop|9f86d081\n|0");
        store.declare(new JobId("declared no more"), null, "shop|0");
        store.declare(new JobId("declared no more"), "shop|0", null);
        await("pending", A);
        await("running", A);
        await("running", B);
        writeLimited();
    }

    private void writePending() {
        schedule(job("pending", "pending"), new Due.In(MINUTE));
        schedule(job("{acme}größe 😀", "pending"), new Due.In(MINUTE.plusMillis(1)));
        schedule(repeating("pending own trigger", "pending~moon"), new Due.In(HOUR));
        schedule(job("pending since 1969", "ancient"), new Due.At(Instant.ofEpochMilli(-1)));
        schedule(job("pending in 9999", "pending"), new Due.At(Instant.parse("9999-12-31T23:59:59.999Z")));
        schedule(repeating("modified", "modified"), new Due.In(MINUTE));
        modify("modified", new Due.In(HOUR), AT_ONCE, Optional.of(find("modified")));

        retry(running(job("retrying", "retrying"), A), MINUTE);
        retry(running(repeating("retrying again", "retrying"), A), Duration.ZERO);
        retry(claim(A, "retrying"), MINUTE);
        // The run is closed, and its occurrence stands where the retry stood.
        retry(running(repeating("replaced", "retrying"), A), MINUTE);
        modify("replaced", UNCHANGED, AT_ONCE, Optional.empty());
    }

    private void writeRunning() {
        running(job("running", "running"), A);
        running(repeating("running repeating", "running"), B);
        retry(running(job("running again", "running-again"), A), Duration.ofMillis(1));
        fixture.advance(SECOND);
        claim(A, "running-again");
        running(repeating("changed", "changed"), A);
        modify("changed", AT_ONCE, new Due.In(MINUTE), Optional.empty());
        running(keyword("changed to wait", "changed", "changed"), A);
        modify("changed to wait", WAITING, WAITING, Optional.empty());
        running(job("ending", "ending"), A);
        store.remove(call(), stopping("ending"), KEPT);
        running(job("stopping", "stopping"), B);
        store.stop(call(), stopping("stopping"));
    }

    private void writeBranched() {
        branch(A, running(repeating("branched", "branched"), A), AT_ONCE);
        Claim retried = claim(A, "branched");
        branch(A, retried, new Due.In(HOUR));
        retry(retried, MINUTE);
        branch(B, running(repeating("branched finished", "branched-finished"), B), AT_ONCE);
        complete(B, claim(B, "branched-finished"), Outcome.SUCCEEDED, "r", FINISHED, KEPT);
        branch(A, running(repeating("branched ending", "branched-ending"), A), AT_ONCE);
        claim(B, "branched-ending");
        store.remove(call(), stopping("branched ending"), KEPT);
        schedule(keyword("branched fired", "branched-fired", "branched"), WAITING);
        fire("branched", "event", "{\"of\":\"branch\"}");
        store.promote(0, "branched", 100);
        branch(B, claim(B, "branched-fired"), WAITING);
    }

    private void writeLimited() {
        Limit one = Limit.atOnce(1);
        Limit rate = Limit.atOnce(3).andRate(1, MINUTE);
        schedule(limitedBy("größe #1|2", one, job("limited running", "limited")), AT_ONCE);
        claim(A, "limited");
        fixture.advance(SECOND);
        schedule(limitedBy("größe #1|2", one, job("limited waiting", "limited")), AT_ONCE);
        schedule(limitedBy("größe #1|2", one, repeating("limited elsewhere", "limited-too")), AT_ONCE);
        schedule(limitedBy("acme", rate, repeating("limited by rate", "limited-rate")), AT_ONCE);
        retry(claim(A, "limited-rate"), Duration.ZERO);
        schedule(limitedBy("acme", rate, job("limited by rate, too", "limited-too")), AT_ONCE);
        schedule(limitedBy("in turn", Limit.NONE, job("in turn", "limited-too")), new Due.In(HOUR));
        for (String job : List.of("of an executor", "of an executor, too")) {
            schedule(job(job, "limited-executor"), AT_ONCE);
            store.claim(new ClaimRequest(
                    0,
                    A,
                    nextClaim(A),
                    10,
                    List.of("limited-executor"),
                    Duration.ZERO,
                    Map.of("limited-executor", Limit.atOnce(1).andRate(1, HOUR)),
                    Map.of(),
                    0));
        }
    }

    private static StoredJob limitedBy(String key, Limit limit, StoredJob job) {
        String line = new WaitingLine(job.queue(), key).name();
        return new StoredJob(job.id(), job.revision(), line, job.keyword(), job.repeats(), limit, job.body());
    }

    private void branch(NodeId node, Claim claim, Due next) {
        store.branch(
                call(),
                new BranchRequest(
                        0,
                        node,
                        new ClaimRef(claim.handle(), claim.token()),
                        5,
                        new After.Next(next),
                        new Counts(1, 0, 0, 0)));
    }

    private void writeHeld() {
        schedule(repeating("stopped", "held"), new Due.In(MINUTE));
        store.stop(
                call(),
                new StopRequest(
                        new JobId("stopped"),
                        "line one | two",
                        "ada@example.org",
                        Optional.of(Accounting.of(find("stopped"), new Counts(0, 7, 1, 22)))));
        schedule(keyword("stopped waiting", "held", "held"), WAITING);
        store.stop(call(), new StopRequest(new JobId("stopped waiting"), "", "", Optional.empty()));
        complete(A, running(job("failed", "held"), A), Outcome.FAILED, "e|x\n", new After.Failed("gave up"), KEPT);
    }

    private void writeKept() {
        complete(A, running(job("finished", "kept"), A), Outcome.SUCCEEDED, "r{\"n\":1}", FINISHED, KEPT);
        complete(B, running(job("finished without detail", "kept"), B), Outcome.TIMED_OUT, "", FINISHED, KEPT);
        Claim claim = running(repeating("runs", "kept"), A);
        for (Outcome outcome : List.of(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.STOPPED, Outcome.TIMED_OUT)) {
            fixture.advance(SECOND);
            complete(A, claim, outcome, "d" + outcome, new After.Next(AT_ONCE), KEPT);
            claim = claim(A, "kept");
        }
        retry(claim, Duration.ZERO);
        complete(A, claim(A, "kept"), Outcome.SUCCEEDED, "r2", new After.Next(new Due.In(MINUTE)), KEPT);
        retry(running(job("stopped retry", "kept"), A), MINUTE);
        store.stop(call(), stopping("stopped retry"));
        Claim awaited = running(repeating("gone", "kept"), A);
        await("gone", B);
        complete(A, awaited, Outcome.SUCCEEDED, "r3", FINISHED, KEPT);
        complete(
                A,
                running(job("kept until later", "kept"), A),
                Outcome.SUCCEEDED,
                "r4",
                FINISHED,
                new Retention(1, Duration.ofDays(7)));
    }

    private void writeMissed() {
        complete(A, running(job("missed", "missed"), A), Outcome.MISSED, "e{}", FINISHED, KEPT);
    }

    private void writeFired() {
        schedule(keyword("waiting", "fired", "order-placed"), WAITING);
        schedule(keyword("fired", "fired", "order-placed"), WAITING);
        schedule(keyword("fired running", "fired-running", "order-placed"), WAITING);
        schedule(keyword("fired retrying", "fired-retrying", "order-placed"), WAITING);
        schedule(keyword("fired pending", "fired-pending", "order-placed"), new Due.In(MINUTE));
        schedule(keyword("quiet", "fired", "quiet"), WAITING);
        fixture.advance(SECOND);
        fire("order-placed", "event 1", "{\"id\":1}");
        store.promote(0, "order-placed", 3);
        claim(B, "fired-running");
        retry(claim(B, "fired-retrying"), MINUTE);
        fixture.advance(SECOND);
        fire("order-placed", "event 2", "");
        fire("order-placed", "event 2", "");
        fire("nobody", "event", "{}");
    }

    private void writeLost() {
        schedule(job("lost", "lost"), AT_ONCE);
        claim(C, "lost");
        schedule(job("lost not yet", "lost"), AT_ONCE);
        claim(C, "lost");
        schedule(job("lost too often", "lost-too-often"), AT_ONCE);
        for (int i = 1; i <= JobStore.MAX_LOSSES; i++) {
            NodeId node = new NodeId("node-d", "" + i);
            store.join(new JoinRequest(0, node, LEASE, ""));
            claim(node, "lost-too-often");
            store.recover(0, node, leaseEnd(node), 100);
        }
        store.recover(0, C, leaseEnd(C), 1);
    }

    /** What remains to be done with what {@link #write()} wrote; every answer on the way. */
    List<String> workOff() {
        List<String> answers = new ArrayList<>();
        look(answers);
        answers.add("repeated fire: " + fire("order-placed", "event 2", ""));
        answers.add("promoted: " + store.promote(0, "order-placed", 100).more());
        answers.add("recovered: " + store.recover(0, C, Instant.EPOCH, 100));
        answers.add("expected another: " + store.declare(new JobId("declared"), "other", null));
        answers.add("declared: " + store.declare(new JobId("declared"), "shop|9f86d081\n|0", null));
        answers.add("awaited: " + store.await(new AwaitRequest(new JobId("gone"), A, MINUTE, Optional.empty())));
        for (String job : List.of("stopped", "stopped waiting", "failed", "stopping", "running")) {
            answers.add("started " + job + ": " + store.start(call(), new JobId(job), 1, AT_ONCE));
        }
        for (String job : List.of("pending", "fired pending", "replaced", "{acme}größe 😀", "ending")) {
            answers.add("removed " + job + ": " + store.remove(call(), stopping(job), KEPT));
        }
        for (String job : List.of("pending own trigger", "waiting", "retrying again", "running repeating")) {
            answers.add("modified " + job + ": " + modify(job, AT_ONCE, AT_ONCE, Optional.empty()));
        }
        look(answers);
        answers.add("released: " + store.release(0, B, refs(beat(B)).subList(0, 2)));
        for (int round = 1; round <= 5; round++) {
            for (NodeId node : List.of(A, B)) {
                answers.add("completed: " + completeAll(node));
                answers.add("promoted: " + store.promote(0, "order-placed", 100).more());
            }
            fixture.advance(HOUR.plus(Duration.ofNanos(7_000)));
            answers.add("claimed: "
                    + store.claim(new ClaimRequest(0, A, nextClaim(A), 100, queues(), Duration.ofMillis(5), 0)));
            look(answers);
        }
        for (JobRecord job : list()) {
            answers.add(
                    "removed: " + store.remove(call(), stopping(job.job().id().value()), KEPT));
        }
        answers.add("completed: " + completeAll(A) + completeAll(B));
        fixture.advance(Duration.ofDays(30));
        answers.add("trimmed: " + store.trim(0, new TrimLimits(100, HOUR), 100));
        answers.add("left: " + store.leave(0, A) + store.leave(0, B) + store.leave(0, C));
        look(answers);
        return answers;
    }

    /** All that can be seen. */
    void look(List<String> answers) {
        answers.add("nodes: " + store.nodes(0));
        answers.add("beat of a: " + beat(A));
        answers.add("beat of b: " + beat(B));
        answers.add("beat of c: " + beat(C));
        List<JobRecord> jobs = list();
        answers.add("jobs: " + jobs);
        jobs.forEach(job -> answers.add("job: " + store.find(job.job().id())));
        for (String job :
                List.of("finished", "gone", "kept until later", "runs", "lost", "stopped retry", "replaced")) {
            answers.add("runs: " + store.runs(new JobId(job), 100));
        }
        answers.add("queues: " + store.queues(0));
        answers.add("declarations: " + store.declarations(0));
        answers.add("facts: " + String.join("\n", facts()));
    }

    List<String> facts() {
        List<String> facts = new ArrayList<>();
        store.audit(0).state().forEach((name, fact) -> facts.add(name + " = " + fact));
        return facts;
    }

    /** Ends all that the node runs, each in one of the ways that there are. */
    private String completeAll(NodeId node) {
        List<After> after = List.of(
                new After.Next(new Due.In(MINUTE)), FINISHED, new After.Retry(MINUTE), new After.Failed("gave up"));
        List<Completion> completions = new ArrayList<>();
        for (ClaimRef claim : refs(beat(node))) {
            completions.add(new Completion(
                    claim,
                    fixture.now(),
                    completions.size() % 2 == 0 ? Outcome.SUCCEEDED : Outcome.FAILED,
                    "d",
                    after.get(completions.size() % after.size()),
                    new Counts(1, 0, 0, 2),
                    KEPT));
        }
        return store.complete(call(), 0, node, completions).toString();
    }

    private static List<ClaimRef> refs(Beat beat) {
        return beat.running().stream().map(Beat.Entry::claim).toList();
    }

    // ---- words

    private static StoredJob job(String id, String queue, @Nullable String keyword, boolean repeats) {
        return new StoredJob(new JobId(id), 1, queue, keyword, repeats, "{\"v\":1}\n{\"of\":\"" + id + "\"}");
    }

    private static StoredJob job(String id, String queue) {
        return job(id, queue, null, false);
    }

    private static StoredJob repeating(String id, String queue) {
        return job(id, queue, null, true);
    }

    private static StoredJob keyword(String id, String queue, String keyword) {
        return job(id, queue, keyword, true);
    }

    private Call call() {
        calls++;
        return new Call("call-" + calls, fixture.now(), fixture.now().plus(SECOND));
    }

    private void schedule(StoredJob job, Due due) {
        store.schedule(call(), List.of(new NewJob(job, due)));
    }

    private Claim running(StoredJob job, NodeId node) {
        schedule(job, AT_ONCE);
        return claim(node, job.queue());
    }

    private Claim claim(NodeId node, String queue) {
        return store.claim(new ClaimRequest(0, node, nextClaim(node), 1, List.of(queue), Duration.ZERO, 0))
                .claims()
                .get(0);
    }

    private long nextClaim(NodeId node) {
        return claims.merge(node, 1L, Long::sum);
    }

    private void complete(NodeId node, Claim claim, Outcome outcome, String detail, After after, Retention retention) {
        Counts counts = claim.job().repeats() ? new Counts(1, 0, 0, 0) : Counts.NONE;
        ClaimRef ref = new ClaimRef(claim.handle(), claim.token());
        store.complete(
                call(),
                0,
                node,
                List.of(new Completion(ref, fixture.now(), outcome, detail, after, counts, retention)));
    }

    private void retry(Claim claim, Duration delay) {
        NodeId node = find(claim.handle().job().value()).nodes().get(0);
        complete(node, claim, Outcome.FAILED, "eIOException", new After.Retry(delay), KEPT);
    }

    private Object modify(String job, Due pending, Due next, Optional<JobRecord> seen) {
        StoredJob old = find(job).job();
        return store.modify(
                call(),
                new Modification(
                        new StoredJob(
                                old.id(),
                                old.revision(),
                                old.queue(),
                                old.keyword(),
                                old.repeats(),
                                old.limit(),
                                "changed"),
                        pending,
                        Optional.of(next),
                        seen.map(found -> Accounting.of(found, new Counts(0, 3, 0, 0))),
                        false));
    }

    private static StopRequest stopping(String job) {
        return new StopRequest(new JobId(job), "maintenance", "ada", Optional.empty());
    }

    private Object fire(String keyword, String event, String data) {
        return store.fire(call(), new FireRequest(0, keyword, event, data));
    }

    private void await(String job, NodeId node) {
        store.await(new AwaitRequest(new JobId(job), node, MINUTE, Optional.empty()));
    }

    private JobRecord find(String job) {
        return store.find(new JobId(job)).orElseThrow();
    }

    private List<JobRecord> list() {
        return store
                .list(new ListRequest(0, Optional.empty(), Optional.empty(), "", JobStore.MAX_LISTED_JOBS))
                .jobs()
                .stream()
                .sorted(Comparator.comparing(found -> found.job().id()))
                .toList();
    }

    private Beat beat(NodeId node) {
        Beat beat = store.beat(new BeatRequest(0, node, LEASE, queues()));
        Map<NodeId, Instant> byText = new TreeMap<>(Comparator.comparing(NodeId::toString));
        byText.putAll(beat.nodes());
        return new Beat(beat.present(), beat.time(), beat.running(), byText, beat.head(), beat.fired());
    }

    private List<String> queues() {
        return store.queues(0).stream().map(QueueRecord::queue).toList();
    }

    private Instant leaseEnd(NodeId node) {
        return store.nodes(0).stream()
                .filter(found -> found.node().equals(node))
                .map(NodeRecord::leaseEnd)
                .findFirst()
                .orElseThrow();
    }
}
