package io.distributedscheduler.engine;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.codec.DetailCodec;
import io.distributedscheduler.codec.JobCodec;
import io.distributedscheduler.codec.TriggerTypes;
import io.distributedscheduler.event.AlarmListener;
import io.distributedscheduler.event.History;
import io.distributedscheduler.event.SchedulerListener;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.signal.Signals;
import io.distributedscheduler.store.JobStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Builds a scheduler: one node, once started, of all those that share the store.
 *
 * <pre>{@code
 * DistributedScheduler scheduler = new SchedulerBuilder(store, signals)
 *         .settings(SchedulerSettings.of("node-a"))
 *         .executor(new ExecutorDefinition("welcome-mail", Welcome.class, new WelcomeMail()))
 *         .build();
 * scheduler.start();
 * }</pre>
 */
public final class SchedulerBuilder {

    private final JobStore store;
    private final Signals signals;
    private final Map<String, ExecutorDefinition> executors = new LinkedHashMap<>();
    private final Map<JobId, DeclaredJob> declared = new LinkedHashMap<>();
    private final List<SchedulerListener> listeners = new ArrayList<>();
    private final List<AlarmListener> alarmListeners = new ArrayList<>();
    private final List<Supplier<? extends Collection<ExecutorDefinition>>> executorSources = new ArrayList<>();
    private final List<Supplier<? extends Collection<DeclaredJob>>> declaredSources = new ArrayList<>();
    private Optional<SchedulerSettings> settings = Optional.empty();
    private DataCodec data = DataCodec.defaults();
    private TriggerTypes triggers = TriggerTypes.builtIn();
    private History history = History.NONE;
    private NodeRuntime runtime = new SystemRuntime();
    private UnaryOperator<DistributedScheduler> decoration = UnaryOperator.identity();

    /** A scheduler on the store, whose signals come by {@code signals}. */
    public SchedulerBuilder(JobStore store, Signals signals) {
        this.store = store;
        this.signals = signals;
        this.executorSources.add(() -> List.copyOf(executors.values()));
        this.declaredSources.add(() -> List.copyOf(declared.values()));
    }

    /** How the node behaves; {@link SchedulerSettings#of} a random name unless set. */
    public SchedulerBuilder settings(SchedulerSettings settings) {
        this.settings = Optional.of(settings);
        return this;
    }

    /**
     * Adds user code.
     *
     * @throws IllegalArgumentException when there is one of that eid
     */
    public SchedulerBuilder executor(ExecutorDefinition executor) {
        UserCode.add(executors, executor);
        return this;
    }

    /**
     * Adds user code that is found after the scheduler was built, such as beans that get the scheduler injected: asked
     * when the scheduler starts, each time anew. Before that all but running jobs works, with the default retention.
     * Two executors of one eid then let {@code start} throw.
     */
    public SchedulerBuilder executors(Supplier<? extends Collection<ExecutorDefinition>> later) {
        executorSources.add(later);
        return this;
    }

    /** How payloads and results are written; as {@link DataCodec#defaults} does unless set. */
    public SchedulerBuilder data(DataCodec data) {
        this.data = data;
        return this;
    }

    /** The users' own types of triggers; none unless set. */
    public SchedulerBuilder triggers(TriggerTypes triggers) {
        this.triggers = triggers;
        return this;
    }

    /** Adds a listener. */
    public SchedulerBuilder listener(SchedulerListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Adds a listener for alarms. */
    public SchedulerBuilder alarmListener(AlarmListener listener) {
        alarmListeners.add(listener);
        return this;
    }

    /** Receives the history of the node; nobody unless set. */
    public SchedulerBuilder history(History history) {
        this.history = history;
        return this;
    }

    /**
     * Adds a job that all nodes of the application declare, and reconcile when they start.
     *
     * @throws IllegalArgumentException when there is one of that id
     */
    public SchedulerBuilder declared(DeclaredJob job) {
        UserCode.add(declared, job);
        return this;
    }

    /** Adds declared jobs that are found after the scheduler was built; as {@link #executors}. */
    public SchedulerBuilder declared(Supplier<? extends Collection<DeclaredJob>> later) {
        declaredSources.add(later);
        return this;
    }

    /** Time and threads; those of the machine unless set. */
    public SchedulerBuilder runtime(NodeRuntime runtime) {
        this.runtime = runtime;
        return this;
    }

    /**
     * Puts something around the scheduler that callers get, such as what does more than the call, or does it later. What is
     * added last is the outermost. It must pass on what starts and stops the scheduler.
     */
    public SchedulerBuilder decorate(UnaryOperator<DistributedScheduler> decoration) {
        UnaryOperator<DistributedScheduler> inner = this.decoration;
        this.decoration = scheduler -> decoration.apply(inner.apply(scheduler));
        return this;
    }

    /** The scheduler, not started. Does not call the store. */
    public DistributedScheduler build() {
        GuardedRuntime runtime = new GuardedRuntime(this.runtime);
        SchedulerSettings chosen =
                settings.orElseGet(() -> SchedulerSettings.of("node-" + Long.toUnsignedString(runtime.random(), 36)));
        StoreClocks clocks = new StoreClocks(store, runtime);
        UserCode code = new UserCode(executorSources, declaredSources);
        EventDispatcher events = new EventDispatcher(runtime, "scheduler-" + chosen.node() + "-events", listeners);
        Alarms alarms = new Alarms(
                runtime, "scheduler-" + chosen.node() + "-alarms", new AlarmTexts(chosen.node(), chosen.lateAfter()));
        SchedulerContext context = new SchedulerContext(
                store,
                signals,
                runtime,
                chosen,
                code.executors(),
                code.declared(),
                triggers,
                data,
                new JobCodec(data, triggers),
                new DetailCodec(data),
                clocks,
                new Calls(runtime, clocks, chosen.commandTimeout().multipliedBy(2)),
                events,
                alarms,
                new Callbacks(runtime, "scheduler-" + chosen.node() + "-futures"),
                new Troubles(runtime),
                new HistoryRecorder(history, runtime, chosen.node()),
                new LiveCode());
        NodeScheduler scheduler = new NodeScheduler(context, code);
        alarmListeners.forEach(scheduler::addAlarmListener);
        return decoration.apply(scheduler);
    }
}
