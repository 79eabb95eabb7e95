package io.distributedscheduler.redis.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A real Redis server in a process of its own, on a port of the loopback interface.
 *
 * <p>It ends with the JVM that started it, whatever ends that JVM. The server's parent is a shell that reads from a pipe
 * to which only the JVM can write: when the pipe closes, the shell kills the server. A shutdown hook would leave a
 * server behind whenever a test JVM is killed.
 */
public final class RedisServerProcess implements AutoCloseable {

    // Below the ports that systems give to outgoing connections, so that nobody takes the port between two lives of
    // a server; and so low that the cluster bus, 10000 above, is there too.
    private static final int LOWEST_PORT = 11_000;
    private static final int HIGHEST_PORT = 22_000;
    private static final int BUS_OFFSET = 10_000;

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    // Signals to the group of a terminal must not end the shell before it has killed the server.
    // The status of the server is the shell's, so the JVM sees at once when the server has ended.
    private static final String KEEPER = """
            trap '' HUP INT QUIT TERM
            exec 3<&0
            "$@" </dev/null >>redis.log 2>&1 3<&- &
            server=$!
            echo "$server"
            {
              while read -r _; do :; done
              : >orphaned
              kill -KILL "$server"
            } <&3 >/dev/null 2>&1 &
            watcher=$!
            wait "$server"
            status=$?
            kill -KILL "$watcher"
            [ -e orphaned ] && rm -rf orphaned "$OWN_FOLDER"
            exit "$status"
            """;

    private static final List<String> KEEPER_COMMAND = List.of("/bin/sh", "-c", KEEPER, "redis-keeper");
    private static final String PORT_TAKEN = "Address already in use";

    private final List<String> command;
    private final Path folder;
    private final boolean ownFolder;
    private final int port;
    private Process keeper;
    private long pid;

    private RedisServerProcess(Builder builder, int port) throws IOException {
        this.port = port;
        this.command = builder.command(port);
        this.ownFolder = builder.appendOnlyFolder == null;
        this.folder = ownFolder
                ? Files.createTempDirectory("redis-")
                : Files.createDirectories(builder.appendOnlyFolder).toAbsolutePath();
        try {
            this.keeper = launch();
        } catch (RuntimeException e) {
            deleteOwnFolder();
            throw e;
        }
    }

    /** Starts a server that keeps nothing on disk. */
    public static RedisServerProcess start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** The process id of the server itself; another one after each {@link #restart()}. */
    public long pid() {
        return pid;
    }

    public boolean isRunning() {
        return keeper.isAlive();
    }

    /** Ends the server as a crash would, with SIGKILL. */
    public void kill() {
        if (keeper.isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        awaitEnd();
    }

    /** Starts the server again on the same port and folder; one that still runs is shut down in order before. */
    public void restart() {
        if (keeper.isAlive()) {
            // In this order: a paused server would not notice the end, an ended one has nobody to resume.
            signal("CONT");
            signal("TERM");
        }
        awaitEnd();
        keeper = launch();
    }

    /** Stops the server in its tracks (SIGSTOP): connections stay open, nothing is answered. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a paused server go on (SIGCONT). */
    public void resume() {
        signal("CONT");
    }

    /** Ends the server and deletes what it wrote, except to a folder that was given. */
    @Override
    public void close() {
        kill();
        deleteOwnFolder();
    }

    private void deleteOwnFolder() {
        if (ownFolder) {
            FileSystemUtils.deleteRecursively(folder.toFile());
        }
    }

    private Process launch() {
        try {
            Files.deleteIfExists(log());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().put("OWN_FOLDER", ownFolder ? folder.toString() : "");
            Process started = builder.start();
            BufferedReader output = started.inputReader();
            pid = Long.parseLong(output.readLine());
            awaitReady(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a Redis server", e);
        }
    }

    private void awaitReady(Process started) {
        long begin = System.nanoTime();
        while (!answers()) {
            boolean ended = waitFor(started, 5, MILLISECONDS);
            boolean late = System.nanoTime() - begin > START_LIMIT.toNanos();
            if (ended || late) {
                closePipe(started);
                throw startFailed(ended ? "ended at once" : "did not answer in " + START_LIMIT);
            }
        }
    }

    /** Whether it is this server that answers on the port, with its data loaded. */
    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("INFO\r\n".getBytes(ISO_8859_1));
            String info = readBulk(socket.getInputStream());
            return info.contains("process_id:" + pid + "\r") && info.contains("loading:0\r");
        } catch (IOException e) {
            return false;
        }
    }

    private static String readBulk(InputStream reply) throws IOException {
        StringBuilder header = new StringBuilder();
        for (int c = reply.read(); c >= 0 && c != '\n'; c = reply.read()) {
            header.append((char) c);
        }
        if (header.isEmpty() || header.charAt(0) != '$') {
            throw new IOException("Not ready: " + header);
        }
        return new String(reply.readNBytes(Integer.parseInt(header.substring(1).strip())), ISO_8859_1);
    }

    private void awaitEnd() {
        if (!waitFor(keeper, 10, SECONDS)) {
            throw new IllegalStateException("Redis server " + pid + " does not end");
        }
        closePipe(keeper);
    }

    private void signal(String name) {
        try {
            // The shell's own kill, because there are systems without a program of that name.
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid).start();
            if (!waitFor(kill, 10, SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("Cannot send SIG" + name + " to Redis server " + pid);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean waitFor(Process process, long time, TimeUnit unit) {
        try {
            return process.waitFor(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a process", e);
        }
    }

    private static void closePipe(Process keeper) {
        try {
            keeper.getOutputStream().close();
        } catch (IOException e) {
            // Closed by the other side: the keeper has ended already.
        }
    }

    private IllegalStateException startFailed(String what) {
        String log = readLog();
        String advice = log.contains("libssl.so.3") || log.contains("libcrypto.so.3")
                ? "It needs OpenSSL 3: install the package libssl3 (openssl-libs on Fedora and its kin), "
                        + "or a Redis server of the system (package redis-server), or point -Dredis.server to one.\n"
                : "";
        String server = String.join(" ", command.subList(KEEPER_COMMAND.size(), command.size()));
        return new IllegalStateException("The Redis server %s: %s\n%s%s".formatted(what, server, advice, log));
    }

    private Path log() {
        return folder.resolve("redis.log");
    }

    private String readLog() {
        try {
            return Files.readString(log(), ISO_8859_1);
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    /** Says how the server shall run; without any setting it takes a free port and keeps nothing on disk. */
    public static final class Builder {

        private final List<String> settings = new ArrayList<>();
        private @Nullable Path executable;
        private @Nullable Path appendOnlyFolder;
        private int port;

        private Builder() {}

        /** A port of the caller's choice, instead of a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Keeps the data in an append-only file in this folder, from one life of the server to the next. */
        public Builder appendOnlyIn(Path folder) {
            this.appendOnlyFolder = folder;
            return this;
        }

        /** A directive of {@code redis.conf} with its values. */
        public Builder setting(String name, String... values) {
            settings.add("--" + name);
            settings.addAll(List.of(values));
            return this;
        }

        /** A server of the caller's choice, instead of the one of {@code redis.server}, the PATH or embedded-redis. */
        public Builder executable(Path executable) {
            this.executable = executable;
            return this;
        }

        /** Starts the server and waits until it answers. */
        public RedisServerProcess start() {
            int attempts = 10;
            while (true) {
                try {
                    return new RedisServerProcess(this, port == 0 ? freePort() : port);
                } catch (IllegalStateException e) {
                    // Somebody else may have been faster to take the free port.
                    if (port != 0 || !e.getMessage().contains(PORT_TAKEN) || --attempts == 0) {
                        throw e;
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot start a Redis server", e);
                }
            }
        }

        private List<String> command(int port) {
            List<String> command = new ArrayList<>(KEEPER_COMMAND);
            command.add((executable == null ? RedisExecutable.find() : executable).toString());
            command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--save", ""));
            command.addAll(List.of("--appendonly", appendOnlyFolder == null ? "no" : "yes"));
            command.addAll(settings);
            return List.copyOf(command);
        }

        private static int freePort() throws IOException {
            while (true) {
                int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
                if (isFree(port) && isFree(port + BUS_OFFSET)) {
                    return port;
                }
            }
        }

        private static boolean isFree(int port) throws IOException {
            try {
                new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
                return true;
            } catch (BindException e) {
                return false;
            }
        }
    }
}
