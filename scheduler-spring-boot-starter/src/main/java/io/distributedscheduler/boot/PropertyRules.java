package io.distributedscheduler.boot;

import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** What values of properties must keep to; who does not, learns which property it is and where it was set. */
final class PropertyRules {

    private PropertyRules() {}

    /**
     * What {@code value} makes, which throws an {@link IllegalArgumentException} when the property is not allowed.
     *
     * @param name without the common prefix
     */
    static <T> T check(String name, Object property, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw broken(name, property, String.valueOf(e.getMessage()));
        }
    }

    static int notNegative(String name, int value) {
        if (value < 0) {
            throw broken(name, value, "It must not be negative");
        }
        return value;
    }

    static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw broken(name, value, "It must not be negative");
        }
        return value;
    }

    static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw broken(name, value, "It must be longer than nothing, such as 30s");
        }
        return value;
    }

    static Duration between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw broken(name, value, "It must be from " + text(least) + " to " + text(most));
        }
        return value;
    }

    static int between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw broken(name, value, "It must be from " + least + " to " + most);
        }
        return value;
    }

    /** A duration as it is written in configuration. */
    static String text(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSeconds() % 3600 != 0 || duration.isZero()
                ? duration.toSeconds() + "s"
                : duration.toHours() + "h";
    }

    static InvalidConfigurationPropertyValueException broken(String name, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException(
                SchedulerProperties.PREFIX + "." + name, value, reason + ".");
    }
}
