package io.distributedscheduler.sample.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.redis.server.ChildJvm;
import io.distributedscheduler.redis.server.RedisConnections;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.sample.redis.RedisProbe.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

@Tag("redis")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LocalRedisTest {

    private static final Duration LINGER = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private int port;

    @BeforeEach
    void findAFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void awaitTheEndOfTheServer() {
        await().atMost(LINGER.plusSeconds(5)).until(() -> answer() == Answer.NOBODY);
        await().until(() -> Files.notExists(folder.resolve("redis.pid")));
    }

    @Test
    void theServerOutlivesEachNodeAndEndsAfterTheLast() {
        ChildJvm first = aNode();
        first.readLineWith("so one was started");
        ChildJvm second = aNode();
        second.readLineWith("Using the sample's Redis server");
        set("key", "value");
        String server = pidOfServer();

        first.kill();
        awaitThatTheGuardHasSeenTheEndOf(first);
        assertThat(get("key")).isEqualTo("value");
        assertThat(pidOfServer()).isEqualTo(server);

        second.kill();
        await().atMost(LINGER.plusSeconds(3)).until(() -> answer() == Answer.NOBODY);
    }

    @Test
    void theDataAreThereAgainAtTheNextStart() {
        try (ChildJvm node = aNode()) {
            node.readLineWith("ready");
            set("key", "value");
        }
        awaitTheEndOfTheServer();

        try (ChildJvm node = aNode()) {
            node.readLineWith("so one was started");
            assertThat(get("key")).isEqualTo("value");
        }
    }

    @Test
    void whatACrashOfEverythingHasLeftIsNoObstacle() throws IOException {
        try (ChildJvm node = aNode()) {
            node.readLineWith("ready");
            set("key", "value");
            ProcessHandle.of(Long.parseLong(pidOfServer())).orElseThrow().destroyForcibly();
        }
        await().until(() -> answer() == Answer.NOBODY);
        assertThat(folder.resolve("redis.pid")).exists();
        Files.createFile(Files.createDirectories(folder.resolve("nodes")).resolve("999999999"));
        // What a file manager leaves keeps nobody from starting, nor the server from ending.
        Files.createFile(folder.resolve("nodes").resolve(".DS_Store"));

        try (ChildJvm node = aNode()) {
            node.readLineWith("so one was started");
            assertThat(get("key")).isEqualTo("value");
            assertThat(folder.resolve("nodes")).isDirectoryContaining(file -> file.endsWith("" + node.pid()));
            assertThat(folder.resolve("nodes").resolve("999999999")).doesNotExist();
        }
    }

    @Test
    void nodesThatStartAtOnceShareOneServer() {
        List<ChildJvm> nodes = IntStream.range(0, 4).mapToObj(i -> aNode()).toList();

        List<String> found =
                nodes.stream().map(node -> node.readLineWith("Redis server")).toList();
        assertThat(found)
                .filteredOn(line -> line.contains("so one was started"))
                .hasSize(1);
        assertThat(found).allMatch(line -> line.contains("process " + pidOfServer() + ","));
        nodes.forEach(ChildJvm::close);
    }

    @Test
    void aNodeThatWasStartedInAnotherFolderKeepsTheServerAlive(@TempDir Path elsewhere) {
        ChildJvm first = aNode();
        first.readLineWith("ready");
        try (ChildJvm second = aNodeIn(elsewhere)) {
            second.readLineWith("data in " + folder);

            first.kill();
            awaitThatTheGuardHasSeenTheEndOf(first);
            await().during(LINGER.plusSeconds(2)).atMost(LINGER.plusSeconds(4)).until(() -> answer() == Answer.REDIS);
            assertThat(elsewhere).isEmptyDirectory();
        }
    }

    @Test
    void aNodeThatStartsWhileTheServerEndsGetsTheNextServer() {
        ChildJvm last = aNode();
        last.readLineWith("ready");
        String server = pidOfServer();
        last.kill();
        await().pollInterval(Duration.ofMillis(1)).until(() -> Files.notExists(folder.resolve("nodes")));

        try (ChildJvm node = aNode()) {
            node.readLineWith("so one was started");
            assertThat(pidOfServer()).isNotEqualTo(server);
        }
    }

    @Test
    void aServerOfTheUserIsUsedAndLeftAlone() {
        try (RedisServerProcess users = RedisServerProcess.builder().port(port).start();
                ChildJvm node = aNode()) {
            node.readLineWith("Using the Redis server on localhost:" + users.port());
            assertThat(folder).isEmptyDirectory();
        }
    }

    private ChildJvm aNode() {
        return aNodeIn(folder);
    }

    private ChildJvm aNodeIn(Path folder) {
        return ChildJvm.start(Node.class, folder.toString(), "" + port);
    }

    private void awaitThatTheGuardHasSeenTheEndOf(ChildJvm node) {
        await().until(() -> Files.notExists(folder.resolve("nodes").resolve("" + node.pid())));
    }

    private Answer answer() {
        return new RedisProbe(port).ping();
    }

    private String pidOfServer() {
        try {
            return Files.readString(folder.resolve("redis.pid")).strip();
        } catch (IOException e) {
            throw new AssertionError("There is no server", e);
        }
    }

    private void set(String key, String value) {
        ask(redis -> {
            redis.opsForValue().set(key, value);
            return value;
        });
    }

    private String get(String key) {
        return ask(redis -> redis.opsForValue().get(key));
    }

    private <T> T ask(Function<StringRedisTemplate, T> question) {
        LettuceConnectionFactory connections = RedisConnections.to(port, RedisConnections.COMMAND_TIMEOUT);
        try {
            return question.apply(new StringRedisTemplate(connections));
        } finally {
            connections.destroy();
        }
    }

    /** The JVM that is killed. */
    static class Node {

        public static void main(String[] args) throws IOException {
            new LocalRedis(Path.of(args[0]), Integer.parseInt(args[1]), LINGER).findOrStart();
            System.out.println("ready");
            ChildJvm.blockUntilParentIsGone();
        }
    }
}
