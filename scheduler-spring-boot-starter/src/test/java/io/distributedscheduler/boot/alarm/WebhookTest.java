package io.distributedscheduler.boot.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.boot.Contexts;
import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.engine.Logged;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.event.Alarm;
import io.distributedscheduler.event.AlarmListener;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.RunError;
import io.distributedscheduler.retry.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Alarms over real HTTP, and what a chat makes of them. */
@Isolated
class WebhookTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChatServer chat = new ChatServer();

    private final ApplicationContextRunner shop = Contexts.inMemory()
            .withConfiguration(AutoConfigurations.of(WebhookAutoConfiguration.class))
            .withBean(Printing.class);

    @AfterEach
    void end() {
        chat.close();
    }

    static final class Printing {
        @JobExecutor(eid = "print")
        void print() {
            throw new IllegalStateException("no <paper> in \"tray\" 2\n");
        }
    }

    private static Job failing() {
        return Job.of("print").id("invoice").retry(RetryPolicy.attempts(1));
    }

    private Webhook webhook(int attempts) {
        return new Webhook(
                new HttpPost(URI.create(chat.url()), Map.of(), Duration.ofSeconds(5)),
                DataCodec.defaults(),
                NodeRuntime.system(),
                attempts);
    }

    private static Alarm alarm(int number) {
        return new Alarm(
                Alarm.Kind.LATE,
                "alarm " + number,
                "print",
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.EPOCH),
                "node-a",
                Optional.empty(),
                0);
    }

    private List<String> texts() {
        return chat.posted.stream()
                .map(posted -> posted.json().get("text").asString())
                .toList();
    }

    @Test
    void aFailedJobIsPosted() {
        shop.withPropertyValues(
                        "distributed-scheduler.node=node-a",
                        "distributed-scheduler.alarms.webhook.url=" + chat.url(),
                        "distributed-scheduler.alarms.webhook.headers.Authorization=Bearer secret")
                .run(context -> {
                    context.getBean(DistributedScheduler.class).schedule(failing());

                    await().atMost(PATIENCE).until(() -> chat.posted.size() == 1);
                    ChatServer.Posted posted = chat.posted.get(0);
                    assertThat(posted.authorization()).isEqualTo("Bearer secret");
                    assertThat(posted.json().get("kind").asString()).isEqualTo("FAILED");
                    assertThat(posted.json().get("executor").asString()).isEqualTo("print");
                    assertThat(posted.json().get("job").asString()).isEqualTo("invoice");
                    assertThat(posted.json().get("run").asString()).startsWith("invoice#");
                    assertThat(posted.json().get("node").asString()).isEqualTo("node-a");
                    assertThat(Instant.parse(posted.json().get("due").asString()))
                            .isBeforeOrEqualTo(Instant.now());
                    assertThat(posted.json().get("more").asLong()).isZero();
                    assertThat(posted.json().get("text").asString())
                            .startsWith("FAILED: Job invoice (executor print) has failed for good, at attempt 1")
                            .endsWith("java.lang.IllegalStateException: no <paper> in \"tray\" 2\n");
                });
    }

    @Test
    void withoutAnAddressThereIsNone() {
        shop.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(AlarmListener.class));
    }

    @Test
    void listenersOfTheApplicationAreToldBesideIt() {
        List<Alarm> alarms = new CopyOnWriteArrayList<>();
        shop.withPropertyValues("distributed-scheduler.alarms.webhook.url=" + chat.url())
                .withBean("mail", AlarmListener.class, () -> alarms::add)
                .run(context -> {
                    context.getBean(DistributedScheduler.class).schedule(failing());

                    await().atMost(PATIENCE).until(() -> chat.posted.size() == 1);
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(alarms)
                                    .singleElement()
                                    .satisfies(alarm -> assertThat(alarm.job()).contains(new JobId("invoice"))));
                });
    }

    @Test
    void whatIsNotTakenIsPostedAgainBeforeWhatComesAfter() {
        chat.answersNext(503, 429);
        Webhook webhook = webhook(5);
        webhook.onAlarm(alarm(1));
        webhook.onAlarm(alarm(2));

        await().atMost(PATIENCE).until(() -> chat.posted.size() == 4);
        assertThat(texts()).containsExactly("LATE: alarm 1", "LATE: alarm 1", "LATE: alarm 1", "LATE: alarm 2");
    }

    @Test
    void whatIsRefusedIsNotPostedAgain() {
        try (Logged logged = new Logged()) {
            chat.answersNext(404, 302);
            Webhook webhook = webhook(5);
            webhook.onAlarm(alarm(1));
            webhook.onAlarm(alarm(2));
            webhook.onAlarm(alarm(3));

            await().atMost(PATIENCE).until(() -> chat.posted.size() == 3);
            assertThat(texts()).containsExactly("LATE: alarm 1", "LATE: alarm 2", "LATE: alarm 3");
            assertThat(logged.lines("ERROR"))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("status 404") && line.contains("alarm 1"))
                    .allMatch(line -> !line.contains("hooks"));
        }
    }

    @Test
    void afterTheLastAttemptItIsLostAndSaysSo() {
        try (Logged logged = new Logged()) {
            chat.answersNext(500, 500);
            Webhook webhook = webhook(2);
            webhook.onAlarm(alarm(1));

            await().atMost(PATIENCE)
                    .until(() -> logged.lines("ERROR").stream().anyMatch(line -> line.contains("alarm 1")));
            assertThat(chat.posted).hasSize(2);
        }
    }

    @Test
    void aServerThatIsNotThereLosesNothingUntilTheLastAttempt() {
        chat.close();
        try (Logged logged = new Logged()) {
            webhook(1).onAlarm(alarm(1));

            await().atMost(PATIENCE)
                    .until(() -> logged.lines("ERROR").stream().anyMatch(line -> line.contains("ConnectException")));
        }
    }

    @Test
    void onlySoManyWait() {
        try (Logged logged = new Logged()) {
            chat.halt();
            Webhook webhook = webhook(5);
            for (int i = 0; i <= Webhook.MOST_WAITING; i++) {
                webhook.onAlarm(alarm(i));
            }

            assertThat(logged.lines("ERROR"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("lost: alarm 0"));
            chat.goOn();
            await().atMost(PATIENCE).until(() -> texts().contains("LATE: alarm " + Webhook.MOST_WAITING));
        }
    }

    @Test
    void whatWaitsWhenTheApplicationEndsIsNamed() {
        try (Logged logged = new Logged()) {
            chat.halt();
            Webhook webhook = webhook(5);
            webhook.onAlarm(alarm(1));
            webhook.onAlarm(alarm(2));
            webhook.close();

            assertThat(logged.lines("ERROR")).anyMatch(line -> line.contains("alarm 2"));
        }
    }

    @Test
    void aLongReasonIsCutAndMoreAreCounted() {
        Alarm alarm = new Alarm(
                Alarm.Kind.FAILED,
                "Job a failed",
                "print",
                Optional.of(new JobId("a")),
                Optional.empty(),
                Optional.empty(),
                "node-a",
                Optional.of(new RunError("Broken", "x".repeat(5_000), "stack")),
                41);
        webhook(5).onAlarm(alarm);

        await().atMost(PATIENCE).until(() -> chat.posted.size() == 1);
        assertThat(texts().get(0))
                .hasSizeLessThan(1_200)
                .contains("xxx...")
                .endsWith("(and 41 more since the last alarm)")
                .doesNotContain("stack");
    }

    @ParameterizedTest
    @CsvSource({
        "url, chat.example.org/hooks",
        "url, ftp://chat.example.org",
        "timeout, 0s",
        "attempts, 0",
        "attempts, 21",
        "headers.Host, evil.example.org"
    })
    void whatIsNotAllowedFailsTheStart(String property, String value) {
        shop.withPropertyValues(
                        "distributed-scheduler.alarms.webhook.url=" + chat.url(),
                        "distributed-scheduler.alarms.webhook." + property + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(
                                InvalidConfigurationPropertyValueException.class,
                                failure -> assertThat(failure.getName())
                                        .startsWith(
                                                "distributed-scheduler.alarms.webhook." + property.split("\\.")[0])));
    }
}
