package io.distributedscheduler.test.simulation;

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

/** One store of several that have one partition each, which knows nothing but where what belongs. */
record PartitionedStore(List<JobStore> parts) implements JobStore {

    @Override
    public int partitions() {
        return parts.size();
    }

    @Override
    public int partitionOf(JobId job) {
        return Math.floorMod(job.partitionKey().hashCode(), parts.size());
    }

    private JobStore of(JobId job) {
        return parts.get(partitionOf(job));
    }

    @Override
    public Instant time(int partition) {
        return parts.get(partition).time(partition);
    }

    @Override
    public List<ScheduleAnswer> schedule(Call call, List<NewJob> jobs) {
        JobStore part = of(jobs.get(0).job().id());
        if (jobs.stream().anyMatch(job -> of(job.job().id()) != part)) {
            throw new IllegalArgumentException("All jobs of one call go to the same partition");
        }
        return part.schedule(call, jobs);
    }

    @Override
    public ModifyAnswer modify(Call call, Modification modification) {
        return of(modification.job().id()).modify(call, modification);
    }

    @Override
    public StopAnswer stop(Call call, StopRequest request) {
        return of(request.job()).stop(call, request);
    }

    @Override
    public StartAnswer start(Call call, JobId job, long revision, Due due) {
        return of(job).start(call, job, revision, due);
    }

    @Override
    public StopAnswer remove(Call call, StopRequest request, Retention retention) {
        return of(request.job()).remove(call, request, retention);
    }

    @Override
    public FireAnswer fire(Call call, FireRequest request) {
        return parts.get(request.partition()).fire(call, request);
    }

    @Override
    public Promotion promote(int partition, String keyword, int limit) {
        return parts.get(partition).promote(partition, keyword, limit);
    }

    @Override
    public Instant join(JoinRequest request) {
        return parts.get(request.partition()).join(request);
    }

    @Override
    public Beat beat(BeatRequest request) {
        return parts.get(request.partition()).beat(request);
    }

    @Override
    public boolean leave(int partition, NodeId node) {
        return parts.get(partition).leave(partition, node);
    }

    @Override
    public Recovery recover(int partition, NodeId node, Instant leaseEnd, int limit) {
        return parts.get(partition).recover(partition, node, leaseEnd, limit);
    }

    @Override
    public List<NodeRecord> nodes(int partition) {
        return parts.get(partition).nodes(partition);
    }

    @Override
    public Claims claim(ClaimRequest request) {
        return parts.get(request.partition()).claim(request);
    }

    @Override
    public List<CompleteAnswer> complete(Call call, int partition, NodeId node, List<Completion> completions) {
        return parts.get(partition).complete(call, partition, node, completions);
    }

    @Override
    public BranchAnswer branch(Call call, BranchRequest request) {
        return parts.get(request.partition()).branch(call, request);
    }

    @Override
    public ReleaseAnswer release(int partition, NodeId node, List<ClaimRef> claims) {
        return parts.get(partition).release(partition, node, claims);
    }

    @Override
    public Optional<JobRecord> find(JobId job) {
        return of(job).find(job);
    }

    @Override
    public JobPage list(ListRequest request) {
        return parts.get(request.partition()).list(request);
    }

    @Override
    public List<RunRecord> runs(JobId job, int limit) {
        return of(job).runs(job, limit);
    }

    @Override
    public AwaitAnswer await(AwaitRequest request) {
        return of(request.job()).await(request);
    }

    @Override
    public List<QueueRecord> queues(int partition) {
        return parts.get(partition).queues(partition);
    }

    @Override
    public Map<JobId, String> declarations(int partition) {
        return parts.get(partition).declarations(partition);
    }

    @Override
    public boolean declare(JobId job, @Nullable String expected, @Nullable String updated) {
        return of(job).declare(job, expected, updated);
    }

    @Override
    public boolean trim(int partition, TrimLimits limits, int limit) {
        return parts.get(partition).trim(partition, limits, limit);
    }

    @Override
    public Audit audit(int partition) {
        return parts.get(partition).audit(partition);
    }
}
