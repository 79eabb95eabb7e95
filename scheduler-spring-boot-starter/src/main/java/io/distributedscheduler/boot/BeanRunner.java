package io.distributedscheduler.boot;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobRunner;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

/** Runs a bean that is a runner. The bean is asked for each time: it may be lazy, or a new one each time. */
record BeanRunner(BeanFactory beans, String beanName) implements JobRunner<Object, Object> {

    @Override
    @SuppressWarnings("unchecked") // The payload was read as the type that the bean declares.
    public @Nullable Object run(JobContext<Object> context) throws Exception {
        return ((JobRunner<Object, Object>) beans.getBean(beanName, JobRunner.class)).run(context);
    }
}
