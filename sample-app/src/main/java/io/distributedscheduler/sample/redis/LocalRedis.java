package io.distributedscheduler.sample.redis;

import io.distributedscheduler.sample.redis.RedisProbe.Answer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis server that the sample uses when nobody says where one is: whatever answers on the port, or else a server
 * that it starts there.
 *
 * <p>What it starts is a process of its own, not a part of the node that happens to be first: it survives that node's
 * {@code kill -9}, and a Ctrl-C in its terminal. A guard, a few lines of shell, ends it when no node has been alive for
 * some seconds. The data stay in its {@link ServerFolder} and are there again at the next start.
 */
final class LocalRedis {

    private static final Logger log = LoggerFactory.getLogger(LocalRedis.class);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerFolder folder;
    private final int port;
    private final Duration linger;
    private final RedisProbe probe;

    /** A server that would keep its data in the folder, and end when there was no node for as long as {@code linger}. */
    LocalRedis(Path folder, int port, Duration linger) {
        this.folder = new ServerFolder(folder);
        this.port = port;
        this.linger = linger;
        this.probe = new RedisProbe(port);
    }

    /** Finds a server or starts one. One that the sample has started stays for at least as long as this process. */
    void findOrStart() {
        // Not settled while the previous server is still ending, or another node starts the next one.
        if (!eventually(this::isSettled)) {
            throw failure("The Redis server on port %d is about to end, but does not".formatted(port));
        }
    }

    private boolean isSettled() {
        try {
            return switch (probe.ping()) {
                case REDIS -> isJoined();
                case NOBODY -> isStarted();
                case SOMETHING_ELSE -> {
                    log.warn("Port {} is taken by something that does not answer as Redis does", port);
                    yield true;
                }
            };
        } catch (IOException e) {
            throw failure("Cannot start a Redis server: " + e);
        }
    }

    private boolean isJoined() throws IOException {
        Optional<ServerFolder> ours = probe.folder().map(ServerFolder::new).filter(ServerFolder::hasServer);
        if (ours.isEmpty()) {
            log.info("Using the Redis server on localhost:{}", port);
            return true;
        }
        if (!ours.get().register(ProcessHandle.current())) {
            return false;
        }
        log.info("Using the sample's Redis server on localhost:{}, {}", port, ours.get());
        return true;
    }

    private boolean isStarted() throws IOException {
        if (File.separatorChar == '\\') {
            throw failure("There is no Redis server on localhost:%d, and none to start on Windows".formatted(port));
        }
        return folder.locked(
                () -> probe.ping() == Answer.NOBODY && folder.prepareFor(ProcessHandle.current()) && isLaunched());
    }

    private boolean isLaunched() throws IOException {
        Process launcher = folder.launch(port, linger);
        eventually(() -> !launcher.isAlive());
        if (launcher.isAlive() || launcher.exitValue() != 0) {
            throw failure("The Redis server does not start: " + folder.startLog());
        }
        if (!eventually(() -> isUp() || folder.serverLog().contains("Failed listening on port"))) {
            throw failure("The Redis server does not get ready: " + folder.serverLog());
        }
        if (!isUp()) {
            return false; // Somebody else was faster to take the port.
        }
        log.info(
                "There was no Redis server on localhost:{}, so one was started, {}. "
                        + "It outlives each node, and ends {} seconds after the last one",
                port,
                folder,
                linger.toSeconds());
        return true;
    }

    private boolean isUp() {
        return probe.folder().filter(folder::is).isPresent();
    }

    private static boolean eventually(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                return false;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static IllegalStateException failure(String what) {
        String advice = what.contains("libssl.so.3") || what.contains("libcrypto.so.3")
                ? "Install the package libssl3 (openssl-libs on Fedora and its kin), or start"
                : "Start";
        return new IllegalStateException(what.strip()
                + "\n" + advice + " a Redis server yourself, or say where one is with --spring.data.redis.host=..., "
                + "or do without: --distributed-scheduler.store=memory");
    }
}
