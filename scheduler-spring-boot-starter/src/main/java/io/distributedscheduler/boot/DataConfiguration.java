package io.distributedscheduler.boot;

import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.codec.TriggerTypes;
import io.distributedscheduler.trigger.TriggerType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/** How payloads, results and triggers are written and read. */
@Configuration(proxyBeanMethods = false)
class DataConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DataCodec distributedSchedulerData(
            SchedulerProperties properties, Environment environment, ObjectProvider<JsonMapper> mapper) {
        return new DataCodec(
                mapper.getIfUnique(() -> JsonMapper.builder().build()),
                new SettingsReader(properties, environment).limits());
    }

    @Bean
    @ConditionalOnMissingBean
    TriggerTypes distributedSchedulerTriggerTypes(ObjectProvider<TriggerType<?>> types) {
        return new TriggerTypes(types.orderedStream().toList());
    }
}
