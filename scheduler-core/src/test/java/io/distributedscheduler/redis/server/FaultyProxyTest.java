package io.distributedscheduler.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

@Tag("redis")
class FaultyProxyTest {

    private final FaultyProxy proxy = FaultyProxy.to(SharedRedis.standalone());
    private final LettuceConnectionFactory connections = RedisConnections.to(proxy);
    private final StringRedisTemplate redis = new StringRedisTemplate(connections);
    private final StringRedisTemplate direct = new StringRedisTemplate(SharedRedis.standaloneConnections());
    private final String counter = SharedRedis.uniqueNamespace() + ":counter";

    @AfterEach
    void close() {
        connections.destroy();
        proxy.close();
    }

    @Test
    void aHealthyProxyIsNotNoticed() {
        String large = "x".repeat(1_000_000);
        LettuceConnectionFactory patient = RedisConnections.to(proxy.port(), Duration.ofSeconds(20));
        StringRedisTemplate redis = new StringRedisTemplate(patient);
        redis.opsForValue().set(counter, large);

        assertThat(redis.opsForValue().get(counter)).isEqualTo(large);
        assertThat(redis.opsForValue().multiGet(Collections.nCopies(50, counter)))
                .hasSize(50)
                .containsOnly(large);
        patient.destroy();
    }

    @Test
    void aCutConnectionIsSeenByTheClientWhichMayConnectAgain() throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            client.setSoTimeout(5_000);
            await().until(() -> proxy.connections() == 1);

            proxy.cutConnections();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(proxy.connections()).isZero();
            assertThat(redis.opsForValue().increment(counter)).isEqualTo(1);
        }
    }

    @Test
    void aBlackHoleSwallowsRequestsUntilItIsHealed() {
        redis.opsForValue().set(counter, "10");

        proxy.blackHole();
        assertThatExceptionOfType(QueryTimeoutException.class)
                .isThrownBy(() -> redis.opsForValue().increment(counter));
        assertThat(direct.opsForValue().get(counter)).isEqualTo("10");
        proxy.heal();

        // What was under way when the network came back arrives late.
        await().untilAsserted(
                        () -> assertThat(direct.opsForValue().get(counter)).isEqualTo("11"));
        assertThat(redis.opsForValue().get(counter)).isEqualTo("11");
    }

    @Test
    void whenRepliesAreLostTheEffectIsDoneAllTheSame() {
        redis.opsForValue().set(counter, "10");

        proxy.loseReplies();
        assertThatExceptionOfType(QueryTimeoutException.class)
                .isThrownBy(() -> redis.opsForValue().set(counter, "11"));
        assertThat(direct.opsForValue().get(counter)).isEqualTo("11");
        proxy.heal();

        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(redis.opsForValue().get(counter)).isEqualTo("11"));
    }

    @Test
    void theReplyToOneRequestCanBeLost() {
        redis.opsForValue().set(counter, "10");
        redis.opsForValue().set("other-" + counter, "10");

        CompletableFuture<Void> lost = proxy.loseReplyTo("INCRBY");
        assertThat(redis.opsForValue().get(counter)).isEqualTo("10");
        assertThat(lost).isNotDone();
        Long answer = redis.opsForValue().increment(counter, 1);

        // Lettuce sends again what was not answered: whatever a script does must bear being done twice.
        assertThat(lost).isCompleted();
        assertThat(answer).isEqualTo(12);
        assertThat(redis.opsForValue().increment(counter, 1)).isEqualTo(13);
    }

    @Test
    void aProxyCanLeadToAnotherServer() {
        try (RedisServerProcess one = RedisServerProcess.start();
                RedisServerProcess other = RedisServerProcess.start();
                FaultyProxy own = FaultyProxy.to(one)) {
            LettuceConnectionFactory connections = RedisConnections.to(own);
            StringRedisTemplate redis = new StringRedisTemplate(connections);
            redis.opsForValue().set("key", "value");

            own.leadTo(other);

            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(redis.hasKey("key")).isFalse());
            connections.destroy();
        }
    }

    @Test
    void aProxyOutlivesARestartOfItsServer() {
        try (RedisServerProcess server = RedisServerProcess.start();
                FaultyProxy own = FaultyProxy.to(server)) {
            LettuceConnectionFactory connections = RedisConnections.to(own);
            StringRedisTemplate redis = new StringRedisTemplate(connections);
            redis.opsForValue().set("key", "value");

            server.kill();
            await().until(() -> own.connections() == 0);
            server.restart();

            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(redis.hasKey("key")).isFalse());
            connections.destroy();
        }
    }
}
