package io.distributedscheduler.boot.alarm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes what is posted to it, unless it has been told to answer otherwise. */
final class ChatServer implements AutoCloseable {

    record Posted(String authorization, JsonNode json) {}

    final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private volatile CountDownLatch open = new CountDownLatch(0);

    ChatServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/hooks/42";
    }

    /** What the next requests are answered, one after the other. */
    void answersNext(int... statuses) {
        for (int status : statuses) {
            answers.add(status);
        }
    }

    /** Answers nothing until it goes on. */
    void halt() {
        open = new CountDownLatch(1);
    }

    void goOn() {
        open.countDown();
    }

    private void take(HttpExchange exchange) throws IOException {
        String json = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        posted.add(new Posted(
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                JsonMapper.shared().readTree(json)));
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Integer status = answers.poll();
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
    }
}
