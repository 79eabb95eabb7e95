package io.distributedscheduler.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sample as a process of its own, used over HTTP as a person would. Ends with the JVM that started it. */
final class SampleNode implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final int port;
    private final Path log;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();

    private SampleNode(String name, int port, Path log, Process process) {
        this.name = name;
        this.port = port;
        this.log = log;
        this.process = process;
    }

    /** Starts a node of that name with these properties; its output goes to a file of its own in the folder. */
    static SampleNode start(String name, Path logs, String... properties) throws IOException {
        return start(name, logs, List.of("-cp", System.getProperty("java.class.path")), properties);
    }

    /** The same, of a virtual machine with these options, the class path among them. */
    static SampleNode start(String name, Path logs, List<String> options, String... properties) throws IOException {
        int port = freePort();
        Path log = logs.resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.add(SampleNode.class.getName());
        command.addAll(List.of("--distributed-scheduler.node=" + name, "--server.port=" + port));
        command.addAll(List.of(properties));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new SampleNode(name, port, log, process);
    }

    /** The main method of the process: the sample, until the process that started it is gone. */
    public static void main(String[] arguments) {
        Thread guard = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The parent is gone, too.
            }
            Runtime.getRuntime().halt(1);
        });
        guard.setDaemon(true);
        guard.start();
        SampleApplication.main(arguments);
    }

    String name() {
        return name;
    }

    void awaitReady() {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(process.isAlive()).as("alive; it printed:%n%s", log()).isTrue();
            assertThat(get("/node/pid").statusCode()).isEqualTo(200);
        });
        assertThat(get("/node/pid").body()).isEqualTo(Long.toString(process.pid()));
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String json) {
        return send(request(path).POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> put(String path, String json) {
        return send(request(path).PUT(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> delete(String path) {
        return send(request(path).DELETE());
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as a crash would, with SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends it in order, with SIGTERM, and waits until it is gone. */
    void stop() {
        // Not that of the process, which also closes its input: at the end of that it halts.
        process.toHandle().destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new AssertionError(name + " does not answer; it printed:\n" + log(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
