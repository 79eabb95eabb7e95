package io.distributedscheduler.redis.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * Finds the Redis server to test with: what the system property {@code redis.server} says (a path, or
 * {@code embedded}), else {@code redis-server} on the {@code PATH}, else the one inside embedded-redis.
 */
public final class RedisExecutable {

    private static final String PROPERTY = "redis.server";

    private static @Nullable Path embedded;

    private RedisExecutable() {}

    public static Path find() {
        String wanted = System.getProperty(PROPERTY, "");
        if (wanted.equals("embedded")) {
            return embedded();
        }
        if (!wanted.isEmpty()) {
            Path path = Path.of(wanted);
            if (!Files.isExecutable(path)) {
                throw new IllegalStateException("-D%s=%s is not an executable file".formatted(PROPERTY, wanted));
            }
            return path.toAbsolutePath();
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(RedisExecutable::embedded);
    }

    /** Extracted once a JVM, and deleted when it ends. */
    private static synchronized Path embedded() {
        if (embedded == null) {
            embedded = extract();
        }
        return embedded;
    }

    private static Path extract() {
        String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        if (resource == null) {
            throw new IllegalStateException(
                    "embedded-redis has no server for %s on %s: install redis-server, or point -D%s to one"
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), PROPERTY));
        }
        try (InputStream content = ExecutableProvider.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IllegalStateException("embedded-redis lacks its resource " + resource);
            }
            Path folder = Files.createTempDirectory("redis-server-");
            Path executable = folder.resolve("redis-server");
            folder.toFile().deleteOnExit();
            executable.toFile().deleteOnExit();
            Files.copy(content, executable);
            executable.toFile().setExecutable(true);
            return executable;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot extract the Redis server of embedded-redis", e);
        }
    }
}
