package io.distributedscheduler.test.boot;

import static io.distributedscheduler.test.SchedulerAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.VirtualTime;
import io.distributedscheduler.test.boot.ShopApplication.Mails;
import io.distributedscheduler.test.boot.ShopApplication.Order;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** The slice, used as a user's test would. */
@SchedulerTest
@DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
class SchedulerTestTest {

    @Autowired
    private VirtualTime time;

    @Autowired
    private DistributedScheduler scheduler;

    @Autowired
    private JobStore store;

    @Autowired
    private ObjectProvider<Storefront> storefront;

    @MockitoBean
    private Mails mails;

    @BeforeEach
    void mailsAreSent() {
        given(mails.send(anyString())).willAnswer(call -> "sent " + call.getArgument(0));
    }

    @Test
    void aDeclaredJobRunsEachNight() {
        assertThat(scheduler).job("shop.report").isScheduled().isDueAt(Instant.parse("2030-01-01T01:00:00Z"));

        time.advance(Duration.ofDays(3));

        assertThat(scheduler).hasRun("shop.report", 3);
        assertThat(scheduler)
                .lastRunOf("shop.report")
                .succeeded()
                .hasResult("sent the report")
                .startedAt(Instant.parse("2030-01-03T01:00:00Z"));
    }

    @Test
    void aFireRunsItsJobAtOnce() {
        scheduler.fire("order-placed", new Order("tea"));
        time.runDue();

        assertThat(scheduler).lastRunOf("shop.confirm").hasResult("sent tea");
        assertThat(time.now()).isEqualTo(VirtualTime.START);
    }

    @Test
    void ofTheApplicationThereIsOnlyWhatIsAboutTheScheduler() {
        assertThat(storefront.getIfAvailable()).isNull();
        assertThat(store).isSameAs(time.store());
    }
}
