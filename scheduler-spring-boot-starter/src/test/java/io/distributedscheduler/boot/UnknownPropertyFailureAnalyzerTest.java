package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Typos in names of properties. */
class UnknownPropertyFailureAnalyzerTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Enabled.class);

    @Test
    void aPropertyThatDoesNotExistIsNamedWithTheNearest() {
        assertAnalysis(
                "distributed-scheduler.concurency=3",
                "There is no property 'distributed-scheduler.concurency' (\"distributed-scheduler.concurency\" from property"
                        + " source \"test\").",
                "Did you mean 'distributed-scheduler.concurrency'?");
        assertAnalysis(
                "distributed-scheduler.retry.atempts=3",
                "There is no property 'distributed-scheduler.retry.atempts' ",
                "Did you mean 'distributed-scheduler.retry.attempts'?");
    }

    @Test
    void soIsOneBelowAMap() {
        assertAnalysis(
                "distributed-scheduler.jobs.clean-up.crn=@daily",
                "There is no property 'distributed-scheduler.jobs.clean-up.crn' ",
                "Did you mean 'distributed-scheduler.jobs.clean-up.cron'?");
    }

    @Test
    void oneThatResemblesNothingIsToBeRemoved() {
        assertAnalysis(
                "distributed-scheduler.wherever-the-wind-blows=3",
                "There is no property 'distributed-scheduler.wherever-the-wind-blows' ",
                "Remove it, or look the name up among the properties of the scheduler.");
    }

    @Test
    void payloadsMayHaveAnyNames() {
        runner.withPropertyValues(
                        "distributed-scheduler.jobs.it.every=1h", "distributed-scheduler.jobs.it.payload.a.b[0].c=d")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void namesOfTheReadmeAreThoseOfTheCode() {
        assertThat(PropertyNames.all())
                .containsExactlyInAnyOrderElementsOf(PropertyMetadata.properties().stream()
                        .filter(property -> !property.isMap())
                        .map(PropertyMetadata.Property::name)
                        .toList());
    }

    private void assertAnalysis(String property, String description, String action) {
        runner.withPropertyValues(property).run(context -> {
            FailureAnalysis analysis = new UnknownPropertyFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription()).startsWith(description);
            assertThat(analysis.getAction()).isEqualTo(action);
        });
    }

    @EnableConfigurationProperties(SchedulerProperties.class)
    static class Enabled {}
}
