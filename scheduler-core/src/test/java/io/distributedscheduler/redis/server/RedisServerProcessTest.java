package io.distributedscheduler.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

@Tag("redis")
class RedisServerProcessTest {

    @Test
    void aServerAnswersWithTheSettingsItWasGiven() {
        try (RedisServerProcess server = RedisServerProcess.builder()
                .setting("maxmemory", "64mb")
                .setting("notify-keyspace-events", "Ex")
                .start()) {
            Properties settings = configuration(server);

            assertThat(settings)
                    .containsEntry("maxmemory", "67108864")
                    .containsEntry("save", "")
                    .containsEntry("appendonly", "no");
            assertThat(settings.getProperty("notify-keyspace-events")).contains("E", "x");
        }
    }

    @Test
    void eachServerHasAPortAndAProcessOfItsOwn() {
        try (RedisServerProcess one = RedisServerProcess.start();
                RedisServerProcess other = RedisServerProcess.start()) {
            set(one, "only", "here");

            assertThat(get(other, "only")).isNull();
            assertThat(one.port()).isNotEqualTo(other.port());
            assertThat(one.pid()).isNotEqualTo(other.pid());
        }
    }

    @Test
    void onlyTheLoopbackInterfaceIsServed() throws IOException {
        try (RedisServerProcess server = RedisServerProcess.start()) {
            List<InetAddress> outside = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .toList();

            assertThat(outside).noneMatch(address -> accepts(address, server.port()));
        }
    }

    @Test
    void whatWasAppendedSurvivesACrash(@TempDir Path folder) {
        try (RedisServerProcess server =
                RedisServerProcess.builder().appendOnlyIn(folder).start()) {
            int port = server.port();
            long pid = server.pid();
            set(server, "key", "value");

            server.kill();
            assertThat(server.isRunning()).isFalse();
            assertThat(isOpen(port)).isFalse();
            server.restart();

            assertThat(get(server, "key")).isEqualTo("value");
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.pid()).isNotEqualTo(pid);
        }
        assertThat(folder).isNotEmptyDirectory();
    }

    @Test
    void aRunningServerAndEvenAPausedOneCanBeRestarted(@TempDir Path folder) {
        try (RedisServerProcess server =
                RedisServerProcess.builder().appendOnlyIn(folder).start()) {
            set(server, "key", "value");

            server.restart();
            server.pause();
            server.restart();

            assertThat(get(server, "key")).isEqualTo("value");
        }
    }

    @Test
    void withoutAFolderNothingSurvivesAndNothingIsLeftBehind() {
        RedisServerProcess server = RedisServerProcess.start();
        set(server, "key", "value");
        server.restart();

        assertThat(get(server, "key")).isNull();

        Path folder = Path.of(folderOf(server));
        assertThat(folder).exists();
        server.close();
        assertThat(folder).doesNotExist();
        assertThat(isOpen(server.port())).isFalse();
    }

    @Test
    void aPausedServerKeepsItsClientsWaitingUntilItGoesOn() {
        try (RedisServerProcess server = RedisServerProcess.start()) {
            LettuceConnectionFactory connections = RedisConnections.to(server.port(), Duration.ofMillis(300));
            StringRedisTemplate redis = new StringRedisTemplate(connections);
            redis.opsForValue().set("key", "value");

            server.pause();
            assertThatExceptionOfType(QueryTimeoutException.class)
                    .isThrownBy(() -> redis.opsForValue().get("key"));
            assertThat(isOpen(server.port())).isTrue();
            server.resume();

            await().ignoreExceptions()
                    .until(() -> "value".equals(redis.opsForValue().get("key")));
            connections.destroy();
        }
    }

    @Test
    void aServerDiesWithTheJvmThatStartedIt() {
        try (ChildJvm jvm = ChildJvm.start(StartsAServer.class)) {
            int port = Integer.parseInt(jvm.readLine());
            Path folder = Path.of(jvm.readLine());
            assertThat(isOpen(port)).isTrue();
            assertThat(folder).isNotEmptyDirectory();

            jvm.kill();

            await().atMost(Duration.ofSeconds(2)).until(() -> !isOpen(port));
            await().until(() -> Files.notExists(folder));
        }
    }

    @Test
    void evenAPausedServerDiesWithItsJvm() {
        try (ChildJvm jvm = ChildJvm.start(StartsAServer.class, "paused")) {
            int port = Integer.parseInt(jvm.readLine());

            jvm.kill();

            await().atMost(Duration.ofSeconds(2)).until(() -> !isOpen(port));
        }
    }

    @Test
    void aTakenPortIsReportedWithTheWordsOfTheServer() {
        try (RedisServerProcess server = RedisServerProcess.start()) {
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            RedisServerProcess.builder().port(server.port()).start())
                    .withMessageContaining("ended at once")
                    .withMessageContaining("Address already in use");
        }
    }

    @Test
    void aMissingLibraryIsReportedWithThePackageThatHasIt(@TempDir Path folder) throws IOException {
        Path executable = Files.writeString(folder.resolve("redis-server"), """
                #!/bin/sh
                echo "$0: error while loading shared libraries: libssl.so.3: cannot open shared object file" >&2
                exit 127
                """);
        Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatIllegalStateException()
                .isThrownBy(() ->
                        RedisServerProcess.builder().executable(executable).start())
                .withMessageContaining("install the package libssl3");
    }

    @Test
    void aProgramThatIsNotThereIsReported() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServerProcess.builder()
                        .executable(Path.of("/nowhere/redis-server"))
                        .start())
                .withMessageContaining("/nowhere/redis-server");
    }

    private static void set(RedisServerProcess server, String key, String value) {
        ask(server, redis -> {
            redis.opsForValue().set(key, value);
            return value;
        });
    }

    private static String get(RedisServerProcess server, String key) {
        return ask(server, redis -> redis.opsForValue().get(key));
    }

    private static String folderOf(RedisServerProcess server) {
        return configuration(server).getProperty("dir");
    }

    private static Properties configuration(RedisServerProcess server) {
        RedisCallback<Properties> all =
                connection -> connection.serverCommands().getConfig("*");
        return ask(server, redis -> redis.execute(all));
    }

    private static <T> T ask(RedisServerProcess server, Function<StringRedisTemplate, T> question) {
        LettuceConnectionFactory connections = RedisConnections.to(server);
        try {
            return question.apply(new StringRedisTemplate(connections));
        } finally {
            connections.destroy();
        }
    }

    private static boolean isOpen(int port) {
        return accepts(InetAddress.getLoopbackAddress(), port);
    }

    private static boolean accepts(InetAddress address, int port) {
        try {
            new Socket(address, port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The JVM that is killed. */
    static class StartsAServer {

        public static void main(String[] args) throws IOException {
            RedisServerProcess server = RedisServerProcess.start();
            String folder = folderOf(server);
            if (args.length > 0) {
                server.pause();
            }
            System.out.println(server.port());
            System.out.println(folder);
            ChildJvm.blockUntilParentIsGone();
        }
    }
}
