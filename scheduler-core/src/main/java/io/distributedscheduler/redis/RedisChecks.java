package io.distributedscheduler.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisServerCommands;

/**
 * Looks at how Redis is set up, and says what would cost jobs. What it may not look at, by the rights of its user or
 * because a provider hides it, it passes over.
 */
public final class RedisChecks {

    private static final int[] OLDEST = {6, 2};

    private final RedisConnectionFactory connections;

    public RedisChecks(RedisConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * What should be changed, a sentence each; empty when all is well.
     *
     * @throws DataAccessException when Redis does not answer
     */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        try (RedisConnection connection = connections.getConnection()) {
            connection.ping();
            RedisServerCommands server = connection.serverCommands();
            value(server, "server", "redis_version").ifPresent(version -> version(version, warnings));
            value(server, "memory", "maxmemory_policy").ifPresent(policy -> eviction(policy, warnings));
            persistence(server, warnings);
        }
        return warnings;
    }

    static void version(String version, List<String> warnings) {
        String[] parts = version.split("\\.");
        try {
            int major = Integer.parseInt(parts[0]);
            int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            if (major < OLDEST[0] || major == OLDEST[0] && minor < OLDEST[1]) {
                warnings.add("Redis " + version + " is too old; the scheduler needs " + OLDEST[0] + "." + OLDEST[1]
                        + " or later");
            }
        } catch (NumberFormatException e) {
            // A server that counts otherwise; what it cannot do will show.
        }
    }

    private static void eviction(String policy, List<String> warnings) {
        if (!policy.equals("noeviction")) {
            warnings.add("Redis may evict jobs when its memory is full: maxmemory-policy is " + policy
                    + ", and should be noeviction");
        }
    }

    private static void persistence(RedisServerCommands server, List<String> warnings) {
        Optional<String> appendOnly = value(server, "persistence", "aof_enabled");
        Optional<String> snapshots = config(server, "save");
        if (appendOnly.equals(Optional.of("0")) && snapshots.equals(Optional.of(""))) {
            warnings.add("Redis keeps nothing on disk, so jobs are gone when it restarts: set appendonly yes");
        } else if (appendOnly.equals(Optional.of("0")) && snapshots.isPresent()) {
            warnings.add(
                    "Redis writes snapshots only, so a crash costs the jobs since the last one: set appendonly yes");
        }
    }

    private static Optional<String> value(RedisServerCommands server, String section, String name) {
        try {
            return find(server.info(section), name);
        } catch (DataAccessException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> config(RedisServerCommands server, String name) {
        try {
            return find(server.getConfig(name), name);
        } catch (DataAccessException e) {
            return Optional.empty();
        }
    }

    /** On a Cluster names have the node in front, as in {@code 127.0.0.1:7000.aof_enabled}; any node will do. */
    private static Optional<String> find(@Nullable Properties properties, String name) {
        if (properties == null) {
            return Optional.empty();
        }
        return properties.stringPropertyNames().stream()
                .filter(key -> key.equals(name) || key.endsWith("." + name))
                .findFirst()
                .map(properties::getProperty);
    }
}
