package io.distributedscheduler.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** What the core looks up by name, which a native image would leave out: scripts, and virtual threads. */
final class SchedulerRuntimeHints implements RuntimeHintsRegistrar {

    private static final TypeReference THREAD = TypeReference.of(Thread.class);
    private static final TypeReference BUILDER = TypeReference.of("java.lang.Thread$Builder");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("io/distributedscheduler/redis/*.lua");
        registerMethod(hints.reflection(), THREAD, "ofVirtual", List.of());
        registerMethod(hints.reflection(), BUILDER, "name", List.of(TypeReference.of(String.class)));
        registerMethod(hints.reflection(), BUILDER, "unstarted", List.of(TypeReference.of(Runnable.class)));
    }

    private static void registerMethod(
            ReflectionHints hints, TypeReference type, String name, List<TypeReference> parameters) {
        hints.registerType(type, hint -> hint.withMethod(name, parameters, ExecutableMode.INVOKE));
    }
}
