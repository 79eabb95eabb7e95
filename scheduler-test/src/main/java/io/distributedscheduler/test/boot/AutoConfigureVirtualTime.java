package io.distributedscheduler.test.boot;

import io.distributedscheduler.test.VirtualTime;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Runs the scheduler of a Spring test in {@link VirtualTime}, with its jobs in memory. The test has a bean of that type
 * injected, and lets time pass; nothing runs unless it does.
 *
 * <p>For tests of the whole application, beside {@code @SpringBootTest}; {@link SchedulerTest} has it already. Calls to
 * the scheduler must come from the thread of the test or from code of jobs: with a web server in the test, use
 * {@code MockMvc} rather than a port.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(VirtualTimeAutoConfiguration.class)
@TestPropertySource(properties = "distributed-scheduler.lease=1h")
public @interface AutoConfigureVirtualTime {}
