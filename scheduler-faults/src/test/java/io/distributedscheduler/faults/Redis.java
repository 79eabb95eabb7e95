package io.distributedscheduler.faults;

import io.distributedscheduler.redis.server.RedisServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.types.RedisClientInfo;

/** A Redis server that keeps what it is told in a file, and a connection by which faults are made, and their traces looked for. */
final class Redis implements AutoCloseable {

    /** As what the connection of the tests is known to the server. */
    private static final String OWN_NAME = "faults";

    private final RedisServerProcess server;
    private final LettuceConnectionFactory connections;
    private final StringRedisTemplate template;

    private Redis(RedisServerProcess server) {
        this.server = server;
        this.connections = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(server.host(), server.port()),
                LettuceClientConfiguration.builder()
                        .clientName(OWN_NAME)
                        .commandTimeout(Duration.ofSeconds(20))
                        .build());
        // A connection each time, so that none is away when the server is back.
        connections.setShareNativeConnection(false);
        connections.afterPropertiesSet();
        connections.start();
        this.template = new StringRedisTemplate(connections);
    }

    /** Each write is on disk before its answer, so that not even a crash may lose one. */
    static Redis start(Path folder) {
        return new Redis(RedisServerProcess.builder()
                .appendOnlyIn(folder.resolve("redis"))
                .setting("appendfsync", "always")
                .start());
    }

    RedisServerProcess server() {
        return server;
    }

    StringRedisTemplate template() {
        return template;
    }

    /** Sends a command that the template does not know. */
    void command(String command, String... arguments) {
        byte[][] encoded = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            encoded[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
        }
        try (RedisConnection connection = connections.getConnection()) {
            connection.execute(command, encoded);
        }
    }

    /** How many connections there are, by the name of the client. */
    Map<String, Integer> clients() {
        Map<String, Integer> clients = new HashMap<>();
        for (RedisClientInfo client : template.getClientList()) {
            if (!OWN_NAME.equals(client.getName())) {
                clients.merge(String.valueOf(client.getName()), 1, Integer::sum);
            }
        }
        return clients;
    }

    Set<String> keys() {
        return new TreeSet<>(template.keys("*"));
    }

    @Override
    public void close() {
        connections.destroy();
        server.close();
    }
}
