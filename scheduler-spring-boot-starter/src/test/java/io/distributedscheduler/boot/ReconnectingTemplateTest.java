package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** How often it tries to connect where there is no Redis: a server that hangs up at once counts the attempts. */
class ReconnectingTemplateTest {

    private static final Executor OWN_THREADS = task -> new Thread(task).start();

    private final AtomicLong time = new AtomicLong();
    private final AtomicInteger attempts = new AtomicInteger();
    private ServerSocket server;
    private LettuceConnectionFactory connections;
    private ReconnectingTemplate template;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        OWN_THREADS.execute(this::hangUp);
        connections = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration("127.0.0.1", server.getLocalPort()),
                LettuceClientConfiguration.builder()
                        .commandTimeout(Duration.ofSeconds(5))
                        .shutdownTimeout(Duration.ZERO)
                        .build());
        connections.afterPropertiesSet();
        connections.start();
        template = new ReconnectingTemplate(connections, time::get);
    }

    @AfterEach
    void end() throws IOException {
        connections.destroy();
        server.close();
    }

    private void hangUp() {
        try {
            while (true) {
                Socket caller = server.accept();
                attempts.incrementAndGet();
                caller.close();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void allWhoAskMeanwhileShareTheFailureOfOne() {
        List<CompletableFuture<Void>> asked = IntStream.range(0, 30)
                .mapToObj(any -> CompletableFuture.runAsync(this::assertRefused, OWN_THREADS))
                .toList();
        asked.forEach(CompletableFuture::join);

        assertThat(attempts).hasValue(1);
    }

    @Test
    void itTriesAgainAfterAPause() {
        assertRefused();
        time.addAndGet(Duration.ofMillis(249).toNanos());
        assertRefused();
        assertThat(attempts).hasValue(1);

        time.addAndGet(Duration.ofMillis(1).toNanos());
        assertRefused();
        assertThat(attempts).hasValue(2);
    }

    private void assertRefused() {
        assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> template.hasKey("any"));
    }
}
