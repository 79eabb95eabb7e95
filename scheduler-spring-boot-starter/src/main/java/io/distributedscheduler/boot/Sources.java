package io.distributedscheduler.boot;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.Method;
import java.util.Arrays;

/** Names code for people. */
final class Sources {

    private Sources() {}

    /** {@code com.acme.Reports.nightly(JobContext)}. */
    static String method(Method method) {
        String parameters = Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(joining(", ", "(", ")"));
        return method.getDeclaringClass().getName() + "." + method.getName() + parameters;
    }
}
