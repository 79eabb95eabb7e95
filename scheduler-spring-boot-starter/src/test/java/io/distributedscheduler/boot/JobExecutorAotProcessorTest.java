package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobRunner;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** What a native image learns of executors. */
class JobExecutorAotProcessorTest {

    record Parcel(Address to) {}

    record Address(String street) {}

    record Receipt(long number) {}

    record Letter(String text) {}

    record Stamp(int cents) {}

    @Test
    void methodsAreInvokedAlsoThroughInterfaces() throws Exception {
        RuntimeHints hints = hintsFor(Methods.class);

        assertThat(invocation(Methods.class, "send", Parcel.class)).accepts(hints);
        assertThat(invocation(Methods.class, "onInterface", JobContext.class)).accepts(hints);
        assertThat(invocation(Interface.class, "onInterface", JobContext.class)).accepts(hints);
        assertThat(invocation(Methods.class, "unmarked")).rejects(hints);
    }

    @Test
    void dataAreReadAndWritten() throws Exception {
        RuntimeHints hints = hintsFor(Methods.class);

        assertThat(readAndWritten(Parcel.class, "to")).accepts(hints);
        assertThat(readAndWritten(Address.class, "street")).accepts(hints);
        assertThat(readAndWritten(Receipt.class, "number")).accepts(hints);
        assertThat(readAndWritten(Letter.class, "text")).accepts(hints);
    }

    @Test
    void soAreThoseOfRunners() throws Exception {
        assertThat(readAndWritten(Letter.class, "text")).accepts(hintsFor(Runner.class));
        assertThat(readAndWritten(Receipt.class, "number")).accepts(hintsFor(Runner.class));
        assertThat(readAndWritten(Stamp.class, "cents")).accepts(hintsFor(Lambdas.class));
    }

    @Test
    void otherBeansLeaveNoHints() throws Exception {
        assertThat(readAndWritten(Stamp.class, "cents")).rejects(hintsFor(Unmarked.class));
    }

    interface Interface {
        void onInterface(JobContext<Letter> context);
    }

    static class Methods implements Interface {
        @JobExecutor(eid = "send")
        CompletionStage<Receipt> send(Parcel parcel) {
            return CompletableFuture.completedFuture(new Receipt(1));
        }

        @Override
        @JobExecutor(eid = "on-interface")
        public void onInterface(JobContext<Letter> context) {}

        void unmarked() {}
    }

    @JobExecutor(eid = "runner")
    static class Runner implements JobRunner<List<Letter>, Receipt> {
        @Override
        public Receipt run(JobContext<List<Letter>> context) {
            return new Receipt(1);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Lambdas {
        @Bean
        @JobExecutor(eid = "lambda")
        JobRunner<Stamp, String> lambda() {
            return context -> "stamped";
        }
    }

    static class Unmarked implements JobRunner<Stamp, String> {
        @Override
        public String run(JobContext<Stamp> context) {
            return "";
        }
    }

    private static RuntimeHints hintsFor(Class<?> component) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(component);
        GenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get("test", "Application")), new InMemoryGeneratedFiles());
        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        return generation.getRuntimeHints();
    }

    private static Predicate<RuntimeHints> invocation(Class<?> type, String method, Class<?>... parameters)
            throws Exception {
        return reflection().onMethodInvocation(type.getDeclaredMethod(method, parameters));
    }

    private static Predicate<RuntimeHints> readAndWritten(Class<?> record, String component) throws Exception {
        return reflection()
                .onMethodInvocation(record.getDeclaredMethod(component))
                .and(reflection().onConstructorInvocation(record.getDeclaredConstructors()[0]));
    }
}
