package io.distributedscheduler.boot;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** The names of all properties there are. */
final class PropertyNames {

    private PropertyNames() {}

    /** All names; a {@code *} stands for the key of a map. */
    static Stream<String> all() {
        return of(SchedulerProperties.PREFIX, SchedulerProperties.class);
    }

    /** The name of a map, and a key of it, in brackets where it needs them. */
    static String entry(String map, String key) {
        return ConfigurationPropertyName.isValid(key) && !key.contains(".") ? map + "." + key : map + "[" + key + "]";
    }

    private static Stream<String> of(String prefix, Class<?> type) {
        return Stream.of(type.getRecordComponents()).flatMap(component -> of(prefix, component));
    }

    private static Stream<String> of(String prefix, RecordComponent component) {
        String name = prefix + "." + KebabCase.of(component.getName());
        if (component.getType().isRecord()) {
            return of(name, component.getType());
        }
        if (component.getType() == Map.class
                && component.getGenericType() instanceof ParameterizedType map
                && map.getActualTypeArguments()[1] instanceof Class<?> value
                && value.isRecord()) {
            return of(name + ".*", value);
        }
        return Stream.of(name);
    }
}
