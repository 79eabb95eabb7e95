package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.redis.RedisJobStore;
import io.distributedscheduler.redis.RedisStoreSettings;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.store.JobStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.types.RedisClientInfo;

/** A Redis server that keeps what it is told in a file, and a connection by which faults are made, and their traces looked for. */
final class Redis implements AutoCloseable {

    /** As what the connection of the tests is known to the server. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
                        .commandTimeout(PATIENCE)
                        .build());
        // A connection each time, so that none is away when the server is back.
        connections.setShareNativeConnection(false);
        connections.afterPropertiesSet();
        connections.start();
        this.template = new StringRedisTemplate(connections);
    }

    /** Each write is on disk before its answer, so that not even a crash may lose one. */
    static Redis start(Path folder) {
        return new Redis(server(folder).start());
    }

    /** One that copies what another server is told, which it reaches by that port. */
    static Redis replicaOf(int port, Path folder) {
        return new Redis(server(folder)
                .setting("replicaof", "127.0.0.1", String.valueOf(port))
                .start());
    }

    private static RedisServerProcess.Builder server(Path folder) {
        return RedisServerProcess.builder().appendOnlyIn(folder).setting("appendfsync", "always");
    }

    RedisServerProcess server() {
        return server;
    }

    StringRedisTemplate template() {
        return template;
    }

    /** The store of the cluster, as somebody sees it whose calls no history has. */
    JobStore store() {
        return new RedisJobStore(template, RedisStoreSettings.standalone().namespace(Cluster.NAMESPACE));
    }

    /** The whole of a key of that store. */
    static String key(String name) {
        return RedisStoreSettings.DEFAULT_PREFIX + ":" + Cluster.NAMESPACE + ":{0}:" + name;
    }

    /** Sends a command by a connection of its own; what it answers must not be an error. */
    void command(String... words) {
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.UTF_8));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(answer).as(String.join(" ", words)).isNotNull().doesNotStartWith("-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of what the server says of itself. */
    String info(String section, String name) {
        return template.execute((RedisCallback<String>)
                connection -> connection.serverCommands().info(section).getProperty(name, ""));
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
