package io.distributedscheduler.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.engine.DeclaredJob;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.SmartLifecycle;

/** What is there when the web server starts to take requests, and what only when all has started. */
@Isolated
class SchedulerJoiningTest {

    static class Listening {

        final CountDownLatch heard = new CountDownLatch(1);

        @JobExecutor(eid = "listen", keyword = "said")
        void listen() {
            heard.countDown();
        }
    }

    /** In the place of a web server that gets a request as soon as it has started. */
    static class FirstRequest implements SmartLifecycle {

        private final DistributedScheduler scheduler;
        private final Listening listening;
        boolean running;
        long reached;
        boolean ranEarly;

        FirstRequest(DistributedScheduler scheduler, Listening listening) {
            this.scheduler = scheduler;
            this.listening = listening;
        }

        @Override
        public void start() {
            running = true;
            reached = scheduler.fire("said");
            ranEarly = scheduler.isRunning() || listening.heard.getCount() == 0;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return Integer.MAX_VALUE - 2048;
        }
    }

    static class TakenPort extends FirstRequest {

        TakenPort(DistributedScheduler scheduler, Listening listening) {
            super(scheduler, listening);
        }

        @Override
        public void start() {
            throw new IllegalStateException("the port is taken");
        }
    }

    @Test
    void theFirstRequestReachesDeclaredJobsWhichRunWhenAllHasStarted() {
        Contexts.inMemory()
                .withBean(Listening.class)
                .withBean(FirstRequest.class)
                .run(context -> {
                    FirstRequest request = context.getBean(FirstRequest.class);
                    assertThat(request.reached).isOne();
                    assertThat(request.ranEarly).isFalse();
                    assertThat(context.getBean(Listening.class).heard.await(10, SECONDS))
                            .isTrue();
                });
    }

    @Test
    void aNodeWhoseWebServerDoesNotStartHasRunNothingAndLeaves() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        Contexts.inMemory()
                .withBean(Listening.class)
                .withBean(TakenPort.class)
                .run(context -> assertThat(context).hasFailed());

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().contains("scheduler") && !before.contains(thread))
                .isEmpty());
    }

    static List<SchedulerEvent> whatSettlesIt() {
        return List.of(new SchedulerEvent.NodeReady("here"), new SchedulerEvent.StoreAway(0, "refused"));
    }

    @ParameterizedTest
    @MethodSource("whatSettlesIt")
    void itWaitsUntilTheNodeIsReadyOrTheStoreIsKnownToBeAway(SchedulerEvent event) {
        DistributedScheduler scheduler = mock();
        JobExecutorRegistrar executors = mock();
        NodeRuntime runtime = mock();
        SchedulerJoining joining = new SchedulerJoining(scheduler, executors, runtime);
        willAnswer(call -> List.of(
                        new DeclaredJob(Job.of("listen").id(JobId.of("listen")).onKeyword("said"), "test")))
                .given(executors)
                .declared();
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        willAnswer(call -> {
                    CompletableFuture<?> waitedFor = call.getArgument(0);
                    boolean before = waitedFor.isDone();
                    joining.onEvent(event);
                    return settled.complete(!before && waitedFor.isDone());
                })
                .given(runtime)
                .await(org.mockito.ArgumentMatchers.any(), org.mockito.ArgumentMatchers.any());

        joining.start();

        assertThat(settled).isCompletedWithValue(true);
    }
}
