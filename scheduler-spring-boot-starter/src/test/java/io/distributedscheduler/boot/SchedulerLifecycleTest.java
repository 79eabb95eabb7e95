package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.engine.SchedulerSettings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** The scheduler among the other things that start and stop. */
class SchedulerLifecycleTest {

    private final DistributedScheduler scheduler = mock(DistributedScheduler.class);
    private final SchedulerLifecycle lifecycle = new SchedulerLifecycle(scheduler, NodeRuntime.system());

    @Test
    void itStartsAndKnowsWhetherItRuns() {
        given(scheduler.isRunning()).willReturn(true);

        lifecycle.start();

        then(scheduler).should().start();
        assertThat(lifecycle.isRunning()).isTrue();
        assertThat(lifecycle.isAutoStartup()).isTrue();
    }

    @Test
    void itStopsWithoutKeepingOthersWaiting() throws Exception {
        CountDownLatch drained = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        willAnswer(call -> drained.await(10, TimeUnit.SECONDS)).given(scheduler).stop();

        lifecycle.stop(stopped::countDown);

        assertThat(stopped.getCount()).isOne();
        drained.countDown();
        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFailureDoesNotHoldTheShutdownUp() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        willThrow(new IllegalStateException("no")).given(scheduler).stop();

        lifecycle.stop(stopped::countDown);

        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itStopsBeforeTheWebServerAndRedis() {
        int webServerGracefulShutdown = Integer.MAX_VALUE - 1024;

        assertThat(lifecycle.getPhase())
                .isGreaterThan(webServerGracefulShutdown)
                .isLessThan(Integer.MAX_VALUE);
    }

    @Test
    void aShutdownThatSpringWouldCutOffFailsTheStart() {
        SchedulerSettings settings = SchedulerSettings.of("here");

        ShutdownRule.check(settings, Duration.ofMillis(22_001));
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> ShutdownRule.check(settings, Duration.ofSeconds(22)))
                .satisfies(e -> {
                    assertThat(e.getName()).isEqualTo("distributed-scheduler.shutdown-timeout");
                    assertThat(e.getReason())
                            .isEqualTo(
                                    "Together with distributed-scheduler.interrupt-timeout (2s) it must be shorter than"
                                            + " spring.lifecycle.timeout-per-shutdown-phase (22s), after which Spring cuts off"
                                            + " whatever has not stopped.");
                });
    }
}
