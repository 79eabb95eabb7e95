package io.distributedscheduler.sample.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Sees to it that there is a Redis server before the sample's context starts, so that a JDK is all it takes to try it.
 *
 * <p>Does nothing when the sample runs without Redis, or when the user says anywhere (a file, the environment, the
 * command line) where Redis is or how to log in there.
 */
public final class LocalRedisListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final int PORT = 6379;
    private static final Path FOLDER = Path.of(".sample-redis");
    private static final Duration LINGER = Duration.ofSeconds(10);

    private static final Set<String> OWN_SERVER =
            Set.of("url", "host", "port", "username", "password", "ssl", "sentinel", "cluster", "masterreplica");

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (isWanted(event.getEnvironment())) {
            new LocalRedis(FOLDER, PORT, LINGER).findOrStart();
        }
    }

    static boolean isWanted(Environment environment) {
        Binder binder = Binder.get(environment);
        String store = binder.bind("distributed-scheduler.store", String.class).orElse("redis");
        Map<String, Object> redis = binder.bind("spring.data.redis", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        // The build, too, runs the main method when it prepares the application ahead of time.
        boolean building = environment.getProperty("spring.aot.processing", Boolean.class, false);
        return store.equalsIgnoreCase("redis") && Collections.disjoint(redis.keySet(), OWN_SERVER) && !building;
    }
}
