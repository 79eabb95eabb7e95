package io.distributedscheduler.engine;

import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.codec.DetailCodec;
import io.distributedscheduler.codec.JobCodec;
import io.distributedscheduler.codec.TriggerTypes;
import io.distributedscheduler.signal.Signals;
import io.distributedscheduler.store.JobStore;
import java.util.List;
import java.util.Map;

/**
 * What the parts of a scheduler share: what it was built with, and what lives as long as it does. Executors and declared
 * jobs may become more when it starts; see {@link UserCode}.
 */
record SchedulerContext(
        JobStore store,
        Signals signals,
        GuardedRuntime runtime,
        SchedulerSettings settings,
        Map<String, ExecutorDefinition> executors,
        List<DeclaredJob> declared,
        TriggerTypes triggers,
        DataCodec data,
        JobCodec jobs,
        DetailCodec details,
        StoreClocks clocks,
        Calls calls,
        EventDispatcher events,
        Alarms alarms,
        Callbacks callbacks,
        Troubles troubles,
        HistoryRecorder history,
        LiveCode liveCode) {}
