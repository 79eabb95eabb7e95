package io.distributedscheduler.test.boot;

import io.distributedscheduler.boot.SchedulerAutoConfiguration;
import io.distributedscheduler.boot.transaction.TransactionAutoConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of an application's jobs and nothing else: of its beans only executors ({@code @JobExecutor}), listeners,
 * trigger types and customizers of the scheduler; of auto-configuration only the scheduler and Jackson. It runs in
 * {@link AutoConfigureVirtualTime virtual time}. What executors need beside that, the test provides, for instance by
 * {@code @MockitoBean} or {@code @Import}.
 *
 * <pre>{@code
 * @SchedulerTest
 * class ReportsTest {
 *
 *     @Autowired VirtualTime time;
 *     @Autowired DistributedScheduler scheduler;
 *
 *     @Test
 *     void theNightlyReportIsWrittenEachNight() {
 *         time.advance(Duration.ofDays(3));
 *
 *         assertThat(scheduler).hasRun("shop.nightly-report", 3);
 *     }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(SchedulerTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(SchedulerTypeExcludeFilter.class)
@AutoConfigureVirtualTime
@ImportAutoConfiguration({
    SchedulerAutoConfiguration.class,
    TransactionAutoConfiguration.class,
    JacksonAutoConfiguration.class
})
public @interface SchedulerTest {

    /** Properties of the test, as {@code key=value}. */
    String[] properties() default {};

    /** Whether only beans about the scheduler are taken; if not, all. */
    boolean useDefaultFilters() default true;

    /** What more is taken. */
    Filter[] includeFilters() default {};

    /** What is not taken. */
    Filter[] excludeFilters() default {};

    /** Auto-configuration that is not wanted. */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
