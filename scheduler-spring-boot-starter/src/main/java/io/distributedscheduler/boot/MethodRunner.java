package io.distributedscheduler.boot;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobRunner;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.UndeclaredThrowableException;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.SpringProxy;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

/** Runs a method of a bean. The bean is asked for each time: it may be lazy, or a new one each time. */
final class MethodRunner implements JobRunner<Object, Object> {

    private final BeanFactory beans;
    private final String beanName;
    private final Method method;
    private final MethodParameters parameters;

    MethodRunner(BeanFactory beans, String beanName, Method method, MethodParameters parameters) {
        this.beans = beans;
        this.beanName = beanName;
        this.method = method;
        this.parameters = parameters;
    }

    @Override
    public @Nullable Object run(JobContext<Object> context) throws Exception {
        Object bean = beans.getBean(beanName);
        Method invocable = invocableOn(bean.getClass());
        ReflectionUtils.makeAccessible(invocable);
        try {
            return invocable.invoke(bean, parameters.of(context));
        } catch (InvocationTargetException e) {
            throw thrownByTheUser(e);
        }
    }

    /**
     * The method by which a bean of this class, which may be a proxy, is called.
     *
     * @throws IllegalStateException when there is none; says why
     */
    Method invocableOn(Class<?> type) {
        Method invocable = AopUtils.selectInvocableMethod(method, type);
        if (Modifier.isFinal(invocable.getModifiers()) && SpringProxy.class.isAssignableFrom(type)) {
            throw new IllegalStateException("The method is final, so that a proxy cannot pass the call on");
        }
        return invocable;
    }

    /** What the method threw, without what reflection and proxies wrapped around it. */
    private static Exception thrownByTheUser(InvocationTargetException e) {
        Throwable thrown = e.getTargetException();
        Throwable behind = thrown.getCause();
        Throwable user = thrown instanceof UndeclaredThrowableException && behind != null ? behind : thrown;
        if (user instanceof Error error) {
            throw error;
        }
        return user instanceof Exception exception ? exception : new UndeclaredThrowableException(user);
    }
}
