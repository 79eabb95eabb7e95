package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.ModifyAnswer;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Recovery;
import io.distributedscheduler.store.ReleaseAnswer;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A store, and words to talk about it. After every test the store is audited.
 *
 * <p>Jobs are named after what they are, stand in the queue {@link #WORK} and have the keyword {@link #ORDER} unless a
 * test says otherwise; nodes claim what is due now.
 */
abstract class StoreContract {

    protected static final String WORK = "work";
    protected static final String MAIL = "mail";
    protected static final String ORDER = "order-placed";
    protected static final NodeId A = new NodeId("node-a", "1");
    protected static final NodeId B = new NodeId("node-b", "1");
    protected static final Duration LEASE = Duration.ofSeconds(10);
    protected static final Duration SECOND = Duration.ofSeconds(1);
    protected static final Duration MINUTE = Duration.ofMinutes(1);
    protected static final Duration MICRO = Duration.ofNanos(1_000);
    protected static final Retention KEPT = new Retention(20, Duration.ofHours(1));
    protected static final Counts ONE_RUN = new Counts(1, 0, 0, 0);
    protected static final Due WAITING = new Due.Waiting();
    protected static final Due UNCHANGED = new Due.Unchanged();
    protected static final Due AT_ONCE = new Due.In(Duration.ZERO);

    private final Map<NodeId, Long> claimNumbers = new HashMap<>();
    private StoreFixture fixture;
    private long calls;

    protected JobStore store;

    /** An empty store. */
    protected abstract StoreFixture open();

    @BeforeEach
    void openStore() {
        fixture = open();
        store = fixture.store();
    }

    @AfterEach
    void auditAndCloseStore() {
        try {
            assertThat(store.audit(0).problems()).isEmpty();
        } finally {
            fixture.close();
        }
    }

    // ---- time and signals

    protected Instant now() {
        return fixture.now();
    }

    protected Instant in(Duration delay) {
        return now().plus(delay);
    }

    protected void advance(Duration time) {
        fixture.advance(time);
    }

    protected long microsNow() {
        return Duration.between(Instant.EPOCH, now()).toNanos() / 1_000;
    }

    protected List<Signal> signals() {
        return fixture.signals();
    }

    protected void forgetSignals() {
        fixture.signals();
    }

    // ---- definitions

    protected static StoredJob oneTime(String id) {
        return new StoredJob(new JobId(id), 1, WORK, null, false, "body of " + id);
    }

    protected static StoredJob repeating(String id) {
        return new StoredJob(new JobId(id), 1, WORK, null, true, "body of " + id);
    }

    protected static StoredJob onKeyword(String id) {
        return onKeyword(id, ORDER);
    }

    protected static StoredJob onKeyword(String id, String keyword) {
        return new StoredJob(new JobId(id), 1, WORK, keyword, true, "body of " + id);
    }

    protected static StoredJob inQueue(String queue, StoredJob job) {
        return new StoredJob(job.id(), job.revision(), queue, job.keyword(), job.repeats(), job.limit(), job.body());
    }

    protected static StoredJob withBody(String body, StoredJob job) {
        return new StoredJob(job.id(), job.revision(), job.queue(), job.keyword(), job.repeats(), job.limit(), body);
    }

    protected static StoredJob withRevision(long revision, StoredJob job) {
        return job.revision(revision);
    }

    /** Limited by a key: stands in a line of its queue. */
    protected static StoredJob limitedBy(String key, Limit limit, StoredJob job) {
        String line = new WaitingLine(WaitingLine.queueOf(job.queue()), key).name();
        return new StoredJob(job.id(), job.revision(), line, job.keyword(), job.repeats(), limit, job.body());
    }

    protected static JobId id(String id) {
        return new JobId(id);
    }

    // ---- calls

    protected Call call() {
        calls++;
        return new Call("call-" + calls, now(), in(SECOND));
    }

    protected ScheduleAnswer schedule(StoredJob job, Due due) {
        return store.schedule(call(), List.of(new NewJob(job, due))).get(0);
    }

    protected ScheduleAnswer schedule(StoredJob job, Instant due) {
        return schedule(job, new Due.At(due));
    }

    /** A change to the definition as it is, given what is new about it. */
    protected Modification change(StoredJob job, Due pending, Due next) {
        long revision =
                store.find(job.id()).map(found -> found.job().revision()).orElse(1L);
        return new Modification(withRevision(revision, job), pending, Optional.of(next), Optional.empty(), false);
    }

    protected ModifyAnswer modify(Modification change) {
        return store.modify(call(), change);
    }

    protected ModifyAnswer modify(StoredJob job, Due pending, Due next) {
        return modify(change(job, pending, next));
    }

    protected static Modification reviving(Modification change) {
        return new Modification(change.job(), change.pending(), change.next(), change.accounting(), true);
    }

    /** The change by somebody who saw no claim. */
    protected static Modification ofNoClaim(Modification change) {
        return new Modification(change.job(), change.pending(), Optional.empty(), change.accounting(), change.revive());
    }

    /** The change by somebody who saw the job stand there, begun or not as it is now. */
    protected Modification accounting(Instant seen, Counts counts, Modification change) {
        return accounting(accounting(change.job().id(), seen, counts), change);
    }

    protected static Modification accounting(Accounting accounting, Modification change) {
        return new Modification(
                change.job(), change.pending(), change.next(), Optional.of(accounting), change.revive());
    }

    protected StopAnswer stop(String job) {
        return store.stop(call(), stopping(job));
    }

    protected static StopRequest stopping(String job) {
        return new StopRequest(id(job), "maintenance", "ada", Optional.empty());
    }

    protected StopRequest accounting(Instant seen, Counts counts, StopRequest request) {
        return accounting(accounting(request.job(), seen, counts), request);
    }

    protected static StopRequest accounting(Accounting accounting, StopRequest request) {
        return new StopRequest(request.job(), request.reason(), request.by(), Optional.of(accounting));
    }

    private Accounting accounting(JobId job, Instant seen, Counts counts) {
        return new Accounting(seen, store.find(job).filter(JobRecord::hasBegun).isPresent(), counts);
    }

    protected StartAnswer start(String job, Due due) {
        return store.start(call(), id(job), find(job).job().revision(), due);
    }

    protected StopAnswer remove(String job) {
        return remove(job, KEPT);
    }

    protected StopAnswer remove(String job, Retention retention) {
        return store.remove(call(), stopping(job), retention);
    }

    protected FireAnswer fire(String keyword, String eventId, String data) {
        return store.fire(call(), new FireRequest(0, keyword, eventId, data));
    }

    /** Fires {@link #ORDER} with the event's id as data. */
    protected FireAnswer fire(String eventId) {
        return fire(ORDER, eventId, "\"" + eventId + "\"");
    }

    protected boolean promote() {
        return store.promote(0, ORDER, 100).more();
    }

    // ---- nodes

    protected Instant join(NodeId node) {
        return store.join(new JoinRequest(0, node, LEASE, "{}"));
    }

    protected Beat beat(NodeId node) {
        return beat(node, WORK);
    }

    protected Beat beat(NodeId node, String... queues) {
        return store.beat(new BeatRequest(0, node, LEASE, List.of(queues)));
    }

    /** The end of the node's lease, which this renews. */
    protected Instant leaseEnd(NodeId node) {
        return Objects.requireNonNull(beat(node).nodes().get(node));
    }

    /** Declares the node dead as somebody would who has looked at its lease, and frees all its claims. */
    protected Recovery lose(NodeId node) {
        Instant leaseEnd = store.nodes(0).stream()
                .filter(found -> found.node().equals(node))
                .findFirst()
                .orElseThrow()
                .leaseEnd();
        return store.recover(0, node, leaseEnd, 1_000);
    }

    // ---- runs

    protected ClaimRequest claiming(NodeId node, int limit, String... queues) {
        long number = claimNumbers.merge(node, 1L, Long::sum);
        return new ClaimRequest(0, node, number, limit, List.of(queues), Duration.ZERO, 0);
    }

    protected Claims claim(ClaimRequest request) {
        return store.claim(request);
    }

    /** What the node is given of the queue {@link #WORK}. */
    protected List<Claim> claimAll(NodeId node) {
        return claim(claiming(node, 100, WORK)).claims();
    }

    /** The one claim that the node is given. */
    protected Claim claimOne(NodeId node) {
        List<Claim> claims = claimAll(node);
        assertThat(claims).hasSize(1);
        return claims.get(0);
    }

    /** A job of the kind, due now and claimed by the node, which joins for it. */
    protected Claim running(StoredJob job, NodeId node) {
        join(node);
        schedule(job, AT_ONCE);
        return claimOne(node);
    }

    protected Completion ending(Claim claim, Outcome outcome, After after) {
        return ending(claim, outcome, after, KEPT);
    }

    protected Completion ending(Claim claim, Outcome outcome, After after, Retention retention) {
        Counts counts = claim.job().repeats() ? ONE_RUN : Counts.NONE;
        return new Completion(
                new ClaimRef(claim.handle(), claim.token()), now(), outcome, "r42", after, counts, retention);
    }

    protected CompleteAnswer complete(NodeId node, Completion completion) {
        return store.complete(call(), 0, node, List.of(completion)).get(0);
    }

    protected CompleteAnswer complete(NodeId node, Claim claim, Outcome outcome, After after) {
        return complete(node, ending(claim, outcome, after));
    }

    /** The claim succeeds and its job is finished. */
    protected CompleteAnswer finish(NodeId node, Claim claim) {
        return complete(node, claim, Outcome.SUCCEEDED, new After.Finished());
    }

    /** The claim fails and is tried again after the delay. */
    protected CompleteAnswer failAndRetry(NodeId node, Claim claim, Duration delay) {
        return complete(node, claim, Outcome.FAILED, new After.Retry(delay));
    }

    protected CompleteAnswer succeedAndGoOn(NodeId node, Claim claim, Due next) {
        return complete(node, claim, Outcome.SUCCEEDED, new After.Next(next));
    }

    /** Answers how many were held. */
    protected int release(NodeId node, Claim... claims) {
        return handBack(node, claims).held();
    }

    protected ReleaseAnswer handBack(NodeId node, Claim... claims) {
        return store.release(
                0, node, List.of(claims).stream().map(StoreContract::ref).toList());
    }

    protected static ClaimRef ref(Claim claim) {
        return new ClaimRef(claim.handle(), claim.token());
    }

    // ---- looking

    protected JobRecord find(String job) {
        return store.find(id(job)).orElseThrow(() -> new AssertionError("There is no job " + job));
    }

    protected JobState state(String job) {
        return find(job).state();
    }

    protected Counts counts(String job) {
        return find(job).counts();
    }

    protected List<RunRecord> runs(String job) {
        return store.runs(id(job), 100);
    }

    /** All that the store holds. */
    protected SortedMap<String, String> facts() {
        return store.audit(0).state();
    }

    protected static Instant toMillis(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli());
    }
}
