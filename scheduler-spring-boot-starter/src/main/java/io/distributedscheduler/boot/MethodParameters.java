package io.distributedscheduler.boot;

import io.distributedscheduler.job.JobContext;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** What a method that is an executor takes: a payload, a {@link JobContext}, both in any order, or nothing. */
final class MethodParameters {

    private final boolean[] isContext;
    private final Type payloadType;

    private MethodParameters(boolean[] isContext, Type payloadType) {
        this.isContext = isContext;
        this.payloadType = payloadType;
    }

    /**
     * The parameters of the method as the class inherits it.
     *
     * @throws IllegalArgumentException when they are others; says why, as the end of a sentence
     */
    static MethodParameters of(Method method, Class<?> type) {
        boolean[] isContext = new boolean[method.getParameterCount()];
        ResolvableType payload = ResolvableType.NONE;
        ResolvableType context = ResolvableType.NONE;
        for (int i = 0; i < isContext.length; i++) {
            ResolvableType parameter = ResolvableType.forMethodParameter(method, i, type);
            isContext[i] = method.getParameterTypes()[i] == JobContext.class;
            if (isContext[i]) {
                requireFirst(context, "two parameters of type JobContext");
                context = parameter;
            } else {
                requireFirst(payload, "more than one parameter for the payload");
                payload = parameter;
            }
        }
        return new MethodParameters(isContext, payloadType(payload, context));
    }

    /** What the payload is read as; {@code Void} when nobody asks for it. */
    Type payloadType() {
        return payloadType;
    }

    /** The arguments for a call. */
    @Nullable
    Object[] of(JobContext<?> context) {
        @Nullable Object[] arguments = new @Nullable Object[isContext.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = isContext[i] ? context : context.payload();
        }
        return arguments;
    }

    private static Type payloadType(ResolvableType payload, ResolvableType context) {
        if (payload.resolve(Object.class).isPrimitive()) {
            throw new IllegalArgumentException("a parameter of the primitive type " + payload
                    + ", which cannot be null when a job has no payload");
        }
        ResolvableType ofContext = context.getGeneric();
        if (payload == ResolvableType.NONE) {
            return context == ResolvableType.NONE ? Void.class : PayloadTypes.of(ofContext);
        }
        Type type = PayloadTypes.of(payload);
        if (ofContext.resolve() != null && !PayloadTypes.of(ofContext).equals(type)) {
            throw new IllegalArgumentException(
                    "two types for the payload: " + type.getTypeName() + ", and that of " + context);
        }
        return type;
    }

    private static void requireFirst(ResolvableType before, String problem) {
        if (before != ResolvableType.NONE) {
            throw new IllegalArgumentException(problem);
        }
    }
}
