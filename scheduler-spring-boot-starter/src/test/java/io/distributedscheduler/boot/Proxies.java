package io.distributedscheduler.boot;

import java.util.function.Consumer;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Lets Spring put all beans behind proxies, as transactions or security would. */
final class Proxies {

    private Proxies() {}

    /** Proxies that have the interfaces of the class only. */
    static Consumer<AnnotationConfigApplicationContext> ofInterfaces() {
        return context -> context.registerBean(BeanNameAutoProxyCreator.class, () -> creator(false));
    }

    /** Proxies that extend the class. */
    static Consumer<AnnotationConfigApplicationContext> ofClasses() {
        return context -> context.registerBean(BeanNameAutoProxyCreator.class, () -> creator(true));
    }

    private static BeanNameAutoProxyCreator creator(boolean ofClasses) {
        BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
        creator.setProxyTargetClass(ofClasses);
        creator.setBeanNames("*");
        creator.setInterceptorNames("advice");
        return creator;
    }

    /** Puts a word in front of each text that a method answers. */
    @org.springframework.stereotype.Component("advice")
    static final class Advice implements MethodInterceptor {

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            Object result = invocation.proceed();
            return result instanceof String ? "advised: " + result : result;
        }
    }
}
