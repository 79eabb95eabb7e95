package io.distributedscheduler.boot;

import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** What is known of a bean without creating it: the class behind its proxies, and how it is made. */
final class BeanClasses {

    private static final Logger log = LoggerFactory.getLogger(BeanClasses.class);

    private final ConfigurableListableBeanFactory beans;

    BeanClasses(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The class that the user wrote; empty for beans that cannot be told, such as broken scoped ones. */
    Optional<Class<?>> userClass(String beanName) {
        try {
            return Optional.ofNullable(behindProxies(beanName)).map(ClassUtils::getUserClass);
        } catch (RuntimeException | LinkageError e) {
            log.debug("The class of bean '{}' is not known", beanName, e);
            return Optional.empty();
        }
    }

    /** The {@code @Bean} method that makes it. */
    Optional<Method> factoryMethod(String beanName) {
        return definition(beanName).map(RootBeanDefinition::getResolvedFactoryMethod);
    }

    /** The type as the bean's definition declares it, with generics. */
    ResolvableType declaredType(String beanName) {
        return definition(beanName).map(RootBeanDefinition::getResolvableType).orElse(ResolvableType.NONE);
    }

    /** The class of the bean itself, proxies included, if it has been created. */
    Optional<Class<?>> createdClass(String beanName) {
        return Optional.<Object>ofNullable(beans.containsSingleton(beanName) ? beans.getSingleton(beanName) : null)
                .map(Object::getClass);
    }

    private @Nullable Class<?> behindProxies(String beanName) {
        Class<?> type = AutoProxyUtils.determineTargetClass(beans, beanName);
        if (type != null && ScopedObject.class.isAssignableFrom(type)) {
            Class<?> target = AutoProxyUtils.determineTargetClass(beans, ScopedProxyUtils.getTargetBeanName(beanName));
            return target == null ? type : target;
        }
        Object created = beans.containsSingleton(beanName) ? beans.getSingleton(beanName) : null;
        // A proxy made by the user's own code, of which Spring does not know the target class.
        return type != null && created != null && type.isInstance(created) && type == created.getClass()
                ? AopProxyUtils.ultimateTargetClass(created)
                : type;
    }

    private Optional<RootBeanDefinition> definition(String beanName) {
        return beans.containsBeanDefinition(beanName)
                        && beans.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition
                ? Optional.of(definition)
                : Optional.empty();
    }
}
