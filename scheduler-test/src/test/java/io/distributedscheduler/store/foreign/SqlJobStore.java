package io.distributedscheduler.store.foreign;

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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A job store in the tables of an H2 database. It has one partition, 0; each step is a transaction. */
final class SqlJobStore implements JobStore {

    private final Steps steps;

    SqlJobStore(DataSource database, StoreTime time, SqlSignals signals) {
        this.steps = new Steps(database, time, signals);
        createTables();
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
        return steps.step(step -> step.now);
    }

    @Override
    public List<ScheduleAnswer> schedule(Call call, List<NewJob> jobs) {
        return once(call, Answers.schedule(jobs), step -> new Scheduling(step).schedule(jobs));
    }

    @Override
    public ModifyAnswer modify(Call call, Modification modification) {
        return once(call, Answers.modify(modification.job().id()), step -> new Modifying(step).modify(modification));
    }

    @Override
    public StopAnswer stop(Call call, StopRequest request) {
        return once(call, Answers.stop(request.job()), step -> new Stopping(step).stop(request));
    }

    @Override
    public StartAnswer start(Call call, JobId job, long revision, Due due) {
        return once(call, Answers.START, step -> new Stopping(step).start(job, revision, due));
    }

    @Override
    public StopAnswer remove(Call call, StopRequest request, Retention retention) {
        return once(call, Answers.stop(request.job()), step -> new Stopping(step).remove(request, retention));
    }

    @Override
    public FireAnswer fire(Call call, FireRequest request) {
        return once(call, Answers.FIRE, step -> new Firing(step).fire(request));
    }

    @Override
    public Promotion promote(int partition, String keyword, int limit) {
        return steps.step(step -> new Firing(step).promote(keyword, limit));
    }

    @Override
    public Instant join(JoinRequest request) {
        return steps.step(step -> new Nodes(step).join(request));
    }

    @Override
    public Beat beat(BeatRequest request) {
        return steps.step(step -> new Nodes(step).beat(request));
    }

    @Override
    public boolean leave(int partition, NodeId node) {
        return steps.step(step -> new Nodes(step).leave(node));
    }

    @Override
    public Recovery recover(int partition, NodeId node, Instant leaseEnd, int limit) {
        return steps.step(step -> new Recovering(step).recover(node, leaseEnd, limit));
    }

    @Override
    public List<NodeRecord> nodes(int partition) {
        return steps.look(Nodes::present);
    }

    @Override
    public Claims claim(ClaimRequest request) {
        return steps.step(step -> new Claiming(step).claim(request));
    }

    @Override
    public List<CompleteAnswer> complete(Call call, int partition, NodeId node, List<Completion> completions) {
        return once(call, Answers.COMPLETE, step -> new Completing(step).complete(node, completions));
    }

    @Override
    public BranchAnswer branch(Call call, BranchRequest request) {
        return once(call, Answers.BRANCH, step -> new Branching(step).branch(request));
    }

    @Override
    public ReleaseAnswer release(int partition, NodeId node, List<ClaimRef> claims) {
        return steps.step(step -> new Releasing(step).release(node, claims));
    }

    @Override
    public Optional<JobRecord> find(JobId job) {
        return steps.look(sql -> new Looking(sql).find(job));
    }

    @Override
    public JobPage list(ListRequest request) {
        return steps.look(sql -> new Looking(sql).list(request));
    }

    @Override
    public List<RunRecord> runs(JobId job, int limit) {
        return steps.look(sql -> new Looking(sql).runs(job, limit));
    }

    @Override
    public AwaitAnswer await(AwaitRequest request) {
        return steps.step(step -> new Awaiting(step).await(request));
    }

    @Override
    public List<QueueRecord> queues(int partition) {
        return steps.step(Looking::queues);
    }

    @Override
    public Map<JobId, String> declarations(int partition) {
        return steps.look(sql -> new Declarations(sql).all());
    }

    @Override
    public boolean declare(JobId job, @Nullable String expected, @Nullable String updated) {
        return steps.step(step -> new Declarations(step.sql).declare(job, expected, updated));
    }

    @Override
    public boolean trim(int partition, TrimLimits limits, int limit) {
        return steps.step(step -> new Trimming(step).trim(limits, limit));
    }

    @Override
    public Audit audit(int partition) {
        return steps.step(step -> new Auditing(step).audit());
    }

    private <A> A once(Call call, Answers<A> answers, Function<Step, A> work) {
        return steps.step(step -> new Calls(step).once(call, answers, () -> work.apply(step)));
    }

    private void createTables() {
        try (InputStream schema = SqlJobStore.class.getResourceAsStream("schema.sql")) {
            String statements = new String(schema.readAllBytes(), StandardCharsets.UTF_8);
            steps.look(sql -> sql.update(statements));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
