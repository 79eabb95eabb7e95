package io.distributedscheduler.boot;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Says of a value that is not allowed where it was set, however its name is written there. Boot's own analysis says
 * nothing at all unless the name is written as in the documentation, so nothing of environment variables.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> {

    private final Environment environment;

    InvalidPropertyFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, InvalidConfigurationPropertyValueException cause) {
        if (!cause.getName().startsWith(SchedulerProperties.PREFIX + ".")) {
            return null;
        }
        String description = found(cause.getName())
                .map(property -> "The property '" + cause.getName() + "' has the value '" + property.getValue() + "'"
                        + (property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")")
                        + ", which is not allowed")
                .orElseGet(() -> "The property '" + cause.getName() + "' is not set"
                        + (String.valueOf(cause.getValue()).isBlank()
                                ? ""
                                : ", and its default '" + cause.getValue() + "' is not allowed with what is"));
        return new FailureAnalysis(
                description + ": " + cause.getReason(), "Correct it, or leave it out to have its default.", cause);
    }

    private Optional<ConfigurationProperty> found(String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty found = source.getConfigurationProperty(name);
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
