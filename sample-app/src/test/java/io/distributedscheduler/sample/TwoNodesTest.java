package io.distributedscheduler.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.redis.server.RedisServerProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The sample as the README uses it: two processes on one real Redis server, spoken to over HTTP, one of them killed. */
@Tag("redis")
class TwoNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private RedisServerProcess redis;
    private SampleNode a;
    private SampleNode b;

    @BeforeEach
    void startBothNodes(@TempDir Path logs) throws IOException {
        redis = RedisServerProcess.start();
        a = node("node-a", logs);
        b = node("node-b", logs);
        a.awaitReady();
        b.awaitReady();
    }

    @AfterEach
    void endAll() {
        a.close();
        b.close();
        redis.close();
    }

    @Test
    void remindersRunOnceEachOnBothNodesAndNoneIsLostWhenOneDies() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            SampleNode caller = i % 2 == 0 ? a : b;
            HttpResponse<String> created = caller.post("/reminders", """
                    {"id": "tea-%d", "text": "tea %d", "inSeconds": %d}""".formatted(i, i, 2 + i % 10));
            assertThat(created.statusCode()).isEqualTo(201);
            ids.add("tea-" + i);
        }

        await().atMost(PATIENCE).until(() -> ended(b, ids).size() >= 40);
        Map<String, JsonNode> beforeTheCrash = ended(b, ids);
        a.kill();

        await().atMost(PATIENCE).until(() -> ended(b, ids).size() == ids.size());
        assertThat(ended(b, ids)).allSatisfy((id, run) -> {
            assertThat(run.path("outcome").asString()).isEqualTo("SUCCEEDED");
            assertThat(run.path("value").asString()).startsWith("reminded of tea ");
        });
        assertThat(beforeTheCrash.values().stream()
                        .map(run -> run.path("node").asString())
                        .distinct())
                .containsExactlyInAnyOrder("node-a", "node-b");
        assertThat(beforeTheCrash)
                .allSatisfy((id, run) -> assertThat(run.path("attempt").asInt()).isEqualTo(1));
    }

    @Test
    void anOrderSetsTwoKeywordJobsGoingAndItsPaymentIsRetriedUntilItSucceeds() {
        JsonNode placed = SampleNode.json(a.post("/orders", """
                {"customer": "ada", "item": "tea", "cents": 450}"""));

        assertThat(placed.path("jobsReached").asInt()).isEqualTo(2);
        String order = placed.path("order").asString();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(a.log() + b.log())
                        .contains("Picking tea for ada (order " + order)
                        .contains("Mailing ada that order " + order));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode attempts = SampleNode.json(b.get("/payments/" + order));
            assertThat(attempts.path(0).path("outcome").asString()).isEqualTo("SUCCEEDED");
            assertThat(attempts.path(0).path("attempt").asInt()).isEqualTo(3);
            assertThat(attempts.path(0).path("receipt").path("cents").asInt()).isEqualTo(450);
            assertThat(attempts.path(2).path("outcome").asString()).isEqualTo("FAILED");
        });
    }

    @Test
    void aReminderIsLookedUpChangedStoppedStartedAndRemovedFromEitherNode() {
        a.post("/reminders", """
                {"id": "tea", "text": "tea", "inSeconds": 3600}""");

        assertThat(SampleNode.json(b.get("/reminders/tea")).path("state").asString())
                .isEqualTo("SCHEDULED");
        assertThat(a.post("/reminders", """
                {"id": "tea", "text": "tea", "inSeconds": 3600}""").statusCode()).isEqualTo(409);
        assertThat(SampleNode.json(b.put("/reminders/tea", """
                {"text": "coffee"}""")).path("text").asString())
                .isEqualTo("coffee");
        assertThat(SampleNode.json(b.post("/reminders/tea/stop", ""))
                        .path("stopped")
                        .asBoolean())
                .isTrue();
        assertThat(SampleNode.json(a.get("/reminders/tea")).path("state").asString())
                .isEqualTo("STOPPED");
        assertThat(SampleNode.json(a.post("/reminders/tea/start", ""))
                        .path("started")
                        .asBoolean())
                .isTrue();
        b.put("/reminders/tea", """
                {"inSeconds": 1}""");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(SampleNode.json(b.get("/reminders/tea/result"))
                                .path("value")
                                .asString())
                        .isEqualTo("reminded of coffee"));
        assertThat(a.get("/reminders/tea").statusCode()).isEqualTo(404);

        a.post("/reminders", """
                {"id": "never", "text": "never", "inSeconds": 3600}""");
        assertThat(b.delete("/reminders/never").statusCode()).isEqualTo(204);
        assertThat(a.get("/reminders/never").statusCode()).isEqualTo(404);
    }

    @Test
    void theReportRunsOnOneNodeAtATimeAndGoesOnWhenTheOtherIsStopped() {
        await().atMost(PATIENCE).until(() -> reports(a) + reports(b) >= 3);

        a.stop();

        int before = reports(b);
        await().atMost(PATIENCE).until(() -> reports(b) >= before + 2);
    }

    private SampleNode node(String name, Path logs) throws IOException {
        return SampleNode.start(
                name,
                logs,
                "--spring.data.redis.host=" + redis.host(),
                "--spring.data.redis.port=" + redis.port(),
                "--distributed-scheduler.lease=2s",
                "--shop.payments.failure-rate=1",
                "--shop.reports.every=1s");
    }

    private static int reports(SampleNode node) {
        return node.log().split("Writing the sales report", -1).length - 1;
    }

    private static Map<String, JsonNode> ended(SampleNode node, List<String> ids) {
        Map<String, JsonNode> ended = new LinkedHashMap<>();
        for (String id : ids) {
            HttpResponse<String> result = node.get("/reminders/" + id + "/result");
            if (result.statusCode() == 200) {
                ended.put(id, SampleNode.json(result));
            }
        }
        return ended;
    }
}
