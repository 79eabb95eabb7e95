package io.distributedscheduler.boot;

import io.distributedscheduler.job.JobExecutor;
import java.util.ArrayList;
import java.util.List;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationUtils;

/** Finds the executors among all beans, and creates none for it. */
final class ExecutorFinder {

    private final ConfigurableListableBeanFactory beans;
    private final BeanClasses classes;
    private final BeanExecutors beanExecutors;
    private final MethodExecutors methodExecutors;

    ExecutorFinder(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
        this.classes = new BeanClasses(beans);
        this.beanExecutors = new BeanExecutors(beans, classes);
        this.methodExecutors = new MethodExecutors(beans, classes);
    }

    List<FoundExecutor> find() {
        List<FoundExecutor> found = new ArrayList<>();
        for (String beanName : beans.getBeanNamesForType(Object.class, true, false)) {
            if (!ScopedProxyUtils.isScopedTarget(beanName)) {
                classes.userClass(beanName).ifPresent(type -> {
                    beanExecutors.find(beanName, type).ifPresent(found::add);
                    if (mayHaveMarkedMethods(type)) {
                        found.addAll(methodExecutors.find(beanName, type));
                    }
                });
            }
        }
        return found;
    }

    private static boolean mayHaveMarkedMethods(Class<?> type) {
        return AnnotationUtils.isCandidateClass(type, JobExecutor.class)
                && !type.getName().startsWith("org.springframework.");
    }
}
