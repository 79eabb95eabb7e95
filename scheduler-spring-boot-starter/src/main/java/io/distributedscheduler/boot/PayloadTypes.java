package io.distributedscheduler.boot;

import java.lang.reflect.Type;
import org.springframework.core.ResolvableType;

/** Turns what Spring knows of a generic type into the type that a payload is read as. */
final class PayloadTypes {

    private PayloadTypes() {}

    /** The type with its variables resolved; {@code Object} for what is not known, such as {@code ?}. */
    static Type of(ResolvableType type) {
        Class<?> raw = type.resolve(Object.class);
        // Also because a variable may be bounded by itself, without end.
        if (!type.hasGenerics() || type.hasUnresolvableGenerics()) {
            return raw;
        }
        ResolvableType[] arguments = new ResolvableType[type.getGenerics().length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = ResolvableType.forType(of(type.getGeneric(i)));
        }
        return ResolvableType.forClassWithGenerics(raw, arguments).getType();
    }
}
