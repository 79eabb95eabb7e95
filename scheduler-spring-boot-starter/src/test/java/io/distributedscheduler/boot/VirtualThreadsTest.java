package io.distributedscheduler.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** On which threads jobs run; one of the first two tests runs on each JDK. */
class VirtualThreadsTest {

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void fromJava21OnJobsRunOnVirtualThreadsOnDemand() {
        assertThat(threadOfAJob("spring.threads.virtual.enabled=true")).startsWith("VirtualThread[");
        assertThat(threadOfAJob("distributed-scheduler.virtual-threads=true")).startsWith("VirtualThread[");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void beforeJava21TheDemandChangesNothing() {
        assertThat(threadOfAJob("spring.threads.virtual.enabled=true")).startsWith("Thread[");
        assertThat(threadOfAJob("distributed-scheduler.virtual-threads=true")).startsWith("Thread[");
    }

    @Test
    void unlessDemandedTheyArePlatformThreads() {
        assertThat(threadOfAJob()).startsWith("Thread[");
        assertThat(threadOfAJob("spring.threads.virtual.enabled=true", "distributed-scheduler.virtual-threads=false"))
                .startsWith("Thread[");
    }

    private static String threadOfAJob(String... properties) {
        List<String> threads = new ArrayList<>();
        Contexts.inMemory()
                .withPropertyValues(properties)
                .withBean(TellsItsThread.class)
                .run(context -> {
                    DistributedScheduler scheduler = context.getBean(DistributedScheduler.class);
                    threads.add(scheduler
                            .completion(scheduler.schedule(Job.of("thread")))
                            .get(10, SECONDS)
                            .result(String.class)
                            .orElseThrow());
                });
        return threads.get(0);
    }

    static class TellsItsThread {
        @JobExecutor(eid = "thread")
        String thread() {
            return Thread.currentThread().toString();
        }
    }
}
