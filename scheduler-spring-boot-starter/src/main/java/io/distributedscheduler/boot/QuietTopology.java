package io.distributedscheduler.boot;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps Lettuce from warning of each node of a Redis Cluster at each attempt to connect. All of that stands in the exception
 * that follows, which the scheduler tells once an outage. A level that the application sets, even for a package, goes first.
 */
final class QuietTopology implements EnvironmentPostProcessor {

    private static final String PACKAGE = "logging.level.io.lettuce.core.cluster.topology";
    private static final String LOGGER = PACKAGE + ".DefaultClusterTopologyRefresh";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        for (String name = PACKAGE; name.startsWith("logging.level.io"); name = parent(name)) {
            if (environment.containsProperty(name)) {
                return;
            }
        }
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("distributedSchedulerLogging", Map.of(LOGGER, "error")));
    }

    private static String parent(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
