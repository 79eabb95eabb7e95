package io.distributedscheduler.sample.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class LocalRedisListenerTest {

    @Test
    void aServerIsWantedWhenNobodySaysWhereOneIs() {
        assertThat(isWantedWith(arguments())).isTrue();
        assertThat(isWantedWith(arguments("--spring.data.redis.timeout=2s", "--distributed-scheduler.store=redis")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "--spring.data.redis.host=redis",
        "--spring.data.redis.port=6380",
        "--spring.data.redis.url=redis://redis:6379",
        "--spring.data.redis.password=secret",
        "--spring.data.redis.ssl.enabled=true",
        "--spring.data.redis.cluster.nodes[0]=redis:7000",
        "--spring.data.redis.sentinel.nodes=redis:26379",
        "--distributed-scheduler.store=memory",
        "--distributed-scheduler.store=MEMORY"
    })
    void noneIsWantedWithTheArgument(String argument) {
        assertThat(isWantedWith(arguments(argument))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "SPRING_DATA_REDIS_HOST, redis",
        "SPRING_DATA_REDIS_URL, redis://redis:6379",
        "SPRING_DATA_REDIS_CLUSTER_NODES, redis:7000",
        "DISTRIBUTEDSCHEDULER_STORE, memory"
    })
    void noneIsWantedWithTheEnvironmentVariable(String name, String value) {
        String source = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

        assertThat(isWantedWith(new SystemEnvironmentPropertySource(source, Map.of(name, value))))
                .isFalse();
    }

    @Test
    void noneIsWantedWhenTheSampleIsOnlyBuilt() {
        assertThat(isWantedWith(arguments("--spring.aot.processing=true"))).isFalse();
    }

    private static CommandLinePropertySource<?> arguments(String... arguments) {
        return new SimpleCommandLinePropertySource(arguments);
    }

    private static boolean isWantedWith(PropertySource<?> source) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(source.getName());
        environment.getPropertySources().addFirst(source);
        ConfigurationPropertySources.attach(environment);
        return LocalRedisListener.isWanted(environment);
    }
}
