package io.distributedscheduler.boot;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.redis.server.ChildJvm;
import java.time.Duration;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

/** An application without a web server, whose {@code main} returns; a job of it tells so later. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(SchedulerAutoConfiguration.class)
class HeadlessApplication {

    private final Thread main = Thread.currentThread();

    public static void main(String[] args) {
        ChildJvm.endWithParent();
        new SpringApplicationBuilder(HeadlessApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .properties("distributed-scheduler.store=memory", "logging.level.root=warn")
                .run(args)
                .getBean(DistributedScheduler.class)
                .schedule(Job.of("tell").in(Duration.ofMillis(300)));
    }

    @JobExecutor(eid = "tell")
    void tell() throws InterruptedException {
        main.join();
        System.out.println("main has ended");
    }
}
