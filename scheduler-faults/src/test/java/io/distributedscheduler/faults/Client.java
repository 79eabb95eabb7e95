package io.distributedscheduler.faults;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.faults.node.Recording;
import io.distributedscheduler.store.JobStore;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** An application that schedules and runs nothing, in this JVM. */
final class Client implements AutoCloseable {

    static final String NAME = "client";

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Recording.class)
    static class Application {}

    private final ConfigurableApplicationContext context;

    private Client(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Client start(Path folder, Map<String, String> properties) {
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(
                        "distributed-scheduler.node=" + NAME,
                        "distributed-scheduler.concurrency=0",
                        "faults.history=" + folder.resolve(NAME + ".history"));
        return new Client(application.run(arguments));
    }

    DistributedScheduler scheduler() {
        return context.getBean(DistributedScheduler.class);
    }

    JobStore store() {
        return context.getBean(JobStore.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
