package io.distributedscheduler.test.history;

import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.event.History;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Audit;
import io.distributedscheduler.store.AwaitAnswer;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.BranchAnswer;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.LateCallException;
import io.distributedscheduler.store.ListRequest;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.ModifyAnswer;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.Promotion;
import io.distributedscheduler.store.QueueRecord;
import io.distributedscheduler.store.Recovery;
import io.distributedscheduler.store.ReleaseAnswer;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoreMismatchException;
import io.distributedscheduler.store.StoreRefusesException;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.TrimLimits;
import io.distributedscheduler.store.WaitingLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A store that writes down what it is asked to change and what it answers: one event for each job, claim or end of a
 * call. The type of the event is {@code ok} when the store answered, {@code fail} when it is certain that nothing was
 * changed, and {@code info} when it is not known; its op is {@code store.} and the method.
 *
 * <p>Together with the {@code start} and {@code end} of user code that the node itself writes, this is the history that
 * {@link HistoryChecker} reads. What only looks is not written. It belongs where a node sees the store, outside of all that may fail.
 */
public final class RecordedStore implements JobStore {

    private final JobStore store;
    private final String node;
    private final History history;
    private final NodeRuntime time;
    private final boolean announced;
    private final AtomicLong seq;

    /**
     * Records the calls of one process.
     *
     * @param node the name that its events get
     * @param history receives them
     * @param time for the wall clock and the monotonic clock of the events
     */
    public RecordedStore(JobStore store, String node, History history, NodeRuntime time) {
        this(store, node, history, time, false, new AtomicLong());
    }

    private RecordedStore(
            JobStore store, String node, History history, NodeRuntime time, boolean announced, AtomicLong seq) {
        this.store = store;
        this.node = node;
        this.history = history;
        this.time = time;
        this.announced = announced;
        this.seq = seq;
    }

    /**
     * Writes an event of type {@code invoke} before each call, too: without it, nothing is known of a call during which
     * the process was killed.
     */
    public RecordedStore announced() {
        return new RecordedStore(store, node, history, time, true, seq);
    }

    // ---- definitions

    @Override
    public List<ScheduleAnswer> schedule(Call call, List<NewJob> jobs) {
        return make(
                () -> jobs.stream().map(job -> scheduled(call, job)).toList(),
                () -> store.schedule(call, jobs),
                answers -> {
                    List<Line> lines = new ArrayList<>(jobs.size());
                    for (int i = 0; i < answers.size(); i++) {
                        lines.add(answered(scheduled(call, jobs.get(i)), jobs.get(i), answers.get(i)));
                    }
                    return lines;
                });
    }

    private Line scheduled(Call call, NewJob job) {
        return new Line(Op.SCHEDULE)
                .call(call)
                .partition(store.partitionOf(job.job().id()))
                .definition(job.job())
                .fact(Fact.PLACE, Line.place(job.due()));
    }

    private static Line answered(Line line, NewJob job, ScheduleAnswer answer) {
        if (answer instanceof ScheduleAnswer.Created created) {
            return line.fact(Fact.ANSWER, "created")
                    .time(created.time())
                    .revision(1)
                    .due(Line.instant(job.due(), created.time()));
        }
        return line.fact(Fact.ANSWER, answer instanceof ScheduleAnswer.Exists ? "exists" : "ending");
    }

    @Override
    public ModifyAnswer modify(Call call, Modification change) {
        return make(() -> List.of(modified(call, change)), () -> store.modify(call, change), answer -> {
            Line line = modified(call, change);
            if (answer instanceof ModifyAnswer.Modified modified) {
                line.fact(Fact.ANSWER, "modified")
                        .time(modified.time())
                        .revision(modified.revision())
                        .due(Line.instant(change.pending(), modified.time()));
                closed(line, modified.closed());
            } else {
                line.fact(Fact.ANSWER, answer instanceof ModifyAnswer.Conflict ? "conflict" : "unknown");
            }
            return List.of(line);
        });
    }

    private Line modified(Call call, Modification change) {
        Line line = new Line(Op.MODIFY)
                .call(call)
                .partition(store.partitionOf(change.job().id()))
                .definition(change.job())
                // That of the new definition, also while it is not known whether it holds.
                .revision(change.job().revision() + 1)
                .fact(Fact.PLACE, Line.place(change.pending()))
                .flag(Fact.REVIVE, change.revive());
        change.next().ifPresent(next -> line.fact(Fact.NEXT, Line.place(next)));
        return accounted(line, change.accounting());
    }

    @Override
    public StopAnswer stop(Call call, StopRequest request) {
        return make(
                () -> List.of(stopped(Op.STOP, call, request)),
                () -> store.stop(call, request),
                answer -> List.of(answered(stopped(Op.STOP, call, request), answer)));
    }

    @Override
    public StopAnswer remove(Call call, StopRequest request, Retention retention) {
        return make(
                () -> List.of(stopped(Op.REMOVE, call, request)),
                () -> store.remove(call, request, retention),
                answer -> List.of(answered(stopped(Op.REMOVE, call, request), answer)));
    }

    private Line stopped(Op op, Call call, StopRequest request) {
        return accounted(
                new Line(op)
                        .call(call)
                        .partition(store.partitionOf(request.job()))
                        .job(request.job()),
                request.accounting());
    }

    private static Line answered(Line line, StopAnswer answer) {
        if (answer instanceof StopAnswer.Done done) {
            line.fact(Fact.ANSWER, "done").time(done.time());
            closed(line, done.closed());
        } else if (answer instanceof StopAnswer.Already already) {
            line.fact(Fact.ANSWER, "already").time(already.time());
        } else {
            line.fact(Fact.ANSWER, answer instanceof StopAnswer.Conflict ? "conflict" : "unknown");
        }
        return line;
    }

    @Override
    public StartAnswer start(Call call, JobId job, long revision, Due due) {
        Supplier<Line> asked = () -> new Line(Op.START)
                .call(call)
                .partition(store.partitionOf(job))
                .job(job)
                .revision(revision)
                .fact(Fact.PLACE, Line.place(due));
        return make(() -> List.of(asked.get()), () -> store.start(call, job, revision, due), answer -> {
            Line line = asked.get();
            if (answer instanceof StartAnswer.Started started) {
                line.fact(Fact.ANSWER, "started").time(started.time()).due(Line.instant(due, started.time()));
            } else {
                line.fact(
                        Fact.ANSWER,
                        answer instanceof StartAnswer.Nothing
                                ? "nothing"
                                : answer instanceof StartAnswer.Running
                                        ? "running"
                                        : answer instanceof StartAnswer.Conflict ? "conflict" : "unknown");
            }
            return List.of(line);
        });
    }

    private static Line accounted(Line line, Optional<Accounting> accounting) {
        accounting.ifPresent(
                dropped -> line.fact(Fact.SEEN, dropped.seen().toEpochMilli()).counts(dropped.counts()));
        return line;
    }

    private static void closed(Line line, List<RunRecord> closed) {
        if (!closed.isEmpty()) {
            line.fact(
                    Fact.CLOSED,
                    closed.stream().map(run -> Long.toString(run.run())).collect(Collectors.joining(",")));
        }
    }

    // ---- keywords

    @Override
    public FireAnswer fire(Call call, FireRequest request) {
        Supplier<Line> asked = () -> new Line(Op.FIRE)
                .call(call)
                .partition(request.partition())
                .fact(Fact.KEYWORD, request.keyword())
                .fact(Fact.EVENT, request.eventId());
        return make(
                () -> List.of(asked.get()),
                () -> store.fire(call, request),
                answer -> List.of(
                        answer instanceof FireAnswer.Reached reached
                                ? asked.get()
                                        .fact(Fact.ANSWER, "reached")
                                        .fact(Fact.REACHED, reached.jobs())
                                        .time(reached.time())
                                : asked.get().fact(Fact.ANSWER, "full")));
    }

    @Override
    public Promotion promote(int partition, String keyword, int limit) {
        Supplier<Line> asked = () -> new Line(Op.PROMOTE).partition(partition).fact(Fact.KEYWORD, keyword);
        return make(
                () -> List.of(asked.get()),
                () -> store.promote(partition, keyword, limit),
                promoted -> List.of(asked.get().fact(Fact.ANSWER, "promoted").flag(Fact.MORE, promoted.more())));
    }

    // ---- nodes

    @Override
    public Instant join(JoinRequest request) {
        Supplier<Line> asked =
                () -> new Line(Op.JOIN).partition(request.partition()).member(request.node());
        return make(
                () -> List.of(asked.get()),
                () -> store.join(request),
                joined -> List.of(asked.get().fact(Fact.ANSWER, "joined").time(joined)));
    }

    @Override
    public Beat beat(BeatRequest request) {
        Supplier<Line> asked =
                () -> new Line(Op.BEAT).partition(request.partition()).member(request.node());
        return make(
                () -> List.of(asked.get()),
                () -> store.beat(request),
                beat -> List.of(asked.get()
                        .fact(Fact.ANSWER, beat.present() ? "renewed" : "absent")
                        .time(beat.time())
                        .fact(
                                Fact.RUNNING,
                                beat.running().stream()
                                        .map(entry ->
                                                Long.toString(entry.claim().token()))
                                        .collect(Collectors.joining(",")))));
    }

    @Override
    public boolean leave(int partition, NodeId leaving) {
        Supplier<Line> asked = () -> new Line(Op.LEAVE).partition(partition).member(leaving);
        return make(
                () -> List.of(asked.get()),
                () -> store.leave(partition, leaving),
                left -> List.of(asked.get().fact(Fact.ANSWER, left ? "left" : "holds")));
    }

    @Override
    public Recovery recover(int partition, NodeId dead, Instant leaseEnd, int limit) {
        Supplier<Line> asked = () -> new Line(Op.RECOVER).partition(partition).fact(Fact.DEAD, dead.toString());
        return make(() -> List.of(asked.get()), () -> store.recover(partition, dead, leaseEnd, limit), recovery -> {
            List<Line> lines = new ArrayList<>();
            lines.add(asked.get()
                    .fact(Fact.ANSWER, recovery.dead() ? "dead" : "alive")
                    .time(recovery.time())
                    .flag(Fact.MORE, recovery.more()));
            for (RunRecord lost : recovery.lost()) {
                lines.add(asked.get()
                        .fact(Fact.ANSWER, "lost")
                        .time(recovery.time())
                        .job(lost.job())
                        .claim(lost.token())
                        .run(lost.run(), lost.due(), lost.attempt())
                        .revision(lost.revision())
                        .outcome(lost.outcome().name())
                        .flag(Fact.LAST, lost.last()));
            }
            return lines;
        });
    }

    // ---- runs

    @Override
    public Claims claim(ClaimRequest request) {
        Supplier<Line> asked = () -> new Line(Op.CLAIM)
                .partition(request.partition())
                .member(request.node())
                .fact(Fact.NUMBER, request.number());
        return make(() -> List.of(asked.get()), () -> store.claim(request), claims -> {
            if (claims.claims().isEmpty()) {
                return List.of(asked.get()
                        .fact(Fact.ANSWER, claims.present() ? "nothing" : "absent")
                        .time(claims.time()));
            }
            return claims.claims().stream()
                    .map(claim -> claimed(asked.get(), request, claim).time(claims.time()))
                    .toList();
        });
    }

    private static String limits(ClaimRequest request, StoredJob job) {
        Map<String, Limit> limits = new LinkedHashMap<>();
        WaitingLine.of(job.queue()).ifPresent(line -> limits.put(line.limit(), job.limit()));
        Limit executor = request.limits().get(job.executor());
        if (executor != null) {
            limits.put(job.executor(), executor);
        }
        return limits.entrySet().stream()
                .map(limit -> limit.getKey() + " " + limit.getValue().atOnce() + " "
                        + limit.getValue().starts() + " "
                        + limit.getValue().window().toMillis())
                .collect(Collectors.joining(";"));
    }

    private static Line claimed(Line line, ClaimRequest request, Claim claim) {
        line.fact(Fact.ANSWER, "claimed")
                .job(claim.handle().job())
                .claim(claim.token())
                .run(claim.run().token(), claim.due(), claim.attempt())
                .revision(claim.job().revision())
                .fact(Fact.NOT_BEFORE, claim.notBefore().toEpochMilli())
                .fact(Fact.AHEAD, request.ahead().toMillis())
                .counts(claim.counts());
        if (claim.handle().number() > 0) {
            line.fact(Fact.HANDLE, claim.handle().number());
        }
        String limits = limits(request, claim.job());
        if (!limits.isEmpty()) {
            line.fact(Fact.LIMITS, limits);
        }
        if (claim.losses() > 0) {
            line.fact(Fact.LOSSES, claim.losses());
        }
        if (claim.handedBack() > 0) {
            line.fact(Fact.HANDED_BACK, claim.handedBack());
        }
        claim.fire().ifPresent(fire -> line.fact(Fact.KEYWORD, fire.keyword()).fact(Fact.FIRE, fire.number()));
        return line;
    }

    @Override
    public List<CompleteAnswer> complete(Call call, int partition, NodeId by, List<Completion> completions) {
        return make(
                () -> completions.stream()
                        .map(completion -> completed(call, partition, by, completion))
                        .toList(),
                () -> store.complete(call, partition, by, completions),
                answers -> {
                    List<Line> lines = new ArrayList<>(completions.size());
                    for (int i = 0; i < answers.size(); i++) {
                        CompleteAnswer answer = answers.get(i);
                        lines.add(completed(call, partition, by, completions.get(i))
                                .fact(Fact.ANSWER, answer.accepted() ? "accepted" : "rejected")
                                .flag(Fact.LAST, answer.last())
                                .time(answer.time()));
                    }
                    return lines;
                });
    }

    private static Line completed(Call call, int partition, NodeId by, Completion completion) {
        return new Line(Op.COMPLETE)
                .call(call)
                .partition(partition)
                .member(by)
                .job(completion.claim().handle().job())
                .claim(completion.claim().token())
                .outcome(completion.outcome().name())
                .fact(Fact.AFTER, after(completion.after()))
                .counts(completion.counts());
    }

    private static String after(After after) {
        if (after instanceof After.Retry retry) {
            return retry.handedBack() ? "back" : "retry " + retry.delay().toMillis();
        }
        if (after instanceof After.Next next) {
            return "next " + Line.place(next.due());
        }
        if (after instanceof After.Queued queued) {
            return "queued " + queued.planned().toEpochMilli();
        }
        if (after instanceof After.NextFire fire) {
            return "fire " + fire.most();
        }
        if (after instanceof After.Stopped) {
            return "stopped";
        }
        return after instanceof After.Finished ? "finished" : "failed";
    }

    @Override
    public BranchAnswer branch(Call call, BranchRequest request) {
        Supplier<Line> asked = () -> new Line(Op.BRANCH)
                .call(call)
                .partition(request.partition())
                .member(request.node())
                .job(request.claim().handle().job())
                .claim(request.claim().token())
                .fact(Fact.MOST, request.most())
                .fact(Fact.AFTER, after(request.after()))
                .counts(request.counts());
        return make(
                () -> List.of(asked.get()),
                () -> store.branch(call, request),
                answer -> List.of(asked.get()
                        .fact(Fact.ANSWER, answer.result().name().toLowerCase(Locale.ROOT))
                        .time(answer.time())));
    }

    @Override
    public ReleaseAnswer release(int partition, NodeId by, List<ClaimRef> claims) {
        Function<ClaimRef, Line> asked = claim -> new Line(Op.RELEASE)
                .partition(partition)
                .member(by)
                .job(claim.handle().job())
                .claim(claim.token());
        return make(() -> claims.stream().map(asked).toList(), () -> store.release(partition, by, claims), released -> {
            // The answer is a number: of which claims is only known if it is all or none.
            String answer = released.held() == claims.size() ? "released" : released.held() == 0 ? "nothing" : "some";
            return claims.stream()
                    .map(claim -> {
                        Line line = asked.apply(claim).fact(Fact.ANSWER, answer).time(released.time());
                        closed(
                                line,
                                released.closed().stream()
                                        .filter(run ->
                                                run.job().equals(claim.handle().job()))
                                        .toList());
                        return line;
                    })
                    .toList();
        });
    }

    // ---- what only looks, and what no guarantee is about

    @Override
    public int partitions() {
        return store.partitions();
    }

    @Override
    public int partitionOf(JobId job) {
        return store.partitionOf(job);
    }

    @Override
    public Instant time(int partition) {
        return store.time(partition);
    }

    @Override
    public List<NodeRecord> nodes(int partition) {
        return store.nodes(partition);
    }

    @Override
    public Optional<JobRecord> find(JobId job) {
        return store.find(job);
    }

    @Override
    public JobPage list(ListRequest request) {
        return store.list(request);
    }

    @Override
    public List<RunRecord> runs(JobId job, int limit) {
        return store.runs(job, limit);
    }

    @Override
    public AwaitAnswer await(AwaitRequest request) {
        return store.await(request);
    }

    @Override
    public List<QueueRecord> queues(int partition) {
        return store.queues(partition);
    }

    @Override
    public Map<JobId, String> declarations(int partition) {
        return store.declarations(partition);
    }

    @Override
    public boolean declare(JobId job, @Nullable String expected, @Nullable String updated) {
        return store.declare(job, expected, updated);
    }

    @Override
    public boolean trim(int partition, TrimLimits limits, int limit) {
        return store.trim(partition, limits, limit);
    }

    @Override
    public Audit audit(int partition) {
        return store.audit(partition);
    }

    // ---- writing

    private <A> A make(Supplier<List<Line>> asked, Supplier<A> step, Function<A, List<Line>> answered) {
        long sent = time.nanoTime();
        if (announced) {
            write("invoke", sent, asked.get());
        }
        A answer;
        try {
            answer = step.get();
        } catch (RuntimeException | Error e) {
            String refusal = refusal(e);
            write(
                    refusal.isEmpty() ? "info" : "fail",
                    sent,
                    asked.get().stream().map(line -> failed(line, refusal, e)).toList());
            throw e;
        }
        write("ok", sent, answered.apply(answer));
        return answer;
    }

    private static Line failed(Line line, String refusal, Throwable e) {
        return (refusal.isEmpty() ? line : line.fact(Fact.ANSWER, refusal)).fact(Fact.WHY, e.toString());
    }

    /** How the store says that this arrival of the call has changed nothing; empty if it does not say so. */
    private static String refusal(Throwable e) {
        if (e instanceof LateCallException late) {
            // Then no other arrival of it has changed anything either.
            return late.inDoubt() ? "" : "late";
        }
        boolean refused = e instanceof StoreRefusesException
                || e instanceof StoreMismatchException
                || e instanceof IllegalArgumentException;
        return refused ? "refused" : "";
    }

    private void write(String type, long sent, List<Line> lines) {
        Instant wall = time.wallTime();
        long wallNs = TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano();
        long mono = time.nanoTime();
        for (Line line : lines) {
            history.record(line.fact(Fact.SENT, sent).event(seq.incrementAndGet(), node, wallNs, mono, type));
        }
    }
}
