package io.distributedscheduler.boot;

import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobRunner;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationUtils;

/** Finds the executors among all beans, creates none for it, and warns of beans that are runners but not marked. */
final class ExecutorFinder {

    private static final Logger log = LoggerFactory.getLogger(ExecutorFinder.class);

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
                classes.userClass(beanName).ifPresent(type -> found.addAll(find(beanName, type)));
            }
        }
        return found;
    }

    private List<FoundExecutor> find(String beanName, Class<?> type) {
        List<FoundExecutor> found = new ArrayList<>();
        beanExecutors.find(beanName, type).ifPresent(found::add);
        if (mayHaveMarkedMethods(type)) {
            found.addAll(methodExecutors.find(beanName, type));
        }
        if (found.isEmpty() && JobRunner.class.isAssignableFrom(type)) {
            log.warn(
                    "Bean '{}', {}, is a JobRunner without @JobExecutor, so no job finds it; mark its class, or the @Bean"
                            + " method that makes it, with @JobExecutor(eid = ...)",
                    beanName,
                    type.getName());
        }
        return found;
    }

    private static boolean mayHaveMarkedMethods(Class<?> type) {
        return AnnotationUtils.isCandidateClass(type, JobExecutor.class)
                && !type.getName().startsWith("org.springframework.");
    }
}
