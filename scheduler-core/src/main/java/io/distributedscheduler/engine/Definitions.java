package io.distributedscheduler.engine;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.FireQueueFullException;
import io.distributedscheduler.JobConflictException;
import io.distributedscheduler.JobExistsException;
import io.distributedscheduler.JobRunningException;
import io.distributedscheduler.PartlyScheduledException;
import io.distributedscheduler.ScheduleResult;
import io.distributedscheduler.SchedulerException;
import io.distributedscheduler.StartResult;
import io.distributedscheduler.StopResult;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Names;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.LateCallException;
import io.distributedscheduler.store.ListRequest;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.ModifyAnswer;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StartAnswer;
import io.distributedscheduler.store.StopAnswer;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoreFullException;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.TimeLimits;
import io.distributedscheduler.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What users do to jobs: each a step of the store, or a few, of which each leaves things in order. */
final class Definitions {

    private static final Logger log = LoggerFactory.getLogger(Definitions.class);

    private static final int BATCH = 500;
    private static final int BATCH_BYTES = 1024 * 1024;
    private static final int MOST_CONFLICTS = 100;
    private static final int MOST_PASSES = 20;

    /** Is told what this process has made due, so that its own node need not wait for the signal. */
    interface Listener {

        void scheduled(int partition, String queue, long due);

        void fired(int partition, String keyword);
    }

    private final JobStore store;
    private final NodeRuntime runtime;
    private final SchedulerSettings settings;
    private final Map<String, ExecutorDefinition> executors;
    private final StoreClocks clocks;
    private final Calls calls;
    private final DataCodec data;
    private final JobMapper mapper;
    private final RunMapper runs;
    private final EventDispatcher events;
    private final Listener listener;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Definitions(SchedulerContext context, Listener listener) {
        this.store = context.store();
        this.runtime = context.runtime();
        this.settings = context.settings();
        this.executors = context.executors();
        this.clocks = context.clocks();
        this.calls = context.calls();
        this.data = context.data();
        this.mapper = new JobMapper(context.jobs(), context.triggers());
        this.runs = new RunMapper(context.details());
        this.events = context.events();
        this.listener = listener;
    }

    // ---- schedule

    ScheduleResult schedule(Job job, ConflictPolicy policy) {
        return schedule(List.of(job), policy, Optional.empty()).get(0);
    }

    /**
     * Schedules jobs, those of a partition together.
     *
     * @param declaration hash of the declaration they implement, if they are declared
     */
    List<ScheduleResult> schedule(Collection<Job> jobs, ConflictPolicy policy, Optional<String> declaration) {
        Batches batches = new Batches(policy, declaration, List.copyOf(jobs));
        try {
            batches.addAll();
        } catch (RuntimeException e) {
            throw batches.endedBy(e);
        }
        return batches.results();
    }

    /** Throws what scheduling the job would, as far as that does not depend on other jobs; answers it as it would be stored. */
    Job check(Job job) {
        Instant now = clocks.lower(store.partitionOf(job.id()));
        Schedule.begin(job, now);
        StoredJob stored = mapper.stored(anchored(placeable(job), now), 1, Optional.empty(), Optional.empty(), 0);
        return job.payload(mapper.job(stored).payload().orElse(null));
    }

    /** New jobs on their way to the store, by partition. Once the store does not answer, no more is sent. */
    private final class Batches {

        private record Entry(int index, Job job, NewJob stored) {}

        private final class Batch {
            final List<Entry> entries = new ArrayList<>();
            long bytes;
        }

        private final ConflictPolicy policy;
        private final Optional<String> declaration;
        private final List<Job> jobs;
        private final @Nullable ScheduleResult[] results;
        private final boolean[] inDoubt;
        private final Map<Integer, Batch> byPartition = new HashMap<>();
        private @Nullable SchedulerException refusal;
        private @Nullable JobStoreException failure;

        Batches(ConflictPolicy policy, Optional<String> declaration, List<Job> jobs) {
            this.policy = policy;
            this.declaration = declaration;
            this.jobs = jobs;
            this.results = new ScheduleResult[jobs.size()];
            this.inDoubt = new boolean[jobs.size()];
        }

        void addAll() {
            try {
                for (int i = 0; i < jobs.size() && failure == null; i++) {
                    add(i, jobs.get(i));
                }
            } catch (JobStoreException e) {
                failure = e;
            }
        }

        private void add(int index, Job job) {
            int partition = store.partitionOf(job.id());
            Instant now = clocks.lower(partition);
            Due due = Schedule.begin(job, now);
            adviseOnInterval(job);
            StoredJob stored = mapper.stored(anchored(placeable(job), now), 1, declaration, Optional.empty(), 0);
            Batch batch = byPartition.computeIfAbsent(partition, any -> new Batch());
            long bytes = utf8Bytes(stored.body()) + job.id().value().length();
            if (batch.entries.size() == BATCH || batch.bytes + bytes > BATCH_BYTES && !batch.entries.isEmpty()) {
                send(partition, batch);
                batch = new Batch();
                byPartition.put(partition, batch);
            }
            batch.entries.add(new Entry(index, job, new NewJob(stored, due)));
            batch.bytes += bytes;
        }

        /** A job that cannot be scheduled; what came before it stays valid. */
        RuntimeException endedBy(RuntimeException refused) {
            flush();
            if (failure != null) {
                refused.addSuppressed(partly(failure));
            }
            return refused;
        }

        private void flush() {
            byPartition.forEach((partition, batch) -> {
                if (failure == null) {
                    send(partition, batch);
                }
            });
        }

        List<ScheduleResult> results() {
            flush();
            if (failure != null) {
                throw jobs.size() == 1 ? failure : partly(failure);
            }
            if (refusal != null) {
                throw refusal;
            }
            return known();
        }

        private List<ScheduleResult> known() {
            List<ScheduleResult> known = new ArrayList<>(results.length);
            for (ScheduleResult result : results) {
                if (result != null) {
                    known.add(result);
                }
            }
            return known;
        }

        private PartlyScheduledException partly(JobStoreException cause) {
            List<JobId> doubtful = new ArrayList<>();
            List<JobId> notScheduled = new ArrayList<>();
            for (int i = 0; i < results.length; i++) {
                if (results[i] == null) {
                    (inDoubt[i] ? doubtful : notScheduled).add(jobs.get(i).id());
                }
            }
            return new PartlyScheduledException(known(), doubtful, notScheduled, cause);
        }

        private void send(int partition, Batch batch) {
            List<NewJob> sent = batch.entries.stream().map(Entry::stored).toList();
            List<ScheduleAnswer> answers;
            try {
                answers = calls.make(partition, call -> store.schedule(call, sent));
            } catch (JobStoreException e) {
                failed(e, batch.entries);
                return;
            }
            for (int i = 0; i < sent.size(); i++) {
                Entry entry = batch.entries.get(i);
                try {
                    results[entry.index] = result(partition, entry, answers.get(i));
                } catch (SchedulerException e) {
                    refusal = refusal == null ? e : refusal;
                } catch (JobStoreException e) {
                    failed(e, List.of(entry));
                }
            }
        }

        private void failed(JobStoreException e, List<Entry> entries) {
            failure = e;
            boolean certain = e instanceof StoreFullException || e instanceof LateCallException late && !late.inDoubt();
            entries.forEach(entry -> inDoubt[entry.index] = !certain);
        }

        private @Nullable ScheduleResult result(int partition, Entry entry, ScheduleAnswer answer) {
            JobId id = entry.job.id();
            if (answer instanceof ScheduleAnswer.Created created) {
                hint(partition, entry.stored.job().queue(), entry.stored.due(), created.time());
                return new ScheduleResult(id, ScheduleResult.Kind.CREATED);
            }
            if (answer instanceof ScheduleAnswer.Ending ending) {
                throw new JobRunningException(id, ending.node().name());
            }
            return switch (policy) {
                case FAIL -> throw new JobExistsException(id);
                case KEEP -> new ScheduleResult(id, ScheduleResult.Kind.KEPT);
                case REPLACE -> failure == null ? replace(entry.job) : null;
            };
        }
    }

    private ScheduleResult replace(Job job) {
        int partition = store.partitionOf(job.id());
        for (int i = 0; i < MOST_CONFLICTS; i++) {
            Optional<JobRecord> found = store.find(job.id());
            if (found.isEmpty()) {
                ScheduleResult result = schedule(job, ConflictPolicy.KEEP);
                if (result.kind() == ScheduleResult.Kind.CREATED) {
                    return result;
                }
                continue;
            }
            Instant now = now(found.get(), partition);
            Due due = Schedule.first(job, now);
            Job anchored = anchored(placeable(job), now);
            Modification modification = new Modification(
                    mapper.stored(
                            anchored,
                            found.get().job().revision(),
                            Optional.empty(),
                            Optional.of(now),
                            runsIfMoved(found.get())),
                    due,
                    found.get().running().isEmpty() ? Optional.empty() : Optional.of(due),
                    asSeen(found.get(), now),
                    true);
            if (modify(partition, modification) instanceof ModifyAnswer.Modified) {
                return new ScheduleResult(job.id(), ScheduleResult.Kind.REPLACED);
            }
        }
        throw new JobConflictException(job.id());
    }

    /** What a replacement drops; of a job that runs also that it does, since the new definition counts from there. */
    private Optional<Accounting> asSeen(JobRecord record, Instant now) {
        return dropped(record, now)
                .or(() -> record.running().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Accounting.of(record, Counts.NONE)));
    }

    private static Duration interval(Trigger trigger) {
        return trigger instanceof EveryTrigger every
                ? every.interval()
                : trigger instanceof FixedDelayTrigger fixed ? fixed.delay() : TimeLimits.LONGEST;
    }

    private void adviseOnInterval(Job job) {
        Duration interval = Schedule.leaves(job.trigger())
                .map(Definitions::interval)
                .min(Duration::compareTo)
                .orElseThrow();
        if (interval.compareTo(TimeLimits.ADVISED_INTERVAL) < 0 && warned.add(job.executor())) {
            log.warn(
                    "Job {} of executor {} repeats every {}; below {} the work of scheduling outweighs that of many"
                            + " jobs",
                    job.id(),
                    job.executor(),
                    interval,
                    TimeLimits.ADVISED_INTERVAL);
        }
    }

    // ---- modify

    Job modify(JobId id, UnaryOperator<Job> change) {
        return modify(id, Optional.empty(), record -> {
            Job changed = change.apply(mapper.job(record.job()));
            if (!changed.id().equals(id)) {
                throw new IllegalArgumentException(
                        "The id of a job cannot be changed, was \"" + id + "\", then \"" + changed.id() + "\"");
            }
            return Optional.of(changed);
        });
    }

    Job modify(Job job) {
        return modify(job.id(), Optional.empty(), record -> {
            if (record.job().revision() != job.revision()) {
                throw new JobConflictException(job.id());
            }
            return Optional.of(job);
        });
    }

    /** Brings a job up to a declaration, unless {@code change} finds that it should be left alone. */
    Job modify(JobId id, Optional<String> declaration, Function<JobRecord, Optional<Job>> change) {
        return modify(id, declaration, false, change);
    }

    /**
     * Changes a job; {@code change} gets the job as it is, again after each conflict, and answers what it shall be, or
     * nothing if it shall stay.
     *
     * @param revive whether it goes on if it was stopped
     */
    Job modify(JobId id, Optional<String> declaration, boolean revive, Function<JobRecord, Optional<Job>> change) {
        int partition = store.partitionOf(id);
        for (int i = 0; i < MOST_CONFLICTS; i++) {
            JobRecord record = store.find(id).orElseThrow(() -> new UnknownJobException(id));
            Optional<Job> wanted = change.apply(record);
            if (wanted.isEmpty()) {
                return mapper.job(record.job());
            }
            Instant now = now(record, partition);
            Job changed = wanted.get().trigger(carriedOver(record, wanted.get().trigger()));
            Modification modification = modification(record, changed, declaration, revive, now);
            ModifyAnswer answer = modify(partition, modification);
            if (answer instanceof ModifyAnswer.Modified modified) {
                return anchored(changed, now).revision(modified.revision());
            }
            if (answer instanceof ModifyAnswer.Unknown) {
                throw new UnknownJobException(id);
            }
        }
        throw new JobConflictException(id);
    }

    private Modification modification(
            JobRecord record, Job changed, Optional<String> declaration, boolean revive, Instant now) {
        adviseOnInterval(changed);
        boolean same = trigger(record).filter(changed.trigger()::equals).isPresent();
        boolean held = isHeld(record);
        boolean runs = !record.running().isEmpty();
        long before = mapper.before(record.job());
        long had = runsIfMoved(record) - before;
        Due pending = new Due.Unchanged();
        if (!same) {
            pending = Schedule.moved(changed, had, now);
        } else if (held && revive) {
            pending = Schedule.resumed(changed, JobState.STOPPED, had, now);
        }
        Optional<Due> next = Optional.empty();
        if (runs && (!held || revive)) {
            next = Optional.of(
                    same ? Schedule.following(changed, had, after(record, changed.trigger(), now)) : pending);
        }
        boolean dropsNothing = pending instanceof Due.Unchanged && !runs;
        Optional<Accounting> accounting = dropsNothing ? Optional.empty() : dropped(record, now);
        return new Modification(
                mapper.stored(
                        anchored(placeable(changed), now),
                        record.job().revision(),
                        declaration,
                        dropsNothing ? mapper.since(record.job()) : Optional.of(now),
                        before),
                pending,
                next,
                accounting,
                revive);
    }

    /**
     * Store time, and not before the instant up to which an earlier change has accounted for the occurrences: where a machine
     * was suspended, what it knows of store time is behind until the store answers again.
     */
    private Instant now(JobRecord record, int partition) {
        Instant now = clocks.lower(partition);
        return mapper.since(record.job()).filter(now::isBefore).orElse(now);
    }

    /**
     * The job with its trigger fixed to now. A delay is fixed to the latest that now can be, since the store adds it to its own
     * time: started again after a stop, the job is not due before that.
     */
    private Job anchored(Job job, Instant now) {
        boolean isDelay =
                job.trigger() instanceof OnceTrigger once && once.delay().isPresent();
        return Schedule.anchored(job, isDelay ? clocks.upper(store.partitionOf(job.id())) : now);
    }

    /**
     * How many runs a job has had once it is moved: one that lasts is one then, however it ends, and so is one that waits
     * for its next attempt, if the job has counted so far.
     */
    private static long runsIfMoved(JobRecord record) {
        boolean lasts = !record.running().isEmpty();
        return record.counts().runs()
                + (lasts || record.hasBegun() && record.job().repeats() ? 1 : 0);
    }

    /** A run may be claimed shortly ahead of its instant, which is not to come once more, if it is one of this trigger. */
    private static Instant after(JobRecord record, Trigger trigger, Instant now) {
        return record.due()
                .filter(due -> now.isBefore(due) && Schedule.isTick(trigger, due))
                .orElse(now);
    }

    private ModifyAnswer modify(int partition, Modification modification) {
        ModifyAnswer answer = calls.make(partition, call -> store.modify(call, modification));
        if (answer instanceof ModifyAnswer.Modified modified) {
            hint(partition, modification.job().queue(), modification.pending(), modified.time());
            modified.closed().forEach(this::tell);
        }
        return answer;
    }

    private Trigger carriedOver(JobRecord record, Trigger after) {
        return trigger(record).map(before -> Schedule.changed(before, after)).orElse(after);
    }

    /** The trigger that a job has; empty if it cannot be read. */
    private Optional<Trigger> trigger(JobRecord record) {
        try {
            return Optional.of(mapper.job(record.job()).trigger());
        } catch (UnreadableDataException e) {
            return Optional.empty();
        }
    }

    /** What a change drops that holds from now on, whenever it takes effect: its ticks count from now, too. */
    private Optional<Accounting> dropped(JobRecord record, Instant now) {
        return dropped(record, now, now);
    }

    /** What a stop drops, which holds from when it takes effect: until then the job has its ticks. */
    private Optional<Accounting> dropped(JobRecord record, Instant now, Instant until) {
        return trigger(record)
                .flatMap(trigger -> Schedule.dropped(record, trigger, mapper.since(record.job()), now, until));
    }

    // ---- stop, start, remove

    StopResult stop(JobId id, String reason, String by) {
        Names.note("The reason of a stop", reason);
        int partition = store.partitionOf(id);
        for (int i = 0; i < MOST_CONFLICTS; i++) {
            JobRecord record = store.find(id).orElseThrow(() -> new UnknownJobException(id));
            Instant now = now(record, partition);
            StopAnswer answer = calls.make(
                    partition,
                    call -> store.stop(call, new StopRequest(id, reason, by, dropped(record, now, call.notAfter()))));
            if (answer instanceof StopAnswer.Done done) {
                done.closed().forEach(this::tell);
                return new StopResult(true, names(done.ending()));
            }
            if (answer instanceof StopAnswer.Already already) {
                return new StopResult(false, names(already.ending()));
            }
            if (answer instanceof StopAnswer.Unknown) {
                throw new UnknownJobException(id);
            }
        }
        throw new JobConflictException(id);
    }

    StartResult start(JobId id) {
        int partition = store.partitionOf(id);
        for (int i = 0; i < MOST_CONFLICTS; i++) {
            JobRecord record = store.find(id).orElseThrow(() -> new UnknownJobException(id));
            // Of a job that is not held, the look is the answer: a call would start what somebody stops meanwhile.
            if (!record.nodes().isEmpty()) {
                throw new JobRunningException(id, record.nodes().get(0).name());
            }
            if (!isHeld(record)) {
                return new StartResult(false, record.state());
            }
            long had = record.counts().runs() - mapper.before(record.job());
            Due due = Schedule.resumed(mapper.job(record.job()), record.state(), had, clocks.lower(partition));
            StartAnswer answer = calls.make(
                    partition, call -> store.start(call, id, record.job().revision(), due));
            if (answer instanceof StartAnswer.Started started) {
                hint(partition, record.job().queue(), due, started.time());
                return new StartResult(true, record.state());
            }
            if (answer instanceof StartAnswer.Nothing nothing) {
                return new StartResult(false, nothing.state());
            }
            if (answer instanceof StartAnswer.Running running) {
                throw new JobRunningException(id, running.node().name());
            }
            if (answer instanceof StartAnswer.Unknown) {
                throw new UnknownJobException(id);
            }
        }
        throw new JobConflictException(id);
    }

    boolean remove(JobId id) {
        Optional<JobRecord> record = store.find(id);
        return record.isPresent() && remove(record.get());
    }

    private boolean remove(JobRecord record) {
        JobId id = record.job().id();
        ExecutorDefinition executor = executors.get(record.job().executor());
        Retention retention =
                executor == null ? settings.retention() : executor.retention().orElse(settings.retention());
        // The counts go with the job, so that there is nothing to account for.
        StopRequest request = new StopRequest(id, "", settings.node(), Optional.empty());
        StopAnswer answer = calls.make(store.partitionOf(id), call -> store.remove(call, request, retention));
        if (answer instanceof StopAnswer.Done done) {
            done.closed().forEach(this::tell);
            return true;
        }
        return false;
    }

    long stopAll() {
        return forAll(record ->
                record.state() != JobState.STOPPED && stopIfThere(record.job().id()));
    }

    long removeAll() {
        return forAll(this::remove);
    }

    private boolean stopIfThere(JobId id) {
        try {
            return stop(id, "", settings.node()).stopped();
        } catch (UnknownJobException e) {
            return false;
        }
    }

    /** Does something to each job, page by page, again and again until there is nothing left to do. */
    private long forAll(Function<JobRecord, Boolean> step) {
        long all = 0;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            long done = 0;
            for (int partition = 0; partition < store.partitions(); partition++) {
                String cursor = "";
                boolean more = true;
                while (more) {
                    JobPage page = store.list(new ListRequest(
                            partition, Optional.empty(), Optional.empty(), cursor, JobStore.MAX_LISTED_JOBS));
                    for (JobRecord record : page.jobs()) {
                        done += step.apply(record) ? 1 : 0;
                    }
                    more = page.cursor().isPresent();
                    cursor = page.cursor().orElse("");
                }
            }
            all += done;
            if (done == 0) {
                break;
            }
        }
        return all;
    }

    // ---- fire

    long fire(String keyword, @Nullable Object value, String eventId) {
        Names.check("keyword", keyword);
        Names.event(eventId);
        String json = data.writePayload("fire of " + keyword, value);
        long reached = 0;
        boolean full = false;
        for (int partition = 0; partition < store.partitions(); partition++) {
            FireRequest request = new FireRequest(partition, keyword, eventId, json);
            FireAnswer answer = calls.make(partition, call -> store.fire(call, request));
            if (answer instanceof FireAnswer.Reached jobs) {
                reached += jobs.jobs();
                if (jobs.jobs() > 0) {
                    listener.fired(partition, keyword);
                }
            } else {
                full = true;
            }
        }
        if (full) {
            throw new FireQueueFullException(keyword, JobStore.MAX_QUEUED_FIRES);
        }
        return reached;
    }

    /** Names an event that has no name. */
    String newEventId() {
        return calls.nextId();
    }

    // ---- details

    /** A run was closed by a step of the store: no other node hears of it. */
    private void tell(RunRecord closed) {
        if (events.isWanted()) {
            events.publish(new SchedulerEvent.RunStopped(runs.run(closed)));
        }
    }

    /** Jobs that share a key must stand in one partition, which alone can count them. */
    private Job placeable(Job job) {
        String key = job.limitKey().orElse(job.id().partitionKey());
        if (store.partitions() > 1 && !key.equals(job.id().partitionKey())) {
            throw new IllegalArgumentException(
                    "Job " + job.id() + " is limited by the key \"" + key + "\", and the store has "
                            + store.partitions()
                            + " partitions: all jobs of a key must stand in one of them. Give the job an id with the"
                            + " key as its tag, such as \"{" + key + "}"
                            + job.id().value().replaceFirst("^\\{[^}]*\\}", "") + "\"");
        }
        return job;
    }

    private void hint(int partition, String queue, Due due, Instant time) {
        if (due instanceof Due.At at) {
            listener.scheduled(partition, queue, StoreClock.nanos(at.instant()));
        } else if (due instanceof Due.In in) {
            listener.scheduled(partition, queue, StoreClock.nanos(time.plus(in.delay())));
        }
    }

    private static boolean isHeld(JobRecord record) {
        return record.state() == JobState.STOPPED || record.state() == JobState.FAILED;
    }

    private static List<String> names(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::name).toList();
    }

    private static long utf8Bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        return bytes;
    }
}
