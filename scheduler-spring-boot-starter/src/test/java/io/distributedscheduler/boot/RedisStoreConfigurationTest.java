package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.redis.RedisJobStore;
import io.distributedscheduler.redis.RedisStoreSettings;
import io.distributedscheduler.store.JobStore;
import io.lettuce.core.ClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/** The parts that keep jobs in Redis, without a Redis: nobody listens on port 1. */
class RedisStoreConfigurationTest {

    private final ApplicationContextRunner runner = Contexts.scheduling()
            .withPropertyValues("spring.data.redis.port=1", "distributed-scheduler.shutdown-timeout=1s");

    @Test
    void jobsAreKeptInRedisUnlessToldOtherwise() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(DistributedScheduler.class)
                .getBean(JobStore.class)
                .isInstanceOf(RedisJobStore.class));
    }

    @Test
    void anApplicationStartsWithoutItsRedis() {
        runner.run(context -> assertThat(
                        context.getBean(DistributedScheduler.class).isRunning())
                .isTrue());
    }

    @Test
    void connectionsTemplatesAndContainersOfTheApplicationStay() {
        List<String> before = redisBeans(Contexts.plain());
        List<String> with = redisBeans(runner);

        assertThat(before)
                .contains(
                        "redisConnectionFactory",
                        "redisTemplate",
                        "stringRedisTemplate",
                        "redisMessageListenerContainer");
        assertThat(with).isEqualTo(before);
        runner.withUserConfiguration(UsesRedis.class).run(context -> {
            UsesRedis user = context.getBean(UsesRedis.class);
            assertThat(user.connections).isSameAs(context.getBean("redisConnectionFactory"));
            assertThat(user.template).isSameAs(context.getBean("stringRedisTemplate"));
            assertThat(user.container).isSameAs(context.getBean("redisMessageListenerContainer"));
        });
    }

    private static List<String> redisBeans(ApplicationContextRunner runner) {
        List<String> names = new ArrayList<>();
        runner.run(context -> {
            names.addAll(List.of(context.getBeanNamesForType(RedisConnectionFactory.class)));
            names.addAll(List.of(context.getBeanNamesForType(RedisTemplate.class)));
            names.addAll(List.of(context.getBeanNamesForType(RedisMessageListenerContainer.class)));
        });
        return names;
    }

    @Configuration(proxyBeanMethods = false)
    static class UsesRedis {
        @Autowired
        RedisConnectionFactory connections;

        @Autowired
        StringRedisTemplate template;

        @Autowired
        RedisMessageListenerContainer container;
    }

    @Test
    void theConnectionFollowsBootsPropertiesButForItsTimeout() {
        runner.withPropertyValues(
                        "spring.data.redis.host=there",
                        "spring.data.redis.database=3",
                        "spring.data.redis.password=secret",
                        "spring.data.redis.client-name=shop",
                        "spring.data.redis.connect-timeout=3s",
                        "spring.data.redis.timeout=40s",
                        "spring.data.redis.lettuce.shutdown-timeout=7ms",
                        "distributed-scheduler.concurrency=0")
                .run(context -> {
                    LettuceConnectionFactory own = own(context);
                    assertThat(own).isNotSameAs(context.getBean("redisConnectionFactory"));
                    assertThat(own.getHostName()).isEqualTo("there");
                    assertThat(own.getDatabase()).isEqualTo(3);
                    assertThat(own.getPassword()).isEqualTo("secret");
                    LettuceClientConfiguration client = own.getClientConfiguration();
                    assertThat(client.getCommandTimeout()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(client.getClientName()).contains("shop");
                    assertThat(client.getShutdownTimeout()).isEqualTo(Duration.ofMillis(7));
                    assertThat(client.getClientOptions()
                                    .orElseThrow()
                                    .getSocketOptions()
                                    .getConnectTimeout())
                            .isEqualTo(Duration.ofSeconds(3));
                });
    }

    @Test
    void theConnectionIsSecuredByTheSslBundle() {
        runner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withPropertyValues("spring.data.redis.ssl.enabled=true", "distributed-scheduler.concurrency=0")
                .run(context -> assertThat(own(context).getClientConfiguration().isUseSsl())
                        .isTrue());
        runner.withPropertyValues("spring.data.redis.url=rediss://there:1", "distributed-scheduler.concurrency=0")
                .run(context -> assertThat(own(context).getClientConfiguration().isUseSsl())
                        .isTrue());
    }

    @Test
    void bootsCustomizersAreCalled() {
        LettuceClientOptionsBuilderCustomizer options = builder -> builder.pingBeforeActivateConnection(false);
        LettuceClientConfigurationBuilderCustomizer client = builder -> builder.clientName("customized");
        runner.withPropertyValues("distributed-scheduler.concurrency=0")
                .withBean(LettuceClientOptionsBuilderCustomizer.class, () -> options)
                .withBean(LettuceClientConfigurationBuilderCustomizer.class, () -> client)
                .run(context -> {
                    LettuceClientConfiguration configuration = own(context).getClientConfiguration();
                    assertThat(configuration.getClientOptions().orElseThrow().isPingBeforeActivateConnection())
                            .isFalse();
                    assertThat(configuration.getClientName()).contains("customized");
                });
    }

    @Test
    void aConnectionOfTheApplicationIsUsedAsItIs() {
        LettuceConnectionFactory users = connections(Duration.ofSeconds(2));
        runner.withBean("mine", RedisConnectionFactory.class, () -> users).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(RedisAccess.class).connections()).isSameAs(users);
        });
    }

    @Test
    void aConnectionForTheSchedulerIsUsedInsteadOfTheOther() {
        LettuceConnectionFactory users = connections(Duration.ofMinutes(1));
        LettuceConnectionFactory forUs = connections(Duration.ofSeconds(2));
        runner.withBean("mine", LettuceConnectionFactory.class, () -> users, bean -> bean.setPrimary(true))
                .withBean(SharedRedisConfiguration.CONNECTIONS, LettuceConnectionFactory.class, () -> forUs)
                .run(context -> assertThat(context.getBean(RedisAccess.class).connections())
                        .isSameAs(forUs));
    }

    @Test
    void limitsThatTheGuaranteesNeedAreNotOpenToCustomizers() {
        LettuceClientOptionsBuilderCustomizer options = builder -> builder.autoReconnect(false)
                .requestQueueSize(Integer.MAX_VALUE)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.ACCEPT_COMMANDS);
        LettuceClientConfigurationBuilderCustomizer client = builder -> builder.commandTimeout(Duration.ofMinutes(1));
        runner.withPropertyValues("distributed-scheduler.concurrency=0")
                .withBean(LettuceClientOptionsBuilderCustomizer.class, () -> options)
                .withBean(LettuceClientConfigurationBuilderCustomizer.class, () -> client)
                .run(context -> {
                    LettuceClientConfiguration configuration = own(context).getClientConfiguration();
                    assertThat(configuration.getCommandTimeout()).isEqualTo(Duration.ofSeconds(1));
                    ClientOptions result = configuration.getClientOptions().orElseThrow();
                    assertThat(result.isAutoReconnect()).isTrue();
                    assertThat(result.getRequestQueueSize()).isEqualTo(10_000);
                    assertThat(result.getDisconnectedBehavior())
                            .isEqualTo(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
                    assertThat(configuration
                                    .getClientResources()
                                    .orElseThrow()
                                    .reconnectDelay()
                                    .createDelay(9))
                            .isEqualTo(Duration.ofMillis(250));
                });
    }

    @Test
    void aConnectionThatIsTooSlowFailsTheStart() {
        FailureAnalysis analysis = Failures.analysis(
                runner.withBean("mine", RedisConnectionFactory.class, () -> connections(Duration.ofMinutes(1))));

        assertThat(analysis.getDescription())
                .startsWith("The Redis connection factory that the scheduler uses has a command timeout of 60000 ms."
                        + " That is more than a third of the lease (distributed-scheduler.lease is 10000 ms)");
        assertThat(analysis.getAction()).startsWith("Set a command timeout of at most 3333 ms");
    }

    @Test
    void withoutRedisClassesTheStartFailsAndSaysWhatIsMissing() {
        FailureAnalysis analysis = Failures.analysis(new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SchedulerAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.data.redis", "org.springframework.boot.data.redis", "io.lettuce")));

        assertThat(analysis.getDescription())
                .startsWith(
                        "The scheduler keeps its jobs in Redis, and the classes that it needs for that are not there");
        assertThat(analysis.getAction())
                .startsWith("Add org.springframework.boot:spring-boot-starter-data-redis")
                .contains("set distributed-scheduler.store=memory");
    }

    @Test
    void withoutConnectionDetailsTheStartFailsAndSaysWhatIsMissing() {
        FailureAnalysis analysis = Failures.analysis(new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SchedulerAutoConfiguration.class)));

        assertThat(analysis.getDescription()).contains("nothing says where Redis is");
        assertThat(analysis.getAction()).startsWith("Let Spring Boot read spring.data.redis.*");
    }

    @Test
    void theStoreIsCutIntoPartitionsOnACluster() {
        SchedulerProperties properties = Yaml.properties("distributed-scheduler: { prefix: p, namespace: n }");

        assertThat(RedisSettingsReader.settings(properties, connections(Duration.ofSeconds(1))))
                .isEqualTo(new RedisStoreSettings("p", "n", 1));
        assertThat(RedisSettingsReader.settings(
                                properties,
                                new LettuceConnectionFactory(new RedisClusterConfiguration().clusterNode("there", 1)))
                        .partitions())
                .isEqualTo(16);
        assertThat(RedisSettingsReader.settings(Yaml.properties("distributed-scheduler.partitions: 4"), null)
                        .partitions())
                .isEqualTo(4);
    }

    @Test
    void whatIsNotAllowedNamesTheProperty() {
        for (String property : List.of("prefix: 'a b'", "namespace: '{a}'", "partitions: 0")) {
            SchedulerProperties properties = Yaml.properties("distributed-scheduler." + property);
            assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                    .isThrownBy(() -> RedisSettingsReader.settings(properties, null))
                    .satisfies(
                            e -> assertThat("distributed-scheduler." + property).startsWith(e.getName()));
        }
    }

    private static LettuceConnectionFactory own(AssertableApplicationContext context) {
        return (LettuceConnectionFactory) context.getBean(RedisAccess.class).connections();
    }

    private static LettuceConnectionFactory connections(Duration timeout) {
        return new LettuceConnectionFactory(
                new RedisStandaloneConfiguration("localhost", 1),
                LettuceClientConfiguration.builder().commandTimeout(timeout).build());
    }
}
