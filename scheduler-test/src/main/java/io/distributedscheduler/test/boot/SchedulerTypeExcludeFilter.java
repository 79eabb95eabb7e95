package io.distributedscheduler.test.boot;

import io.distributedscheduler.boot.SchedulerBuilderCustomizer;
import io.distributedscheduler.event.SchedulerListener;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.trigger.TriggerType;
import java.io.IOException;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Of an application's beans, those that are about the scheduler. */
class SchedulerTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<SchedulerTest> {

    private static final Set<Class<?>> INCLUDED =
            Set.of(SchedulerListener.class, TriggerType.class, SchedulerBuilderCustomizer.class);

    SchedulerTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return INCLUDED;
    }

    @Override
    protected boolean defaultInclude(MetadataReader type, MetadataReaderFactory types) throws IOException {
        AnnotationMetadata metadata = type.getAnnotationMetadata();
        return metadata.isAnnotated(JobExecutor.class.getName())
                || metadata.hasAnnotatedMethods(JobExecutor.class.getName())
                || super.defaultInclude(type, types);
    }
}
