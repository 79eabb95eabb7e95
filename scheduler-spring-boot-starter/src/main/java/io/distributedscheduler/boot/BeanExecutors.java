package io.distributedscheduler.boot;

import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobRunner;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Finds beans that are executors as a whole: their class, or the {@code @Bean} method that makes them, is marked. */
final class BeanExecutors {

    private final BeanFactory beans;
    private final BeanClasses classes;

    BeanExecutors(BeanFactory beans, BeanClasses classes) {
        this.beans = beans;
        this.classes = classes;
    }

    Optional<FoundExecutor> find(String beanName, Class<?> type) {
        Method factory = classes.factoryMethod(beanName).orElse(null);
        JobExecutor annotation = annotation(factory, type);
        if (annotation == null) {
            return Optional.empty();
        }
        String source = factory != null && AnnotatedElementUtils.hasAnnotation(factory, JobExecutor.class)
                ? "@Bean method " + Sources.method(factory)
                : "bean '" + beanName + "', " + type.getName();
        if (!JobRunner.class.isAssignableFrom(type)) {
            throw new InvalidJobExecutorException(
                    "The @JobExecutor(eid = \"" + annotation.eid() + "\") on " + source
                            + " marks a bean that is not a JobRunner.",
                    "Let " + type.getName()
                            + " implement JobRunner, or move the annotation to the method that shall run.");
        }
        return Optional.of(
                new FoundExecutor(annotation, source, payloadType(beanName, type), new BeanRunner(beans, beanName)));
    }

    private static @Nullable JobExecutor annotation(@Nullable Method factory, Class<?> type) {
        JobExecutor ofMethod =
                factory == null ? null : AnnotatedElementUtils.findMergedAnnotation(factory, JobExecutor.class);
        return ofMethod == null ? AnnotatedElementUtils.findMergedAnnotation(type, JobExecutor.class) : ofMethod;
    }

    /** From the declaration, which knows the type of a lambda; else from the class. */
    private Type payloadType(String beanName, Class<?> type) {
        ResolvableType declared =
                classes.declaredType(beanName).as(JobRunner.class).getGeneric(0);
        return PayloadTypes.of(
                declared.resolve() == null
                        ? ResolvableType.forClass(type).as(JobRunner.class).getGeneric(0)
                        : declared);
    }
}
