package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.mock;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.engine.DeclaredJob;
import io.distributedscheduler.engine.ExecutorDefinition;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.store.Retention;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Everything that is found in an application, held against each other. */
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class JobExecutorRegistrarTest {

    private final ApplicationContextRunner runner = Contexts.inMemory()
            .withBean(DistributedScheduler.class, () -> mock(DistributedScheduler.class))
            .withBean(NodeRuntime.class, () -> mock(NodeRuntime.class)) // Does not wait for a node that never is ready.
            .withPropertyValues("spring.application.name=shop");

    @Test
    void executorsAndTheirJobsAreKnownWhenTheContextHasStarted() {
        runner.withBean("nightly", Nightly.class)
                .withPropertyValues(
                        "distributed-scheduler.jobs.weekly.executor=nightly",
                        "distributed-scheduler.jobs.weekly.cron=@weekly",
                        "distributed-scheduler.executors.nightly.retention.runs=3")
                .run(context -> {
                    JobExecutorRegistrar registrar = context.getBean(JobExecutorRegistrar.class);
                    assertThat(registrar.executors())
                            .singleElement()
                            .returns("nightly", ExecutorDefinition::eid)
                            .returns(Void.class, ExecutorDefinition::payloadType)
                            .returns(Optional.of(new Retention(3, Duration.ofHours(1))), ExecutorDefinition::retention);
                    assertThat(registrar.declared())
                            .extracting(declared -> declared.job().id().value(), DeclaredJob::source)
                            .containsExactly(
                                    tuple(
                                            "shop.nightly",
                                            "bean 'nightly', method " + Nightly.class.getName() + ".run()"),
                                    tuple("shop.weekly", "property distributed-scheduler.jobs.weekly"));
                });
    }

    static class Nightly {
        @JobExecutor(eid = "nightly", cron = "${nightly:0 0 2 * * *}")
        void run() {}
    }

    @Test
    void twoExecutorsOfOneIdFailTheStart() {
        FailureAnalysis analysis =
                Failures.analysis(runner.withBean("one", Nightly.class).withBean("other", Nightly.class));

        assertThat(analysis.getDescription())
                .isEqualTo("Two job executors share the eid 'nightly': bean 'one', method " + Nightly.class.getName()
                        + ".run(), and bean 'other', method " + Nightly.class.getName() + ".run().");
        assertThat(analysis.getAction())
                .isEqualTo("Give one of them another eid: it is the name by which jobs find their executor.");
    }

    @Test
    void twoDeclaredJobsOfOneIdFailTheStart() {
        FailureAnalysis analysis = Failures.analysis(runner.withBean("nightly", Nightly.class)
                .withPropertyValues("distributed-scheduler.jobs.nightly.every=5m"));

        assertThat(analysis.getDescription())
                .isEqualTo("Two declared jobs have the id 'shop.nightly': that of bean 'nightly', method "
                        + Nightly.class.getName()
                        + ".run(), and that of property distributed-scheduler.jobs.nightly.");
        assertThat(analysis.getAction()).isEqualTo("Give one of them another id.");
    }

    @Test
    void aPlaceholderWithoutValueFailsTheStart() {
        FailureAnalysis analysis = Failures.analysis(runner.withBean("unresolved", Unresolved.class));

        assertThat(analysis.getDescription())
                .startsWith("The @JobExecutor(eid = \"x\") on bean 'unresolved', method " + Unresolved.class.getName()
                        + ".run() has cron = \"${nightly}\", which is not allowed: Could not resolve placeholder"
                        + " 'nightly'");
    }

    static class Unresolved {
        @JobExecutor(eid = "x", cron = "${nightly}")
        void run() {}
    }

    @Test
    void aBadJobInConfigurationFailsTheStart() {
        FailureAnalysis analysis =
                Failures.analysis(runner.withPropertyValues("distributed-scheduler.jobs.weekly.cron=at night"));

        assertThat(analysis.getDescription())
                .startsWith("The property 'distributed-scheduler.jobs.weekly.cron' has the value 'at night'")
                .contains("property source \"test\"", "which is not allowed:");
        assertThat(analysis.getAction()).isEqualTo("Correct it, or leave it out to have its default.");
    }

    @Test
    void aBadValueFailsTheStart() {
        FailureAnalysis store = Failures.analysis(runner.withPropertyValues("distributed-scheduler.store=rediss"));
        assertThat(store.getDescription()).contains("distributed-scheduler.store", "\"rediss\"");
        assertThat(store.getAction()).contains("The following values are valid:", "MEMORY", "REDIS");

        FailureAnalysis lease = Failures.analysis(runner.withPropertyValues("distributed-scheduler.lease=long"));
        assertThat(lease.getDescription())
                .contains("distributed-scheduler.lease", "\"long\"", "'long' is not a valid duration");

        FailureAnalysis number = Failures.analysis(runner.withPropertyValues("distributed-scheduler.concurrency=-1"));
        assertThat(number.getDescription())
                .startsWith("The property 'distributed-scheduler.concurrency' has the value '-1'")
                .endsWith("which is not allowed: It must be from 0 to 10000.");
    }

    @Test
    void aPropertyThatDoesNotExistFailsTheStart() {
        FailureAnalysis analysis = Failures.analysis(runner.withPropertyValues("distributed-scheduler.leese=3s"));

        assertThat(analysis.getDescription()).startsWith("There is no property 'distributed-scheduler.leese' (");
        assertThat(analysis.getAction()).isEqualTo("Did you mean 'distributed-scheduler.lease'?");
    }

    @Test
    void anExecutorThatOthersMayHaveIsWarnedOf(CapturedOutput output) {
        runner.withBean("nightly", Nightly.class)
                .withPropertyValues(
                        "distributed-scheduler.jobs.weekly.executor=nightli",
                        "distributed-scheduler.jobs.weekly.cron=@weekly",
                        "distributed-scheduler.executors.nigtly.retention.runs=3")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains(
                        "The job 'shop.weekly' (property distributed-scheduler.jobs.weekly) names the executor 'nightli',"
                                + " which this application does not have (it has 'nightly'); it runs only where another"
                                + " application has it")
                .contains(
                        "distributed-scheduler.executors.nigtly says something of an executor that this application does"
                                + " not have; it has 'nightly'");
    }

    @Test
    void anApplicationWithoutExecutorsIsWarned(CapturedOutput output) {
        runner.run(context -> assertThat(output)
                .containsOnlyOnce("This application has no executor, so it runs no job: @JobExecutor counts on beans"));
    }

    @Test
    void oneThatIsOnlyToScheduleIsNot(CapturedOutput output) {
        runner.withPropertyValues("distributed-scheduler.concurrency=0")
                .run(context -> assertThat(output).doesNotContain("has no executor"));
    }

    @Test
    void aRunnerThatNobodyMarkedIsNamed(CapturedOutput output) {
        runner.withBean("nightly", Nightly.class)
                .withBean("forgotten", Forgotten.class)
                .run(context -> assertThat(output)
                        .containsOnlyOnce("without @JobExecutor")
                        .contains("Bean 'forgotten', " + Forgotten.class.getName()
                                + ", is a JobRunner without @JobExecutor, so no job finds it"));
    }

    static class Forgotten implements JobRunner<Void, Void> {
        @Override
        public Void run(JobContext<Void> context) {
            return null;
        }
    }
}
