package io.distributedscheduler.boot;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobRunner;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/** Tells a native image which methods are called, and which types are read and written, for the sake of executors. */
final class JobExecutorAotProcessor implements BeanRegistrationAotProcessor {

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
        Set<Method> methods = MethodExecutors.marked(type).keySet();
        Set<Type> data = new LinkedHashSet<>();
        methods.forEach(method -> dataOf(method, type, data));
        if (isMarked(bean, type)) {
            dataOf(bean.getBeanType().as(JobRunner.class), data);
        }
        return methods.isEmpty() && data.isEmpty()
                ? null
                : (context, code) -> register(context.getRuntimeHints().reflection(), type, methods, data);
    }

    private static boolean isMarked(RegisteredBean bean, Class<?> type) {
        Method factory = bean.getMergedBeanDefinition().getResolvedFactoryMethod();
        return AnnotatedElementUtils.hasAnnotation(type, JobExecutor.class)
                || factory != null && AnnotatedElementUtils.hasAnnotation(factory, JobExecutor.class);
    }

    private static void register(ReflectionHints hints, Class<?> type, Set<Method> methods, Set<Type> data) {
        for (Method method : methods) {
            hints.registerMethod(method, ExecutableMode.INVOKE);
            // A proxy may have the interfaces of the bean only.
            for (Class<?> face : ClassUtils.getAllInterfacesForClass(type)) {
                Method declared = ClassUtils.getMethodIfAvailable(face, method.getName(), method.getParameterTypes());
                if (declared != null) {
                    hints.registerMethod(declared, ExecutableMode.INVOKE);
                }
            }
        }
        new BindingReflectionHintsRegistrar().registerReflectionHints(hints, data.toArray(Type[]::new));
    }

    private static void dataOf(Method method, Class<?> type, Set<Type> data) {
        for (int i = 0; i < method.getParameterCount(); i++) {
            add(ResolvableType.forMethodParameter(method, i, type), data);
        }
        add(ResolvableType.forMethodReturnType(method, type), data);
    }

    private static void dataOf(ResolvableType runner, Set<Type> data) {
        add(runner.getGeneric(0), data);
        add(runner.getGeneric(1), data);
    }

    /** The type itself, or the one that a context or a stage carries. */
    private static void add(ResolvableType type, Set<Type> data) {
        Class<?> raw = type.resolve(Object.class);
        if (raw == JobContext.class || CompletionStage.class.isAssignableFrom(raw)) {
            add(
                    type.as(raw == JobContext.class ? JobContext.class : CompletionStage.class)
                            .getGeneric(),
                    data);
        } else if (raw != Object.class && raw != void.class && raw != Void.class) {
            data.add(PayloadTypes.of(type));
        }
    }
}
