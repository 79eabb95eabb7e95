package io.distributedscheduler.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Takes the first free web port from 8080 on, unless one is configured, so that the same command starts more nodes. */
final class FreeWebPort implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final int FIRST = 8080;
    private static final int LAST = 8099;

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        if (!environment.containsProperty("server.port")) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("freeWebPort", Map.of("server.port", firstFreePort())));
        }
    }

    private static int firstFreePort() {
        for (int port = FIRST; port <= LAST; port++) {
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException e) {
                // Taken, probably by another node.
            }
        }
        throw new IllegalStateException("No web port from " + FIRST + " to " + LAST + " is free; set server.port");
    }
}
