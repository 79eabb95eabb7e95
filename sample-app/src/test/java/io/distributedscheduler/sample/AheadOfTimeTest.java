package io.distributedscheduler.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.redis.server.RedisServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The sample, processed ahead of time, does what it does otherwise: executors of each kind run, however declared. */
class AheadOfTimeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ProcessedSample processed;

    @BeforeAll
    static void process(@TempDir Path folder) throws IOException {
        processed = ProcessedSample.in(folder);
    }

    @Test
    @Tag("redis")
    void runsItsJobsOnRedis(@TempDir Path logs) throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.start();
                SampleNode node = processed.start(
                        "aot",
                        logs,
                        "--spring.data.redis.host=" + redis.host(),
                        "--spring.data.redis.port=" + redis.port())) {
            watchJobsRun(node);
        }
    }

    @Test
    void runsItsJobsInMemory(@TempDir Path folder) throws IOException {
        ProcessedSample inMemory = ProcessedSample.in(folder, "--distributed-scheduler.store=memory");
        try (SampleNode node = inMemory.start("aot", folder)) {
            watchJobsRun(node);
        }
    }

    @Test
    void tellsANativeImageWhatIsCalledReadAndLookedUp() throws IOException {
        JsonNode reachable = processed.reachable();

        assertThat(methodsOf(reachable, "reminders.RemindExecutor")).contains("remind");
        assertThat(methodsOf(reachable, "orders.OrderJobs")).contains("pick", "confirm");
        assertThat(methodsOf(reachable, "reports.SalesReport")).contains("write");
        assertThat(methodsOf(reachable, "cleanup.CleanUp")).contains("run");
        assertThat(methodsOf(reachable, "reminders.Reminder")).as("payload").contains("text");
        assertThat(methodsOf(reachable, "payments.Payment")).as("payload").contains("cents");
        assertThat(methodsOf(reachable, "payments.Receipt")).as("result").contains("cents");
        assertThat(methodsOf(reachable, "orders.Order")).as("fire data").contains("item");
        assertThat(reachable
                        .path("resources")
                        .valueStream()
                        .map(resource -> resource.path("glob").asString()))
                .contains("io/distributedscheduler/redis/*.lua");
    }

    private static void watchJobsRun(SampleNode node) {
        node.awaitReady();
        assertThat(node.log()).contains("AOT-processed SampleApplication");

        node.post("/reminders", """
                {"id": "tea", "text": "tea", "inSeconds": 1}""");
        JsonNode placed = SampleNode.json(node.post("/orders", """
                {"customer": "ada", "item": "tea", "cents": 450}"""));

        String order = placed.path("order").asString();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(node.log())
                    .as("jobs declared by annotation, a schedule and keywords, and by configuration")
                    .contains("Writing the sales report")
                    .contains("Picking tea for ada (order " + order)
                    .contains("Mailing ada that order " + order)
                    .contains("Cleaning up abandoned baskets");
            assertThat(SampleNode.json(node.get("/reminders/tea/result"))
                            .path("value")
                            .asString())
                    .as("result of a method")
                    .isEqualTo("reminded of tea");
            assertThat(SampleNode.json(node.get("/payments/" + order))
                            .path(0)
                            .path("receipt")
                            .path("cents")
                            .asInt())
                    .as("result of a class")
                    .isEqualTo(450);
        });
    }

    private static List<String> methodsOf(JsonNode reachable, String type) {
        return reachable
                .path("reflection")
                .valueStream()
                .filter(each -> each.path("type").asString("").equals("io.distributedscheduler.sample." + type))
                .flatMap(each -> each.path("methods").valueStream())
                .map(method -> method.path("name").asString())
                .toList();
    }
}
