package io.distributedscheduler.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.event.SchedulerListener;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.redis.server.FaultyProxy;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.connection.DisconnectedEvent;
import io.lettuce.core.event.connection.ReconnectAttemptEvent;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** The scheduler's connections to a real Redis, when the network or the server fails. */
@Tag("redis")
class RedisFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RedisServerProcess server = RedisServerProcess.start();
    private final FaultyProxy proxy = FaultyProxy.to(server);
    private final Queue<SchedulerEvent> events = new ConcurrentLinkedQueue<>();
    private final Queue<Event> connectionEvents = new ConcurrentLinkedQueue<>();
    private ApplicationContextRunner runner;

    static class Mailing {
        @JobExecutor(eid = "mail")
        String mail() {
            return "mailed";
        }
    }

    @BeforeEach
    void behindTheProxy() {
        runner = Contexts.scheduling()
                .withBean(Mailing.class)
                .withBean(SchedulerListener.class, () -> events::add)
                .withPropertyValues(
                        "spring.application.name=shop",
                        "spring.data.redis.port=" + proxy.port(),
                        "distributed-scheduler.shutdown-timeout=1s");
    }

    @AfterEach
    void end() {
        proxy.close();
        server.close();
    }

    @Test
    void aConnectionThatFellSilentIsClosedAndWorkResumesWithoutARestart() {
        runner.withPropertyValues("distributed-scheduler.lease=2s").run(context -> {
            record(context);
            assertThat(mail(context)).isEqualTo("mailed");

            proxy.blackHole();
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(events).hasAtLeastOneElementOfType(SchedulerEvent.StoreAway.class);
                assertThat(connectionEvents).hasAtLeastOneElementOfType(DisconnectedEvent.class);
            });
            proxy.heal();

            assertThat(eventuallyMailed(context)).isEqualTo("mailed");
            assertThat(events).hasAtLeastOneElementOfType(SchedulerEvent.StoreBack.class);
        });
    }

    @Test
    void whatIsAskedWhileThereIsNoConnectionIsRefusedAndNeverDone() {
        runner.withPropertyValues("distributed-scheduler.concurrency=0").run(context -> {
            StringRedisTemplate template = context.getBean(RedisAccess.class).template();
            record(context);
            template.opsForValue().set("asked", "0");

            server.kill();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(connectionEvents).hasAtLeastOneElementOfType(DisconnectedEvent.class));
            assertThatThrownBy(() -> template.opsForValue().increment("asked"))
                    .rootCause()
                    .hasMessageContaining("Commands are rejected");
            server.restart();

            await().atMost(PATIENCE).ignoreExceptions().until(() -> template.hasKey("asked") != null);
            assertThat(template.opsForValue().get("asked")).isNotEqualTo("1");
        });
    }

    @Test
    void itConnectsAtAnEvenPaceHoweverLongRedisIsAway() {
        runner.withPropertyValues("distributed-scheduler.concurrency=0").run(context -> {
            StringRedisTemplate template = context.getBean(RedisAccess.class).template();
            record(context);
            template.hasKey("any");

            server.kill();
            // By now the driver as Boot sets it up would pause for some four seconds, and longer each time.
            await().atMost(PATIENCE)
                    .until(() -> connectionEvents.stream()
                            .anyMatch(event ->
                                    event instanceof ReconnectAttemptEvent attempt && attempt.getAttempt() >= 12));
            server.restart();

            await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(20))
                    .ignoreExceptions()
                    .until(() -> template.hasKey("any") != null);
        });
    }

    @Test
    void theQueueOfCommandsIsBounded() {
        runner.withPropertyValues(
                        "distributed-scheduler.concurrency=0",
                        "distributed-scheduler.lease=5m",
                        "distributed-scheduler.command-timeout=1m")
                .run(context -> {
                    @SuppressWarnings("unchecked") // What Spring Data's shared connection is.
                    RedisAsyncCommands<byte[], byte[]> commands = (RedisAsyncCommands<byte[], byte[]>)
                            own(context).getConnection().getNativeConnection();
                    proxy.blackHole();
                    List<RedisFuture<String>> asked = new ArrayList<>();
                    for (int i = 0; i < 10_100; i++) {
                        asked.add(commands.ping());
                    }

                    await().atMost(PATIENCE).until(() -> asked.stream().anyMatch(RedisFuture::isDone));
                    assertThat(asked.get(10_099).toCompletableFuture())
                            .failsWithin(PATIENCE)
                            .withThrowableThat()
                            .withMessageContaining("size exceeded: 10000");
                    proxy.heal();
                });
    }

    @Test
    void aNodeListensAgainAfterItsConnectionsWereCut() {
        // Beats are half an hour apart, so that only a signal can tell the node in time.
        runner.withPropertyValues("distributed-scheduler.lease=1h")
                .run(node -> Contexts.scheduling()
                        .withPropertyValues(
                                "spring.data.redis.port=" + server.port(),
                                "distributed-scheduler.lease=1h",
                                "distributed-scheduler.concurrency=0")
                        .run(shop -> {
                            assertThat(mail(shop)).isEqualTo("mailed");
                            record(node);

                            proxy.cutConnections();

                            // What is told before it listens again, it asks for when it does.
                            assertThat(mail(shop)).isEqualTo("mailed");
                            assertThat(connectionEvents).hasAtLeastOneElementOfType(DisconnectedEvent.class);
                        }));
    }

    @Test
    void itsCommandsAreNotObservedThoughThoseOfTheApplicationAre() {
        Queue<String> observed = new ConcurrentLinkedQueue<>();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                observed.add(context.getName());
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        runner.withConfiguration(AutoConfigurations.of(LettuceObservationAutoConfiguration.class))
                .withBean(ObservationRegistry.class, () -> registry)
                .run(context -> {
                    assertThat(mail(context)).isEqualTo("mailed");
                    assertThat(observed).isEmpty();

                    context.getBean("stringRedisTemplate", StringRedisTemplate.class)
                            .hasKey("any");
                    assertThat(observed).isNotEmpty();
                });
    }

    private void record(AssertableApplicationContext context) {
        own(context)
                .getClientConfiguration()
                .getClientResources()
                .orElseThrow()
                .eventBus()
                .get()
                .subscribe(connectionEvents::add);
    }

    private static LettuceConnectionFactory own(AssertableApplicationContext context) {
        return (LettuceConnectionFactory) context.getBean(RedisAccess.class).connections();
    }

    private static String mail(AssertableApplicationContext context) throws Exception {
        DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);
        JobId id = scheduler.schedule(Job.of("mail"));
        return scheduler
                .completion(id)
                .get(PATIENCE.toSeconds(), SECONDS)
                .result(String.class)
                .orElse("");
    }

    /** Once the store answers again. */
    private static String eventuallyMailed(AssertableApplicationContext context) {
        return await().atMost(PATIENCE).ignoreExceptions().until(() -> mail(context), result -> !result.isEmpty());
    }
}
