package io.distributedscheduler.boot;

import io.distributedscheduler.job.JobExecutor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Finds methods of a bean that are executors. */
final class MethodExecutors {

    private final BeanFactory beans;
    private final BeanClasses classes;

    MethodExecutors(BeanFactory beans, BeanClasses classes) {
        this.beans = beans;
        this.classes = classes;
    }

    List<FoundExecutor> find(String beanName, Class<?> type) {
        List<FoundExecutor> found = new ArrayList<>();
        marked(type).forEach((method, annotation) -> found.add(found(beanName, type, method, annotation)));
        return found;
    }

    /** The marked methods of a class, those marked on an interface or a superclass included. */
    static Map<Method, JobExecutor> marked(Class<?> type) {
        return MethodIntrospector.selectMethods(
                type, (MethodIntrospector.MetadataLookup<JobExecutor>) MethodExecutors::annotation);
    }

    private static @Nullable JobExecutor annotation(Method method) {
        // A @Bean method makes an executor, and is none.
        return AnnotatedElementUtils.hasAnnotation(method, Bean.class)
                ? null
                : AnnotatedElementUtils.findMergedAnnotation(method, JobExecutor.class);
    }

    private FoundExecutor found(String beanName, Class<?> type, Method method, JobExecutor annotation) {
        String source = "bean '" + beanName + "', method " + Sources.method(method);
        if (Modifier.isStatic(method.getModifiers())) {
            throw new InvalidJobExecutorException(
                    "The @JobExecutor(eid = \"" + annotation.eid() + "\") on " + source + " marks a static method.",
                    "Make it a method of the bean: drop the modifier static.");
        }
        MethodParameters parameters = parameters(type, method, annotation, source);
        MethodRunner runner = new MethodRunner(beans, beanName, method, parameters);
        classes.createdClass(beanName).ifPresent(created -> requireInvocable(runner, created, annotation, source));
        return new FoundExecutor(annotation, source, parameters.payloadType(), runner);
    }

    private static MethodParameters parameters(Class<?> type, Method method, JobExecutor annotation, String source) {
        try {
            return MethodParameters.of(method, type);
        } catch (IllegalArgumentException e) {
            throw new InvalidJobExecutorException(
                    "The @JobExecutor(eid = \"" + annotation.eid() + "\") on " + source + " marks a method that has "
                            + e.getMessage() + ".",
                    "Let the method take the payload, a JobContext, both in any order, or nothing.");
        }
    }

    private static void requireInvocable(MethodRunner runner, Class<?> created, JobExecutor annotation, String source) {
        try {
            runner.invocableOn(created);
        } catch (IllegalStateException e) {
            throw new InvalidJobExecutorException(
                    "The @JobExecutor(eid = \"" + annotation.eid() + "\") on " + source
                            + " marks a method that cannot be called on the bean, which is a proxy ("
                            + created.getName()
                            + "). " + e.getMessage(),
                    "Make the method public, or package-private, and not final. Where the proxy has the interfaces of the"
                            + " bean only, add the method to one of them, or set spring.aop.proxy-target-class=true.");
        }
    }
}
