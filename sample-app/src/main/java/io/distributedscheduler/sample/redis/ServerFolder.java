package io.distributedscheduler.sample.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * Where a server that the sample has started keeps its data, and where its nodes find each other.
 *
 * <ul>
 *   <li>{@code appendonly.aof}: the data.
 *   <li>{@code nodes/}: an empty file for each node, named by its process id. The guard removes those of the dead, and
 *       in the end, before it ends the server, the folder: a node that comes too late cannot register.
 *   <li>{@code lock}: held while a node starts the server, so that of two nodes that start at once only one does.
 *   <li>{@code redis.pid}: there for as long as the server is.
 *   <li>{@code redis.log}, {@code start.log}: what the server has said since its start.
 * </ul>
 */
final class ServerFolder {

    private static final String LAUNCHER = "local-redis.sh";

    private final Path folder;
    private final Path nodes;

    ServerFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.nodes = this.folder.resolve("nodes");
    }

    boolean is(Path other) {
        try {
            return Files.isSameFile(folder, other);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the sample's server runs here, as opposed to one of the user's. */
    boolean hasServer() {
        return Files.exists(folder.resolve("redis.pid")) && Files.exists(folder.resolve("lock"));
    }

    /** Does what only one node may do at a time. */
    boolean locked(Step step) throws IOException {
        Files.createDirectories(folder);
        try (FileChannel channel = FileChannel.open(folder.resolve("lock"), CREATE, WRITE)) {
            channel.lock();
            return step.isDone();
        }
    }

    /** Keeps the server alive for as long as the node. False when it is about to end already. */
    boolean register(ProcessHandle node) throws IOException {
        try {
            Files.createFile(nodes.resolve("" + node.pid()));
            return true;
        } catch (FileAlreadyExistsException e) {
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Registers the first node of a new server. False when the guard of the previous one came in between. */
    boolean prepareFor(ProcessHandle node) throws IOException {
        Files.createDirectories(nodes);
        try (Stream<Path> left = Files.list(nodes)) {
            for (Path file : left.toList()) {
                if (!isNode(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return register(node);
    }

    /** Runs the launcher, which ends when the server has begun to start. */
    Process launch(int port, Duration linger) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", read(LAUNCHER), LAUNCHER));
        command.addAll(List.of(executable().toString(), "--daemonize", "yes", "--pidfile", "redis.pid"));
        command.addAll(List.of("--logfile", "redis.log", "--port", "" + port, "--bind", "127.0.0.1"));
        command.addAll(List.of("--appendonly", "yes", "--save", ""));
        ProcessBuilder launcher = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("start.log").toFile());
        launcher.environment().put("LINGER", "" + linger.toSeconds());
        return launcher.start();
    }

    String startLog() {
        return contentOf("start.log");
    }

    String serverLog() {
        return contentOf("redis.log");
    }

    /** For people: the process and where its data are. */
    @Override
    public String toString() {
        return "process %s, data in %s".formatted(contentOf("redis.pid"), folder);
    }

    // After a reboot the id may be another program's, which would keep the server alive; and a file manager leaves
    // files.
    private static boolean isNode(Path file) {
        String name = file.getFileName().toString();
        return name.matches("\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(name))
                        .flatMap(process -> process.info().command())
                        .filter(command -> command.contains("java"))
                        .isPresent();
    }

    private Path executable() throws IOException {
        String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        Path executable = folder.resolve("redis-server");
        try (InputStream content = ExecutableProvider.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IOException("embedded-redis has no server for this machine");
            }
            Files.copy(content, executable, REPLACE_EXISTING);
        }
        if (!executable.toFile().setExecutable(true)) {
            throw new IOException("Cannot make %s executable".formatted(executable));
        }
        return executable;
    }

    private static String read(String resource) throws IOException {
        try (InputStream content = ServerFolder.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new NoSuchFileException(resource);
            }
            return new String(content.readAllBytes(), UTF_8);
        }
    }

    private String contentOf(String file) {
        try {
            return Files.readString(folder.resolve(file)).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface Step {

        boolean isDone() throws IOException;
    }
}
