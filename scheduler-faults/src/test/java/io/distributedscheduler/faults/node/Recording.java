package io.distributedscheduler.faults.node;

import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.history.HistoryFile;
import io.distributedscheduler.test.history.RecordedStore;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Writes the history of the application's node to the file {@code faults.history}: what it does, and what the store answers. */
@Configuration(proxyBeanMethods = false)
public class Recording {

    @Bean
    HistoryFile history(@Value("${faults.history}") Path file) {
        return HistoryFile.appendTo(file);
    }

    @Bean
    NodeRuntime runtime(@Value("${faults.wall-clock-off-by:0s}") Duration offset) {
        return new OffRuntime(NodeRuntime.system(), offset);
    }

    @Bean
    static BeanPostProcessor recordedStore(
            @Value("${distributed-scheduler.node}") String node,
            ObjectProvider<HistoryFile> history,
            ObjectProvider<NodeRuntime> runtime) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof JobStore store
                        ? new RecordedStore(store, node, history.getObject(), runtime.getObject()).announced()
                        : bean;
            }
        };
    }
}
