package io.distributedscheduler.memory;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.Audit;
import io.distributedscheduler.store.AwaitAnswer;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.BranchAnswer;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Call;
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
import io.distributedscheduler.store.TrimLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A job store of one process: nothing is kept when it ends. It has one partition, 0. */
public final class InMemoryJobStore implements JobStore {

    private final InstantSource clock;
    private final MemorySignals signals;

    private final ReentrantLock lock = new ReentrantLock();
    private final MemoryState state = new MemoryState();
    private final Calls calls = new Calls();
    private final KeptRuns runs = new KeptRuns(state);
    private final Places places = new Places(state, runs);
    private final Endings endings = new Endings(state, places);
    private final Branching branching = new Branching(state, places, runs, endings);
    private final Defining defining = new Defining(state, places, runs, branching);
    private final Firing firing = new Firing(state, places);
    private final Claiming claiming = new Claiming(state);
    private final Completing completing = new Completing(state, places, runs, endings, branching);
    private final Nodes nodes = new Nodes(state, places, runs, endings, claiming, branching);
    private final Looking looking = new Looking(state, runs);
    private final Declarations declarations = new Declarations(state);
    private final Trimming trimming = new Trimming(state, runs, places);
    private final Auditing auditing = new Auditing(state, runs, places, endings);

    /**
     * @param clock store time; cut to microseconds
     * @param signals what carries signals to the nodes of this process
     */
    public InMemoryJobStore(InstantSource clock, MemorySignals signals) {
        this.clock = clock;
        this.signals = signals;
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public int partitionOf(JobId job) {
        return 0;
    }

    @Override
    public Instant time(int partition) {
        return step(() -> state.now);
    }

    @Override
    public List<ScheduleAnswer> schedule(Call call, List<NewJob> jobs) {
        return once(call, () -> defining.schedule(jobs));
    }

    @Override
    public ModifyAnswer modify(Call call, Modification modification) {
        return once(call, () -> defining.modify(modification));
    }

    @Override
    public StopAnswer stop(Call call, StopRequest request) {
        return once(call, () -> defining.stop(request));
    }

    @Override
    public StartAnswer start(Call call, JobId job, long revision, Due due) {
        return once(call, () -> defining.start(job, revision, due));
    }

    @Override
    public StopAnswer remove(Call call, StopRequest request, Retention retention) {
        return once(call, () -> defining.remove(request, retention));
    }

    @Override
    public FireAnswer fire(Call call, FireRequest request) {
        return once(call, () -> firing.fire(request));
    }

    @Override
    public Promotion promote(int partition, String keyword, int limit) {
        return step(() -> firing.promote(keyword, limit));
    }

    @Override
    public Instant join(JoinRequest request) {
        return step(() -> nodes.join(request));
    }

    @Override
    public Beat beat(BeatRequest request) {
        return step(() -> nodes.beat(request));
    }

    @Override
    public boolean leave(int partition, NodeId node) {
        return step(() -> nodes.leave(node));
    }

    @Override
    public Recovery recover(int partition, NodeId node, Instant leaseEnd, int limit) {
        return step(() -> nodes.recover(node, leaseEnd, limit));
    }

    @Override
    public List<NodeRecord> nodes(int partition) {
        return step(nodes::present);
    }

    @Override
    public Claims claim(ClaimRequest request) {
        return step(() -> claiming.claim(request));
    }

    @Override
    public List<CompleteAnswer> complete(Call call, int partition, NodeId node, List<Completion> completions) {
        return once(call, () -> completing.complete(node, completions));
    }

    @Override
    public BranchAnswer branch(Call call, BranchRequest request) {
        return once(call, () -> branching.branch(request));
    }

    @Override
    public ReleaseAnswer release(int partition, NodeId node, List<ClaimRef> claims) {
        return step(() -> completing.release(node, claims));
    }

    @Override
    public Optional<JobRecord> find(JobId job) {
        return step(() -> state.job(job).map(looking::describe));
    }

    @Override
    public JobPage list(ListRequest request) {
        return step(() -> looking.list(request));
    }

    @Override
    public List<RunRecord> runs(JobId job, int limit) {
        return step(() -> looking.runs(job, limit));
    }

    @Override
    public AwaitAnswer await(AwaitRequest request) {
        return step(() -> looking.await(request));
    }

    @Override
    public List<QueueRecord> queues(int partition) {
        return step(looking::queues);
    }

    @Override
    public Map<JobId, String> declarations(int partition) {
        return step(() -> Map.copyOf(state.declared));
    }

    @Override
    public boolean declare(JobId job, @Nullable String expected, @Nullable String updated) {
        return step(() -> declarations.declare(job, expected, updated));
    }

    @Override
    public boolean trim(int partition, TrimLimits limits, int limit) {
        return step(() -> trimming.trim(limits, limit));
    }

    @Override
    public Audit audit(int partition) {
        return step(auditing::audit);
    }

    private <A> A once(Call call, Supplier<A> step) {
        return step(() -> calls.once(call, state.now, step));
    }

    /** Takes one step at one instant, and sends its signals when the lock is free, so that listeners may call back. */
    private <A> A step(Supplier<A> step) {
        List<Signal> sent;
        A answer;
        lock.lock();
        try {
            state.now = Micros.cut(clock.instant());
            answer = step.get();
        } finally {
            state.endStep();
            sent = state.takeSignals();
            lock.unlock();
        }
        signals.send(sent);
        return answer;
    }
}
