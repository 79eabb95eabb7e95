package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobExecutor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.stereotype.Component;

/** Methods of beans that are executors. */
class MethodExecutorsTest {

    record Order(int number) {}

    @Nested
    class Parameters {

        @Test
        void none() throws Exception {
            try (Found found = Found.in(TakesNothing.class)) {
                assertThat(found.executor().payloadType()).isEqualTo(Void.class);
                assertThat(found.executor().source())
                        .isEqualTo("bean 'takesNothing', method " + TakesNothing.class.getName() + ".run()");
                assertThat(found.run("x")).isEqualTo("done");
            }
        }

        @Test
        void thePayload() throws Exception {
            try (Found found = Found.in(TakesThePayload.class)) {
                assertThat(found.executor().payloadType())
                        .isEqualTo(new ParameterizedTypeReference<Map<String, List<Order>>>() {}.getType());
                assertThat(found.run(Map.of("a", List.of()))).isEqualTo("[a]");
                assertThat(found.run((Object) null)).isEqualTo("no payload");
            }
        }

        @Test
        void theContext() throws Exception {
            try (Found found = Found.in(TakesTheContext.class)) {
                JobContext<Object> context = Found.contextWith(new Order(1));

                assertThat(found.executor().payloadType()).isEqualTo(Order.class);
                assertThat(found.run(context)).isSameAs(context);
            }
        }

        @Test
        void aContextOfAnything() {
            try (Found found = Found.in(TakesAContextOfAnything.class)) {
                assertThat(found.executor().payloadType()).isEqualTo(Object.class);
            }
        }

        @Test
        void bothInAnyOrder() throws Exception {
            JobContext<Object> context = Found.contextWith("x");
            try (Found found = Found.in(TakesBoth.class)) {
                assertThat(found.executor().payloadType()).isEqualTo(String.class);
                assertThat(found.run(context)).isEqualTo(List.of("x", context));
            }
            try (Found found = Found.in(TakesBothTurnedRound.class)) {
                assertThat(found.executor().payloadType()).isEqualTo(String.class);
                assertThat(found.run(context)).isEqualTo(List.of("x", context));
            }
        }

        @Test
        void aPayloadThatTheSubclassNames() throws Exception {
            try (Found found = Found.in(NamesThePayload.class)) {
                assertThat(found.executor().payloadType()).isEqualTo(Order.class);
                assertThat(found.run(new Order(2))).isEqualTo("Order[number=2]");
            }
        }

        @Test
        void othersFailTheStart() {
            assertFailure(TakesTwoPayloads.class, "marks a method that has more than one parameter for the payload.");
            assertFailure(TakesTwoContexts.class, "marks a method that has two parameters of type JobContext.");
            assertFailure(
                    TakesAPrimitive.class,
                    "marks a method that has a parameter of the primitive type int, which cannot be null");
            assertFailure(
                    TakesTwoTypes.class,
                    "marks a method that has two types for the payload: java.lang.String, and that of",
                    "JobContext<java.lang.Integer>");
        }
    }

    @Component("takesNothing")
    static class TakesNothing {
        @JobExecutor(eid = "nothing")
        String run() {
            return "done";
        }
    }

    static class TakesThePayload {
        @JobExecutor(eid = "payload")
        String run(@Nullable Map<String, List<Order>> orders) {
            return orders == null ? "no payload" : orders.keySet().toString();
        }
    }

    static class TakesTheContext {
        @JobExecutor(eid = "context")
        Object run(JobContext<Order> context) {
            return context;
        }
    }

    static class TakesAContextOfAnything {
        @JobExecutor(eid = "anything")
        void run(JobContext<?> context) {}
    }

    static class TakesBoth {
        @JobExecutor(eid = "both")
        List<Object> run(String payload, JobContext<?> context) {
            return List.of(payload, context);
        }
    }

    static class TakesBothTurnedRound {
        @JobExecutor(eid = "both")
        List<Object> run(JobContext<String> context, String payload) {
            return List.of(payload, context);
        }
    }

    abstract static class LeavesThePayloadOpen<T> {
        @JobExecutor(eid = "open")
        String run(T payload) {
            return payload.toString();
        }
    }

    static class NamesThePayload extends LeavesThePayloadOpen<Order> {}

    static class TakesTwoPayloads {
        @JobExecutor(eid = "wrong")
        void run(String one, String other) {}
    }

    static class TakesTwoContexts {
        @JobExecutor(eid = "wrong")
        void run(JobContext<?> one, JobContext<?> other) {}
    }

    static class TakesAPrimitive {
        @JobExecutor(eid = "wrong")
        void run(int payload) {}
    }

    static class TakesTwoTypes {
        @JobExecutor(eid = "wrong")
        void run(String payload, JobContext<Integer> context) {}
    }

    @Nested
    class Answers {

        @Test
        void theStageIsTheResult() throws Exception {
            try (Found found = Found.in(AnswersLater.class)) {
                assertThat(found.run("x")).isInstanceOf(CompletionStage.class);
            }
        }

        @Test
        void whatTheUserThrowsIsThrown() {
            try (Found found = Found.in(Throws.class)) {
                assertThatThrownBy(() -> found.run(new IOException("disk"))).isExactlyInstanceOf(IOException.class);
                assertThatThrownBy(() -> found.run(new StackOverflowError())).isInstanceOf(StackOverflowError.class);
                assertThatThrownBy(() -> found.run(new IllegalStateException("no")))
                        .isExactlyInstanceOf(IllegalStateException.class);
            }
        }

        @Test
        void whatTheUserThrowsIsThrownThroughAProxyThatMustNot() {
            try (Found found = Found.in(Proxies.ofInterfaces(), ThrowsThroughAnInterface.class, Proxies.Advice.class)) {
                assertThatThrownBy(() -> found.run("x")).isExactlyInstanceOf(IOException.class);
            }
        }
    }

    static class AnswersLater {
        @JobExecutor(eid = "later")
        CompletionStage<String> run() {
            return CompletableFuture.completedFuture("later");
        }
    }

    static class Throws {
        @JobExecutor(eid = "throws")
        void run(Throwable thrown) throws Throwable {
            throw thrown;
        }
    }

    interface SaysNothingOfExceptions {
        void run();
    }

    static class ThrowsThroughAnInterface implements SaysNothingOfExceptions {
        @Override
        @JobExecutor(eid = "sneaks")
        public void run() {
            ThrowsThroughAnInterface.<RuntimeException>sneak(new IOException("disk"));
        }

        @SuppressWarnings("unchecked")
        private static <E extends Exception> void sneak(Exception e) throws E {
            throw (E) e;
        }
    }

    @Nested
    class Beans {

        @Test
        void aPrivateMethodOfABeanWithoutProxyWillDo() throws Exception {
            try (Found found = Found.in(HasAPrivateMethod.class)) {
                assertThat(found.run("x")).isEqualTo("private");
            }
        }

        @Test
        void theMarkMayStandOnTheInterface() throws Exception {
            try (Found found = Found.in(Reporting.class)) {
                assertThat(found.executor().payloadType()).isEqualTo(String.class);
                assertThat(found.run("x")).isEqualTo("report on x");
            }
        }

        @Test
        void aProxyOfTheClassIsCalledThroughItsAdvice() throws Exception {
            try (Found found = Found.in(Proxies.ofClasses(), TakesNothing.class, Proxies.Advice.class)) {
                assertThat(found.run("x")).isEqualTo("advised: done");
            }
        }

        @Test
        void aProxyWithInterfacesIsCalledThroughItsAdvice() throws Exception {
            try (Found found = Found.in(Proxies.ofInterfaces(), Reporting.class, Proxies.Advice.class)) {
                assertThat(found.run("x")).isEqualTo("advised: report on x");
            }
        }

        @Test
        void aLazyBeanIsCheckedWhenItFirstRuns() {
            try (Found found = Found.in(Proxies.ofClasses(), LazyWithAPrivateMethod.class, Proxies.Advice.class)) {
                assertThatThrownBy(() -> found.run("x"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot be delegated to target bean");
            }
        }

        @Test
        void methodsThatCannotBeCalledFailTheStart() {
            assertFailure(HasAStaticMethod.class, "marks a static method.");
            assertThatExceptionOfType(InvalidJobExecutorException.class)
                    .isThrownBy(() -> Found.in(Proxies.ofClasses(), HasAPrivateMethod.class, Proxies.Advice.class))
                    .withMessageContaining("marks a method that cannot be called on the bean, which is a proxy")
                    .withMessageContaining("cannot be delegated to target bean");
            assertThatExceptionOfType(InvalidJobExecutorException.class)
                    .isThrownBy(() -> Found.in(Proxies.ofClasses(), HasAFinalMethod.class, Proxies.Advice.class))
                    .withMessageContaining("The method is final, so that a proxy cannot pass the call on");
            assertThatExceptionOfType(InvalidJobExecutorException.class)
                    .isThrownBy(() -> Found.in(Proxies.ofInterfaces(), NotOnTheInterface.class, Proxies.Advice.class))
                    .withMessageContaining("not found in any interface(s) of the exposed proxy type")
                    .satisfies(e -> assertThat(e.analysis().getAction())
                            .contains("add the method to one of them, or set spring.aop.proxy-target-class=true"));
        }
    }

    static class HasAPrivateMethod {
        @JobExecutor(eid = "private")
        private String run() {
            return "private";
        }
    }

    @Lazy
    static class LazyWithAPrivateMethod {
        @JobExecutor(eid = "private")
        private void run() {}
    }

    static class HasAStaticMethod {
        @JobExecutor(eid = "static")
        static void run() {}
    }

    static class HasAFinalMethod {
        @JobExecutor(eid = "final")
        final void run() {}
    }

    interface Reports {
        @JobExecutor(eid = "report")
        String report(String about);
    }

    static class Reporting implements Reports {
        @Override
        public String report(String about) {
            return "report on " + about;
        }
    }

    static class NotOnTheInterface implements SaysNothingOfExceptions {
        @Override
        public void run() {}

        @JobExecutor(eid = "apart")
        public void apart() {}
    }

    private static void assertFailure(Class<?> component, String... parts) {
        assertThatExceptionOfType(InvalidJobExecutorException.class)
                .isThrownBy(() -> Found.in(component))
                .satisfies(e -> assertThat(e.analysis().getDescription()).contains(parts));
    }
}
