package io.distributedscheduler.boot.restarted;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.redis.server.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** What a developer works on: DevTools loads the classes of this package anew when one of them changes. */
@SpringBootApplication(proxyBeanMethods = false)
public class RestartedApplication {

    /** Another one each time that this class is loaded. */
    private static final String LOADED = UUID.randomUUID().toString();

    public static void main(String[] args) {
        // DevTools calls this method again, on a thread of its own.
        if (Thread.currentThread().getName().equals("main")) {
            ChildJvm.endWithParent();
        }
        SpringApplication.run(RestartedApplication.class, args);
    }

    @Bean
    ApplicationRunner greetLater(DistributedScheduler scheduler) {
        return arguments -> scheduler.schedule(
                Job.of("greet")
                        .id("greeting")
                        .payload(new Greeting("Ada", LOADED))
                        .in(Duration.ofHours(1)),
                ConflictPolicy.KEEP);
    }

    @JobExecutor(eid = "greet")
    Greeting greet(Greeting greeting) {
        return new Greeting("Hello " + greeting.text(), greeting.writtenBy());
    }

    @JobExecutor(eid = "tick", every = "1s")
    String tick() {
        return LOADED;
    }

    @JobExecutor(eid = "look")
    Look look() {
        return new Look(
                LOADED,
                Thread.getAllStackTraces().keySet().stream()
                        .map(thread -> thread.getName() + " " + thread.getId())
                        .sorted()
                        .toList());
    }

    /** A payload and a result. */
    record Greeting(String text, String writtenBy) {}

    /** Which load of this application it is, and the name and id of each thread of the process. */
    record Look(String loaded, List<String> threads) {}
}
