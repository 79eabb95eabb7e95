package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What an application says that does not start because of a value: property, value, where it stands, what is allowed. */
class InvalidPropertyFailureAnalyzerTest {

    @Test
    void aNumberOutOfRange() {
        assertAnalysis(
                yaml("distributed-scheduler:\n  concurrency: -1"),
                "The property 'distributed-scheduler.concurrency' has the value '-1' (Byte array resource [resource loaded"
                        + " from byte array] - 2:16), which is not allowed: It must be from 0 to 10000.");
    }

    @Test
    void aDurationOutOfRange() {
        assertAnalysis(
                yaml("distributed-scheduler:\n  lease: 0"),
                "The property 'distributed-scheduler.lease' has the value '0' (Byte array resource [resource loaded from byte"
                        + " array] - 2:10), which is not allowed: It must be from 1s to 1h.");
    }

    @Test
    void aNameWrittenInAnotherWay() {
        ApplicationContextRunner runner = Contexts.inMemory()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                Map.of("DISTRIBUTEDSCHEDULER_RETRY_ATTEMPTS", "0"))));

        assertAnalysis(
                runner,
                "The property 'distributed-scheduler.retry.attempts' has the value '0' "
                        + "(\"DISTRIBUTEDSCHEDULER_RETRY_ATTEMPTS\" from property source \"systemEnvironment\"), which is not allowed: attempts must be from 1 to 1000,"
                        + " was 0.");
    }

    @Test
    void valuesThatDoNotFitTogether() {
        assertAnalysis(
                yaml("distributed-scheduler:\n  lease: 3s\n  command-timeout: 2s"),
                "The property 'distributed-scheduler.command-timeout' has the value '2s' (Byte array resource [resource"
                        + " loaded from byte array] - 3:20), which is not allowed: It must be at most 1s, a third of"
                        + " distributed-scheduler.lease, so that a node learns in time that the store is away.");
    }

    @Test
    void aDefaultThatDoesNotFitWhatIsSet() {
        assertAnalysis(
                yaml("distributed-scheduler:\n  retry:\n    first-delay: 10m"),
                "The property 'distributed-scheduler.retry.longest-delay' is not set, and its default 'PT5M' is not allowed"
                        + " with what is: longestDelay must be from firstDelay (PT10M) to 365 days, was PT5M.");
    }

    @Test
    void aShutdownThatSpringWouldCutOff() {
        assertAnalysis(
                yaml("distributed-scheduler:\n  shutdown-timeout: 1m"),
                "The property 'distributed-scheduler.shutdown-timeout' has the value '1m' (Byte array resource [resource"
                        + " loaded from byte array] - 2:21), which is not allowed: Together with"
                        + " distributed-scheduler.interrupt-timeout (2s) it must be shorter than"
                        + " spring.lifecycle.timeout-per-shutdown-phase (30s), after which Spring cuts off whatever has not"
                        + " stopped.");
    }

    @Test
    void aDeclaredJob() {
        assertAnalysis(
                yaml("distributed-scheduler:\n  jobs:\n    '[Clean_Up]':\n      cron: often"),
                "The property 'distributed-scheduler.jobs[Clean_Up].cron' has the value 'often' (Byte array resource [resource"
                        + " loaded from byte array] - 4:13), which is not allowed: ");
        assertAnalysis(
                yaml("distributed-scheduler:\n  jobs:\n    clean-up:\n      executor: clean-up"),
                "The property 'distributed-scheduler.jobs.clean-up.cron' is not set: the job needs one of cron, every,"
                        + " fixed-delay and keyword");
    }

    @Test
    void whatIsNoNumberOrNoneOfTheValuesBootSaysItself() {
        FailureAnalysis number = Failures.analysis(yaml("distributed-scheduler:\n  concurrency: many"));
        assertThat(number.getDescription())
                .contains("Property: distributed-scheduler.concurrency", "Value: \"many\"", "- 2:16", "to int");
        FailureAnalysis value = Failures.analysis(yaml("distributed-scheduler:\n  store: redsi"));
        assertThat(value.getDescription())
                .contains("Property: distributed-scheduler.store", "Value: \"redsi\"", "- 2:10");
        assertThat(value.getAction()).contains("MEMORY", "REDIS");
    }

    private static void assertAnalysis(ApplicationContextRunner runner, String description) {
        FailureAnalysis analysis = Failures.analysis(runner);
        assertThat(analysis.getDescription()).startsWith(description);
        assertThat(analysis.getAction()).isEqualTo("Correct it, or leave it out to have its default.");
    }

    private static ApplicationContextRunner yaml(String yaml) {
        return Contexts.inMemory()
                .withInitializer(context -> Yaml.environment(yaml).getPropertySources().stream()
                        .findFirst()
                        .ifPresent(context.getEnvironment().getPropertySources()::addFirst));
    }
}
