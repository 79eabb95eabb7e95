package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobRunner;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.ParameterizedTypeReference;

/** Beans that are executors as a whole. */
class BeanExecutorsTest {

    record Order(int number) {}

    @BeforeEach
    void forget() {
        Counted.created.set(0);
    }

    @Test
    void aMarkedClassIsAnExecutorOfItsPayload() throws Exception {
        try (Found found = Found.in(Shipping.class)) {
            assertThat(found.eids()).containsExactly("ship");
            assertThat(found.executor().payloadType()).isEqualTo(Order.class);
            assertThat(found.executor().source()).isEqualTo("bean 'shipping', " + Shipping.class.getName());
            assertThat(found.run(new Order(7))).isEqualTo("shipped 7");
        }
    }

    @JobExecutor(eid = "ship")
    @org.springframework.stereotype.Component("shipping")
    static class Shipping implements JobRunner<Order, String> {
        @Override
        public String run(JobContext<Order> context) {
            Order order = context.payload();
            return "shipped " + (order == null ? 0 : order.number());
        }
    }

    @Test
    void thePayloadMayBeDeclaredByAnAncestor() {
        try (Found found = Found.in(OfMany.class)) {
            assertThat(found.executor().payloadType())
                    .isEqualTo(new ParameterizedTypeReference<List<Order>>() {}.getType());
        }
    }

    abstract static class Ancestor<A, B> implements JobRunner<List<B>, A> {
        @Override
        public @Nullable A run(JobContext<List<B>> context) {
            return null;
        }
    }

    @JobExecutor(eid = "of-many")
    static class OfMany extends Ancestor<Void, Order> {}

    @Test
    void aPayloadThatNobodyDeclaresIsReadAsWhateverItIs() {
        try (Found found = Found.in(OfAnything.class)) {
            assertThat(found.executor().payloadType()).isEqualTo(Object.class);
        }
        try (Found found = Found.in(OfSomeOrder.class)) {
            assertThat(found.executor().payloadType()).isEqualTo(Comparable.class);
        }
    }

    @JobExecutor(eid = "of-some-order")
    static class OfSomeOrder<T extends Comparable<T>> extends OfAnything<T> {}

    @JobExecutor(eid = "of-anything")
    static class OfAnything<T> implements JobRunner<T, Void> {
        @Override
        public @Nullable Void run(JobContext<T> context) {
            return null;
        }
    }

    @Test
    void aBeanMethodGivesTheTypesThatALambdaLacks() throws Exception {
        try (Found found = Found.in(Lambdas.class)) {
            assertThat(found.executor().payloadType()).isEqualTo(Order.class);
            assertThat(found.executor().source()).isEqualTo("@Bean method " + Lambdas.class.getName() + ".packing()");
            assertThat(found.run(new Order(3))).isEqualTo("3 packed");
        }
    }

    @Configuration
    static class Lambdas {
        @Bean
        @JobExecutor(eid = "pack")
        JobRunner<Order, String> packing() {
            return context -> {
                Order order = context.payload();
                return (order == null ? 0 : order.number()) + " packed";
            };
        }
    }

    @Test
    void aBeanMethodMayMarkAClassThatIsNot() {
        try (Found found = Found.in(MarksAnother.class)) {
            assertThat(found.eids()).containsExactly("other");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MarksAnother {
        @Bean
        @JobExecutor(eid = "other")
        Shipping marked() {
            return new Shipping();
        }
    }

    @Test
    void theMarkMayBeAnAnnotationOfTheUser() {
        try (Found found = Found.in(OfTheNight.class)) {
            assertThat(found.executor().annotation().cron()).isEqualTo("0 0 2 * * *");
        }
    }

    @JobExecutor(eid = "at-night", cron = "0 0 2 * * *")
    @Retention(RetentionPolicy.RUNTIME)
    @interface AtNight {}

    @AtNight
    static class OfTheNight extends OfAnything<String> {}

    @Test
    void aLazyBeanIsNotCreatedBeforeItsFirstJob() throws Exception {
        try (Found found = Found.in(OfLate.class)) {
            assertThat(Counted.created).hasValue(0);

            found.run("x");
            found.run("x");

            assertThat(Counted.created).hasValue(1);
        }
    }

    static class Counted implements JobRunner<String, Void> {

        static final AtomicInteger created = new AtomicInteger();

        Counted() {
            created.incrementAndGet();
        }

        @Override
        public @Nullable Void run(JobContext<String> context) {
            return null;
        }
    }

    @Lazy
    @JobExecutor(eid = "of-late")
    static class OfLate extends Counted {}

    @Test
    void aPrototypeIsCreatedForEachRun() throws Exception {
        try (Found found = Found.in(Anew.class)) {
            assertThat(Counted.created).hasValue(0);

            found.run("x");
            found.run("x");

            assertThat(Counted.created).hasValue(2);
        }
    }

    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    @JobExecutor(eid = "anew")
    static class Anew extends Counted {}

    @Test
    void aScopedBeanIsFoundOnceAndBehindItsProxy() throws Exception {
        try (Found found = Found.in(
                context -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()), Scoped.class)) {
            assertThat(found.eids()).containsExactly("scoped");
            assertThat(found.executor().payloadType()).isEqualTo(String.class);

            found.run("x");

            assertThat(Counted.created).hasValueGreaterThan(0);
        }
    }

    @Scope(value = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
    @JobExecutor(eid = "scoped")
    static class Scoped extends Counted {}

    @Test
    void aProxyWithInterfacesOnlyIsCalledThroughItsAdvice() throws Exception {
        try (Found found = Found.in(Proxies.ofInterfaces(), Shipping.class, Proxies.Advice.class)) {
            assertThat(found.executor().payloadType()).isEqualTo(Order.class);
            assertThat(found.run(new Order(7))).isEqualTo("advised: shipped 7");
        }
    }

    @Test
    void aProxyOfTheClassIsCalledThroughItsAdvice() throws Exception {
        try (Found found = Found.in(Proxies.ofClasses(), Shipping.class, Proxies.Advice.class)) {
            assertThat(found.executor().payloadType()).isEqualTo(Order.class);
            assertThat(found.run(new Order(7))).isEqualTo("advised: shipped 7");
        }
    }

    @Test
    void aMarkedClassThatIsNoRunnerFailsTheStart() {
        assertThatExceptionOfType(InvalidJobExecutorException.class)
                .isThrownBy(() -> Found.in(NoRunner.class))
                .satisfies(e -> {
                    assertThat(e.analysis().getDescription())
                            .isEqualTo("The @JobExecutor(eid = \"no-runner\") on bean 'noRunner', "
                                    + NoRunner.class.getName() + " marks a bean that is not a JobRunner.");
                    assertThat(e.analysis().getAction()).contains("implement JobRunner", "move the annotation");
                });
    }

    @org.springframework.stereotype.Component("noRunner")
    @JobExecutor(eid = "no-runner")
    static class NoRunner {}
}
