package io.distributedscheduler.engine;

import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.RunId;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.store.Fire;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What user code sees of its run. */
final class RunContext implements JobContext<Object> {

    private final Execution execution;
    private final Job job;
    private final Type payloadType;
    private final DataCodec data;
    private @Nullable Object payload;

    RunContext(Execution execution, Job job, Type payloadType, DataCodec data) {
        this.execution = execution;
        this.job = job;
        this.payloadType = payloadType;
        this.data = data;
    }

    @Override
    public JobId id() {
        return execution.claim().handle().job();
    }

    @Override
    public RunId runId() {
        return execution.claim().run();
    }

    @Override
    public String executor() {
        return job.executor();
    }

    @Override
    public Instant due() {
        return execution.claim().due();
    }

    @Override
    public int attempt() {
        return execution.claim().attempt();
    }

    @Override
    public String node() {
        return execution.node().name();
    }

    @Override
    public long token() {
        return execution.claim().token();
    }

    @Override
    public boolean hasPayload() {
        return stored().isPresent();
    }

    @Override
    public synchronized Object payload() {
        Object read = payload;
        if (read == null) {
            read = read();
            payload = read;
        }
        return read;
    }

    private Optional<Object> stored() {
        return job.payload().or(this::fireData);
    }

    private Object read() {
        Object stored =
                stored().orElseThrow(() -> new UnreadableDataException("The job " + id() + " has no payload", null));
        try {
            return stored instanceof Encoded encoded ? encoded.as(payloadType) : stored;
        } catch (UnreadableDataException e) {
            throw new UnreadableDataException("The payload of job " + id() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> keyword() {
        return execution.claim().fire().map(Fire::keyword);
    }

    @Override
    public Optional<Encoded> fireData() {
        return execution
                .claim()
                .fire()
                .map(Fire::data)
                .filter(json -> !json.isEmpty())
                .map(data::encoded);
    }

    @Override
    public boolean stopRequested() {
        return execution.told() != Execution.Told.NOTHING;
    }

    @Override
    public boolean holdsClaim() {
        return execution.told() != Execution.Told.LOST
                && execution.home().node().equals(execution.node())
                && execution.home().leaseHolds();
    }

    @Override
    public String toString() {
        return execution.toString();
    }
}
