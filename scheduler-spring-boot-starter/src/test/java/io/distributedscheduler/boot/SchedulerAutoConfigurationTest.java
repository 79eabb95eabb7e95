package io.distributedscheduler.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.codec.TriggerTypes;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.engine.SchedulerSettings;
import io.distributedscheduler.event.History;
import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.memory.InMemoryJobStore;
import io.distributedscheduler.memory.MemorySignals;
import io.distributedscheduler.signal.Signals;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.trigger.Trigger;
import io.distributedscheduler.trigger.TriggerType;
import jakarta.annotation.PostConstruct;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Which parts there are, and who may replace them. */
class SchedulerAutoConfigurationTest {

    private final ApplicationContextRunner inMemory = Contexts.inMemory();

    record Welcome(String firstName) {}

    static class Welcoming {
        @JobExecutor(eid = "welcome")
        String welcome(Welcome welcome) {
            return "Hello " + welcome.firstName();
        }
    }

    private static Run run(ApplicationContext context, Job job) throws Exception {
        DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);
        return scheduler.completion(scheduler.schedule(job)).get(10, SECONDS);
    }

    @Test
    void itRunsAJobInMemory() {
        inMemory.withBean(Welcoming.class).run(context -> {
            Run run = run(context, Job.of("welcome").payload(new Welcome("Ada")));

            assertThat(run.result(String.class)).contains("Hello Ada");
        });
    }

    @Test
    void itRunsAJobInMemoryWhereThereIsNoRedis() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SchedulerAutoConfiguration.class))
                .withPropertyValues("distributed-scheduler.store=memory")
                .withBean(Welcoming.class)
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.data.redis", "org.springframework.boot.data.redis", "io.lettuce"))
                .run(context -> assertThat(run(context, Job.of("welcome").payload(new Welcome("Ada")))
                                .result(String.class))
                        .contains("Hello Ada"));
    }

    @Test
    void itCanBeSwitchedOff() {
        inMemory.withPropertyValues("distributed-scheduler.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(DistributedScheduler.class)
                        .doesNotHaveBean(SchedulerLifecycle.class)
                        .doesNotHaveBean(JobStore.class));
    }

    @Test
    void theSchedulerCanBeReplaced() {
        DistributedScheduler own = mock(DistributedScheduler.class);
        inMemory.withBean(DistributedScheduler.class, () -> own).run(context -> {
            assertThat(context).getBean(DistributedScheduler.class).isSameAs(own);
            then(own).should().start();
        });
    }

    @Test
    void theStoreCanBeReplacedAndThenNeedsNoRedis() {
        MemorySignals signals = new MemorySignals();
        InMemoryJobStore own = new InMemoryJobStore(() -> Instant.EPOCH, signals);
        Contexts.scheduling().withBean(JobStore.class, () -> own).run(context -> {
            assertThat(context).hasNotFailed().getBean(JobStore.class).isSameAs(own);
            assertThat(context).doesNotHaveBean(Signals.class);
            assertThat(context).getBeans(RedisConnectionFactory.class).containsOnlyKeys("redisConnectionFactory");
        });
        Contexts.scheduling()
                .withBean(JobStore.class, () -> own)
                .withBean(Signals.class, () -> signals)
                .run(context -> assertThat(context).getBean(Signals.class).isSameAs(signals));
    }

    @Test
    void settingsRuntimeCodecAndTriggerTypesCanBeReplaced() {
        SchedulerSettings settings = SchedulerSettings.of("own");
        NodeRuntime runtime = NodeRuntime.system();
        DataCodec data = DataCodec.defaults();
        TriggerTypes types = TriggerTypes.builtIn();
        inMemory.withBean(SchedulerSettings.class, () -> settings)
                .withBean(NodeRuntime.class, () -> runtime)
                .withBean(DataCodec.class, () -> data)
                .withBean(TriggerTypes.class, () -> types)
                .run(context -> {
                    assertThat(context).getBean(SchedulerSettings.class).isSameAs(settings);
                    assertThat(context).getBean(NodeRuntime.class).isSameAs(runtime);
                    assertThat(context).getBean(DataCodec.class).isSameAs(data);
                    assertThat(context).getBean(TriggerTypes.class).isSameAs(types);
                });
    }

    @Test
    void customizersAreCalledInOrder() {
        inMemory.withUserConfiguration(Customizers.class).run(context -> {
            assertThat(context.getBean(Customizers.class).called).containsExactly("first", "second");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        final List<String> called = new ArrayList<>();

        @Bean
        @Order(2)
        SchedulerBuilderCustomizer second() {
            return builder -> called.add("second");
        }

        @Bean
        @Order(1)
        SchedulerBuilderCustomizer first() {
            return builder -> called.add("first");
        }
    }

    @Test
    void aCustomizerHasTheLastWord() {
        SchedulerBuilderCustomizer customizer = builder -> builder.settings(SchedulerSettings.of("customized"));
        inMemory.withBean(Welcoming.class)
                .withBean(SchedulerBuilderCustomizer.class, () -> customizer)
                .run(context -> assertThat(run(context, Job.of("welcome").payload(new Welcome("Ada")))
                                .node())
                        .isEqualTo("customized"));
    }

    @Test
    void aHistoryIsWritten() {
        Queue<HistoryEvent> events = new ConcurrentLinkedQueue<>();
        inMemory.withBean(Welcoming.class)
                .withBean(History.class, () -> events::add)
                .run(context -> {
                    run(context, Job.of("welcome").payload(new Welcome("Ada")));

                    assertThat(events).extracting(HistoryEvent::type).contains("start", "end");
                });
    }

    @Test
    void payloadsAreWrittenByTheMapperOfTheApplication() {
        JsonMapper snakeCase = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
        inMemory.withBean(JsonMapper.class, () -> snakeCase).run(context -> {
            DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);
            JobId id = scheduler.schedule(Job.of("nobody").payload(new Welcome("Ada")));

            assertThat(payload(scheduler, id)).isEqualTo("{\"first_name\":\"Ada\"}");
        });
        inMemory.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
                .run(context -> {
                    DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);
                    JobId id = scheduler.schedule(Job.of("nobody").payload(new Welcome("Ada")));

                    assertThat(payload(scheduler, id)).isEqualTo("{\"first_name\":\"Ada\"}");
                });
    }

    @Test
    void withoutAMapperOfTheApplicationAPlainOneDoes() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SchedulerAutoConfiguration.class))
                .withPropertyValues("distributed-scheduler.store=memory")
                .run(context -> {
                    DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);
                    JobId id = scheduler.schedule(Job.of("nobody").payload(new Welcome("Ada")));

                    assertThat(payload(scheduler, id)).isEqualTo("{\"firstName\":\"Ada\"}");
                });
    }

    private static String payload(DistributedScheduler scheduler, JobId id) {
        return ((Encoded) scheduler
                        .find(id)
                        .orElseThrow()
                        .job()
                        .orElseThrow()
                        .payload()
                        .orElseThrow())
                .json();
    }

    @Test
    void triggersOfTheUserAreStored() {
        inMemory.withBean(WheneverType.class).run(context -> {
            DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);
            JobId id = scheduler.schedule(Job.of("nobody").trigger(new Whenever("full moon")));

            assertThat(scheduler.find(id).orElseThrow().job().orElseThrow().trigger())
                    .isEqualTo(new Whenever("full moon"));
        });
    }

    record Whenever(String occasion) implements Trigger {
        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(Instant.parse("2100-01-01T00:00:00Z"));
        }
    }

    static class WheneverType implements TriggerType<Whenever> {
        @Override
        public String name() {
            return "whenever";
        }

        @Override
        public Class<Whenever> type() {
            return Whenever.class;
        }

        @Override
        public String write(Whenever trigger) {
            return trigger.occasion();
        }

        @Override
        public Whenever read(String text) {
            return new Whenever(text);
        }
    }

    @Test
    void anExecutorMayHaveTheSchedulerInjected() {
        inMemory.withBean(Chain.class).run(context -> {
            DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);

            assertThat(scheduler
                            .completion(JobId.of("at-first"))
                            .get(10, SECONDS)
                            .result(String.class))
                    .contains("ran");
        });
    }

    static class Chain {

        private final DistributedScheduler scheduler;

        Chain(DistributedScheduler scheduler) {
            this.scheduler = scheduler;
        }

        /** Before the scheduler has started, and before it knows its executors. */
        @PostConstruct
        void atFirst() {
            scheduler.schedule(Job.of("chain").id("at-first"));
        }

        @JobExecutor(eid = "chain")
        String run() {
            return "ran";
        }
    }

    @Test
    void declaredJobsAreMade() {
        inMemory.withBean(Declares.class)
                .withPropertyValues(
                        "spring.application.name=shop",
                        "distributed-scheduler.jobs.by-property.executor=declares",
                        "distributed-scheduler.jobs.by-property.every=1h",
                        "distributed-scheduler.jobs.by-property.payload.name=Ada")
                .run(context -> {
                    DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);

                    await().until(() -> scheduler.exists(JobId.of("shop.declares")));
                    await().until(() -> scheduler.exists(JobId.of("shop.by-property")));
                    assertThat(payload(scheduler, JobId.of("shop.by-property"))).isEqualTo("{\"name\":\"Ada\"}");
                });
    }

    static class Declares {
        @JobExecutor(eid = "declares", keyword = "go")
        void run() {}
    }

    @Test
    void lazyInitializationChangesNothing() {
        inMemory.withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withBean(Chain.class)
                .withBean(Welcoming.class)
                .run(context -> assertThat(run(context, Job.of("welcome").payload(new Welcome("Ada")))
                                .result(String.class))
                        .contains("Hello Ada"));
    }

    @Test
    void executorsAndSchedulersOfTheApplicationStay() {
        String[] before = beansOf(Contexts.plain());
        String[] with = beansOf(inMemory);

        assertThat(before).contains("applicationTaskExecutor");
        assertThat(with).isEqualTo(before);
    }

    private static String[] beansOf(ApplicationContextRunner runner) {
        List<String> names = new ArrayList<>();
        runner.withUserConfiguration(Scheduling.class).run(context -> {
            names.addAll(List.of(context.getBeanNamesForType(Executor.class)));
            names.addAll(List.of(context.getBeanNamesForType(TaskScheduler.class)));
        });
        return names.toArray(String[]::new);
    }

    @EnableScheduling
    static class Scheduling {}
}
