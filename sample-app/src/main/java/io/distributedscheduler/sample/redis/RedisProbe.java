package io.distributedscheduler.sample.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;

/** Asks a port of this machine who is there, before there is a Redis client to ask with. */
final class RedisProbe {

    enum Answer {
        REDIS,
        SOMETHING_ELSE,
        NOBODY
    }

    private static final int TIMEOUT_MILLIS = 2_000;

    private final int port;

    RedisProbe(int port) {
        this.port = port;
    }

    Answer ping() {
        try {
            String reply = ask("PING", RedisProbe::readLine);
            // An error is an answer too, like that of a server that wants a password.
            return reply.startsWith("+PONG") || reply.startsWith("-") ? Answer.REDIS : Answer.SOMETHING_ELSE;
        } catch (ConnectException e) {
            return Answer.NOBODY;
        } catch (IOException e) {
            return Answer.SOMETHING_ELSE;
        }
    }

    /** The folder of the server, if it is ready to tell. */
    Optional<Path> folder() {
        try {
            return ask("CONFIG GET dir", RedisProbe::readSecondOfTwo).map(Path::of);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private <T> T ask(String command, Reader<T> reader) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
            return reader.read(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private static Optional<String> readSecondOfTwo(InputStream reply) throws IOException {
        if (!readLine(reply).equals("*2")) {
            return Optional.empty();
        }
        readString(reply);
        return Optional.of(readString(reply));
    }

    private static String readString(InputStream reply) throws IOException {
        int length = Integer.parseInt(readLine(reply).substring(1));
        String string = new String(reply.readNBytes(length), UTF_8);
        readLine(reply);
        return string;
    }

    private static String readLine(InputStream reply) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reply.read(); c >= 0 && c != '\n'; c = reply.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private interface Reader<T> {

        T read(InputStream reply) throws IOException;
    }
}
