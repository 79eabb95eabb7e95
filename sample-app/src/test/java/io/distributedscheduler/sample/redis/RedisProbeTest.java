package io.distributedscheduler.sample.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.sample.redis.RedisProbe.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RedisProbeTest {

    @Test
    void aServerThatSaysPongIsRedis() throws IOException {
        try (Imitation server = new Imitation("+PONG\r\n")) {
            assertThat(new RedisProbe(server.port()).ping()).isEqualTo(Answer.REDIS);
        }
    }

    @Test
    void soIsOneThatWantsAPassword() throws IOException {
        try (Imitation server = new Imitation("-NOAUTH Authentication required.\r\n")) {
            assertThat(new RedisProbe(server.port()).ping()).isEqualTo(Answer.REDIS);
            assertThat(new RedisProbe(server.port()).folder()).isEmpty();
        }
    }

    @Test
    void aWebServerIsNot() throws IOException {
        try (Imitation server = new Imitation("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertThat(new RedisProbe(server.port()).ping()).isEqualTo(Answer.SOMETHING_ELSE);
        }
    }

    @Test
    void whereNobodyListensIsNobody() throws IOException {
        Imitation server = new Imitation("");
        server.close();

        assertThat(new RedisProbe(server.port()).ping()).isEqualTo(Answer.NOBODY);
    }

    @Test
    void theFolderIsReadAsTheServerSpellsIt() throws IOException {
        String folder = "/tmp/Zoë's folder";
        try (Imitation server =
                new Imitation("*2\r\n$3\r\ndir\r\n$%d\r\n%s\r\n".formatted(folder.getBytes(UTF_8).length, folder))) {
            assertThat(new RedisProbe(server.port()).folder()).contains(Path.of(folder));
        }
    }

    /** Says the same to everybody. */
    private static final class Imitation implements AutoCloseable {

        private final ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

        private Imitation(String reply) throws IOException {
            Thread thread = new Thread(() -> answerAll(reply), "imitation");
            thread.setDaemon(true);
            thread.start();
        }

        private void answerAll(String reply) {
            while (!door.isClosed()) {
                try (Socket client = door.accept()) {
                    client.getInputStream().read(new byte[100]);
                    client.getOutputStream().write(reply.getBytes(UTF_8));
                } catch (IOException e) {
                    // The client or the test is done.
                }
            }
        }

        private int port() {
            return door.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }
}
