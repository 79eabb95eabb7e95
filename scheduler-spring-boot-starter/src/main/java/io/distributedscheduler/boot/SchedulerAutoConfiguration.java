package io.distributedscheduler.boot;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.codec.TriggerTypes;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.engine.SchedulerBuilder;
import io.distributedscheduler.engine.SchedulerSettings;
import io.distributedscheduler.event.AlarmListener;
import io.distributedscheduler.event.History;
import io.distributedscheduler.event.SchedulerListener;
import io.distributedscheduler.signal.Signals;
import io.distributedscheduler.store.JobStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/** Auto-configuration for the distributed scheduler. */
// Before Boot's, so that a connection factory which exists by now is the user's.
@AutoConfiguration(beforeName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnBooleanProperty(name = "distributed-scheduler.enabled", matchIfMissing = true)
@EnableConfigurationProperties(SchedulerProperties.class)
@Import({
    ExecutorConfiguration.class,
    DataConfiguration.class,
    MemoryStoreConfiguration.class,
    RedisStoreConfiguration.class,
    MissingStoreConfiguration.class
})
@ImportRuntimeHints(SchedulerRuntimeHints.class)
public final class SchedulerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    SchedulerSettings distributedSchedulerSettings(
            SchedulerProperties properties, Environment environment, ObjectProvider<LifecycleProperties> lifecycle) {
        SchedulerSettings settings = new SettingsReader(properties, environment).settings();
        lifecycle.ifAvailable(phases -> ShutdownRule.check(settings, phases.getTimeoutPerShutdownPhase()));
        return settings;
    }

    @Bean
    @ConditionalOnMissingBean
    NodeRuntime distributedSchedulerRuntime() {
        return NodeRuntime.system();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    DistributedScheduler distributedScheduler(
            SchedulerSettings settings,
            JobStore store,
            ObjectProvider<Signals> signals,
            DataCodec data,
            TriggerTypes triggers,
            NodeRuntime runtime,
            JobExecutorRegistrar executors,
            ObjectProvider<History> history,
            ObjectProvider<SchedulerBuilderCustomizer> customizers) {
        SchedulerBuilder builder = new SchedulerBuilder(store, signals.getIfAvailable(NoSignals::new))
                .settings(settings)
                .data(data)
                .triggers(triggers)
                .runtime(runtime)
                .executors(executors::executors)
                .declared(executors::declared);
        history.ifAvailable(builder::history);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    SchedulerJoining distributedSchedulerJoining(
            DistributedScheduler scheduler, JobExecutorRegistrar executors, NodeRuntime runtime) {
        return new SchedulerJoining(scheduler, executors, runtime);
    }

    @Bean
    SchedulerLifecycle distributedSchedulerLifecycle(DistributedScheduler scheduler, NodeRuntime runtime) {
        return new SchedulerLifecycle(scheduler, runtime);
    }

    @Bean
    ListenerRegistrar distributedSchedulerListeners(
            DistributedScheduler scheduler,
            ObjectProvider<SchedulerListener> listeners,
            ObjectProvider<AlarmListener> alarmListeners) {
        return new ListenerRegistrar(scheduler, listeners, alarmListeners);
    }

    @Bean
    SchedulerListener distributedSchedulerEvents(ApplicationEventPublisher publisher) {
        return new ApplicationEvents(publisher);
    }
}
