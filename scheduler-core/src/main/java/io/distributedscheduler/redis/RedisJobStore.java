package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.StringRedisTemplate;

/** A job store on Redis 6.2 or later, or Valkey: standalone, replicated or a Cluster. */
public final class RedisJobStore implements JobStore {

    /** Where its scripts are on the class path, as a pattern for those who must name resources beforehand. */
    public static final String SCRIPTS = "io/distributedscheduler/redis/*.lua";

    private final Partitions partitions;
    private final ScriptRunner scripts;
    private final Scheduling scheduling;
    private final Changing changing;
    private final Firing firing;
    private final Nodes nodes;
    private final Claiming claiming;
    private final Completing completing;
    private final Looking looking;
    private final Housekeeping housekeeping;
    private final Auditing auditing;

    /** @param redis of its own: with a command timeout well under the lease of the nodes */
    public RedisJobStore(StringRedisTemplate redis, RedisStoreSettings settings) {
        this(redis, settings, StoreTime.SERVER);
    }

    RedisJobStore(StringRedisTemplate redis, RedisStoreSettings settings, StoreTime time) {
        ClaimedJobs claimed = new ClaimedJobs();
        this.partitions = new Partitions(settings.partitions());
        Keys keys = new Keys(settings, partitions);
        this.scripts = new ScriptRunner(redis, keys, time);
        this.scheduling = new Scheduling(scripts);
        this.changing = new Changing(scripts);
        this.firing = new Firing(scripts);
        this.nodes = new Nodes(scripts, partitions.count());
        this.claiming = new Claiming(scripts, claimed);
        this.completing = new Completing(scripts, claimed);
        this.looking = new Looking(scripts);
        this.housekeeping = new Housekeeping(scripts);
        this.auditing = new Auditing(scripts, new SnapshotReader(redis, keys));
    }

    @Override
    public int partitions() {
        return partitions.count();
    }

    @Override
    public int partitionOf(JobId job) {
        return partitions.of(job);
    }

    @Override
    public Instant time(int partition) {
        Answer answer = scripts.run("time", partition, List.of(), List.of());
        return answer.time();
    }

    // ---- definitions

    @Override
    public List<ScheduleAnswer> schedule(Call call, List<NewJob> jobs) {
        return jobs.isEmpty()
                ? List.of()
                : scheduling.schedule(call, partitionOf(jobs.get(0).job().id()), jobs);
    }

    @Override
    public ModifyAnswer modify(Call call, Modification modification) {
        return changing.modify(call, partitionOf(modification.job().id()), modification);
    }

    @Override
    public StopAnswer stop(Call call, StopRequest request) {
        return changing.stop(call, partitionOf(request.job()), request);
    }

    @Override
    public StartAnswer start(Call call, JobId job, long revision, Due due) {
        return changing.start(call, partitionOf(job), job, revision, due);
    }

    @Override
    public StopAnswer remove(Call call, StopRequest request, Retention retention) {
        return changing.remove(call, partitionOf(request.job()), request, retention);
    }

    // ---- keywords

    @Override
    public FireAnswer fire(Call call, FireRequest request) {
        return firing.fire(call, request);
    }

    @Override
    public Promotion promote(int partition, String keyword, int limit) {
        return firing.promote(partition, keyword, limit);
    }

    // ---- nodes

    @Override
    public Instant join(JoinRequest request) {
        return nodes.join(request);
    }

    @Override
    public Beat beat(BeatRequest request) {
        return nodes.beat(request);
    }

    @Override
    public boolean leave(int partition, NodeId node) {
        return nodes.leave(partition, node);
    }

    @Override
    public Recovery recover(int partition, NodeId node, Instant leaseEnd, int limit) {
        return nodes.recover(partition, node, leaseEnd, limit);
    }

    @Override
    public List<NodeRecord> nodes(int partition) {
        return nodes.present(partition);
    }

    // ---- runs

    @Override
    public Claims claim(ClaimRequest request) {
        return claiming.claim(request);
    }

    @Override
    public List<CompleteAnswer> complete(Call call, int partition, NodeId node, List<Completion> completions) {
        return completing.complete(call, partition, node, completions);
    }

    @Override
    public BranchAnswer branch(Call call, BranchRequest request) {
        return completing.branch(call, request);
    }

    @Override
    public ReleaseAnswer release(int partition, NodeId node, List<ClaimRef> claims) {
        return completing.release(partition, node, claims);
    }

    // ---- looking

    @Override
    public Optional<JobRecord> find(JobId job) {
        return looking.find(partitionOf(job), job);
    }

    @Override
    public JobPage list(ListRequest request) {
        return looking.list(request);
    }

    @Override
    public List<RunRecord> runs(JobId job, int limit) {
        return looking.runs(partitionOf(job), job, limit);
    }

    @Override
    public AwaitAnswer await(AwaitRequest request) {
        return looking.await(partitionOf(request.job()), request);
    }

    @Override
    public List<QueueRecord> queues(int partition) {
        return looking.queues(partition);
    }

    // ---- declared jobs

    @Override
    public Map<JobId, String> declarations(int partition) {
        return housekeeping.declarations(partition);
    }

    @Override
    public boolean declare(JobId job, @Nullable String expected, @Nullable String updated) {
        return housekeeping.declare(partitionOf(job), job, expected, updated);
    }

    // ---- keeping house

    @Override
    public boolean trim(int partition, TrimLimits limits, int limit) {
        return housekeeping.trim(partition, limits, limit);
    }

    @Override
    public Audit audit(int partition) {
        return auditing.audit(partition);
    }
}
