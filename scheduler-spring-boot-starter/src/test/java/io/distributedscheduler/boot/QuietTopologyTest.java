package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.mock.env.MockEnvironment;

class QuietTopologyTest {

    private static final String LOGGER = "logging.level.io.lettuce.core.cluster.topology.DefaultClusterTopologyRefresh";

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void eachAttemptToReachAClusterIsNotALineOfTheLog() throws ClassNotFoundException {
        process();
        assertThat(environment.getProperty(LOGGER)).isEqualTo("error");
        // Boot sets levels for classes that exist, and says nothing of others.
        assertThat(Class.forName(LOGGER.substring("logging.level.".length()))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".io.lettuce.core.cluster.topology.DefaultClusterTopologyRefresh", ".io.lettuce.core", ".io"})
    void theApplicationHasTheLastWord(String logger) {
        environment.setProperty("logging.level" + logger, "debug");
        process();
        String expected = LOGGER.equals("logging.level" + logger) ? "debug" : null;
        assertThat(environment.getProperty(LOGGER)).isEqualTo(expected);
    }

    private void process() {
        SpringFactoriesLoader.forDefaultResourceLocation()
                .load(EnvironmentPostProcessor.class, (type, name, failure) -> {})
                .stream()
                .filter(QuietTopology.class::isInstance)
                .forEach(quiet -> quiet.postProcessEnvironment(environment, new SpringApplication()));
    }
}
