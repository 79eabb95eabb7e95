package io.distributedscheduler.boot;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says for a property that does not exist which one may have been meant; Boot's own analysis does not. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of(SchedulerProperties.PREFIX);

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, UnboundConfigurationPropertiesException cause) {
        List<String> unknown = new ArrayList<>();
        List<String> meant = new ArrayList<>();
        for (ConfigurationProperty property : cause.getUnboundProperties()) {
            if (OURS.isAncestorOf(property.getName())) {
                unknown.add("'" + property.getName() + "' (" + property.getOrigin() + ")");
                nearest(property.getName(), meant);
            }
        }
        if (unknown.isEmpty()) {
            return null;
        }
        return new FailureAnalysis(
                "There is no property " + String.join(", nor ", unknown) + ".",
                meant.isEmpty()
                        ? "Remove it, or look the name up among the properties of the scheduler."
                        : "Did you mean " + String.join(", and ", meant) + "?",
                cause);
    }

    private static void nearest(ConfigurationPropertyName name, List<String> meant) {
        List<String> candidates = PropertyNames.all()
                .map(candidate -> withKeysOf(name, candidate))
                .toList();
        Nearest.to(name.toString(), candidates).ifPresent(candidate -> meant.add("'" + candidate + "'"));
    }

    /** The candidate with each {@code *} replaced by what stands there in the name. */
    private static String withKeysOf(ConfigurationPropertyName name, String candidate) {
        String[] elements = candidate.split("\\.");
        for (int i = 0; i < elements.length; i++) {
            if (elements[i].equals("*") && i < name.getNumberOfElements()) {
                elements[i] = name.getElement(i, Form.ORIGINAL);
            }
        }
        return String.join(".", elements);
    }
}
