package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.redis.server.RedisConnections;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.redis.server.SharedRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

@Tag("redis")
class RedisChecksTest {

    @TempDir
    Path folder;

    @Test
    void aServerThatKeepsJobsIsFine() {
        try (RedisServerProcess server =
                RedisServerProcess.builder().appendOnlyIn(folder).start()) {
            assertThat(warningsOf(server)).isEmpty();
        }
    }

    @Test
    void aServerThatEvictsIsNamed() {
        try (RedisServerProcess server = RedisServerProcess.builder()
                .appendOnlyIn(folder)
                .setting("maxmemory-policy", "allkeys-lru")
                .start()) {
            assertThat(warningsOf(server))
                    .singleElement()
                    .asString()
                    .contains("maxmemory-policy is allkeys-lru, and should be noeviction");
        }
    }

    @Test
    void aServerThatKeepsNothingIsNamed() {
        try (RedisServerProcess server = RedisServerProcess.start()) {
            assertThat(warningsOf(server)).singleElement().asString().contains("keeps nothing on disk");
        }
    }

    @Test
    void aServerThatWritesSnapshotsOnlyIsNamed() {
        try (RedisServerProcess server =
                RedisServerProcess.builder().setting("save", "900", "1").start()) {
            assertThat(warningsOf(server)).singleElement().asString().contains("snapshots only");
        }
    }

    @Test
    void aClusterIsLookedAtLikeAServer() {
        assertThat(new RedisChecks(SharedRedis.clusterConnections()).warnings())
                .singleElement()
                .asString()
                .contains("keeps nothing on disk");
    }

    @ParameterizedTest
    @CsvSource({
        "6.0.16, true",
        "5.0.14, true",
        "6.2.0, false",
        "6.2.18, false",
        "7.0.15, false",
        "8.2, false",
        "10.0.1, false",
        "unstable, false",
        "'', false",
        "7, false"
    })
    void aVersionThatIsTooOldIsNamed(String version, boolean tooOld) {
        List<String> warnings = new ArrayList<>();

        RedisChecks.version(version, warnings);

        assertThat(warnings).hasSize(tooOld ? 1 : 0);
        assertThat(warnings).allSatisfy(warning -> assertThat(warning).contains(version, "6.2 or later"));
    }

    @ParameterizedTest
    @CsvSource({"-config, 0", "-info, 0", "-info -config, 0"})
    void whatTheUserMayNotLookAtIsPassedOver(String rights, int warnings) {
        try (RedisServerProcess server = RedisServerProcess.builder()
                .setting("user", ("scheduler on >secret ~* &* +@all " + rights).split(" "))
                .start()) {
            RedisStandaloneConfiguration user = new RedisStandaloneConfiguration(server.host(), server.port());
            user.setUsername("scheduler");
            user.setPassword("secret");
            LettuceConnectionFactory connections = new LettuceConnectionFactory(user);
            connections.afterPropertiesSet();
            connections.start();
            try {
                assertThat(new RedisChecks(connections).warnings()).hasSize(warnings);
            } finally {
                connections.destroy();
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsAnError() {
        RedisServerProcess server = RedisServerProcess.start();
        LettuceConnectionFactory connections = RedisConnections.to(server);
        server.close();
        try {
            assertThatExceptionOfType(DataAccessException.class).isThrownBy(new RedisChecks(connections)::warnings);
        } finally {
            connections.destroy();
        }
    }

    private static List<String> warningsOf(RedisServerProcess server) {
        LettuceConnectionFactory connections = RedisConnections.to(server);
        try {
            return new RedisChecks(connections).warnings();
        } finally {
            connections.destroy();
        }
    }
}
