package io.distributedscheduler.test.boot;

import static io.distributedscheduler.test.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.test.VirtualTime;
import io.distributedscheduler.test.boot.ShopApplication.Mails;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** The whole application in virtual time, which begins when the test says. */
@SpringBootTest(classes = {ShopApplication.class, AutoConfigureVirtualTimeTest.Beans.class})
@AutoConfigureVirtualTime
class AutoConfigureVirtualTimeTest {

    private static final Instant NIGHT_OF_THE_CLOCKS = Instant.parse("2026-03-28T12:00:00Z");

    @Autowired
    private VirtualTime time;

    @Autowired
    private DistributedScheduler scheduler;

    @Autowired
    private Storefront storefront;

    @Test
    void theNightThatSkipsAnHourHasItsReport() {
        time.advance(Duration.ofHours(24));

        assertThat(scheduler)
                .lastRunOf("shop.report")
                .hasResult("really sent the report")
                .startedAt(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(storefront).isNotNull();
    }

    @TestConfiguration
    static class Beans {

        @Bean
        VirtualTime time() {
            return new VirtualTime(NIGHT_OF_THE_CLOCKS);
        }

        @Bean
        Mails mails() {
            return text -> "really sent " + text;
        }
    }
}
