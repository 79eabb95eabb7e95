package io.distributedscheduler.shape;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What users can call, one line each, held against {@code src/test/resources/public-api.txt}: whoever changes it sees
 * that it changes, and so does the reviewer.
 *
 * <p>The known libraries (japicmp, revapi) compare with a released version, of which there is none yet, and say nothing
 * of nullness. Once there is one, they judge better than this what breaks whom.
 */
public final class PublicApi {

    private static final Set<String> KNOWN_TO_ALL = Set.of("equals", "hashCode", "toString", "values", "valueOf");

    private final Set<String> lines = new TreeSet<>();

    private PublicApi() {}

    public static PublicApi of(JavaClasses classes) {
        PublicApi api = new PublicApi();
        classes.stream()
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .map(JavaClass::reflect)
                .filter(PublicApi::isVisible)
                .forEach(api::add);
        return api;
    }

    /** Compares with the file in the module of the given test, which {@code -Dapi.update} writes first. */
    public void mustBeAsWrittenIn(Class<?> test) throws Exception {
        Path testClasses =
                Path.of(test.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path file =
                testClasses.resolve("../../src/test/resources/public-api.txt").normalize();
        if (System.getProperty("api.update") != null) {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        }
        Set<String> written = new TreeSet<>(Files.exists(file) ? Files.readAllLines(file) : Set.of());
        if (!written.equals(lines)) {
            fail(
                    "The public API is not as written (- file, + code):%n%n%s%n%n"
                            + "If that is meant: ./mvnw -q test -Dapi.update, and commit the file with the change.",
                    Stream.concat(minus(written, lines, "- "), minus(lines, written, "+ "))
                            .collect(joining("\n")));
        }
    }

    private static Stream<String> minus(Set<String> some, Set<String> others, String sign) {
        return some.stream().filter(line -> !others.contains(line)).map(sign::concat);
    }

    private void add(Class<?> type) {
        add(type, header(type));
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor, type)) {
                add(type, modifiers(constructor) + "new(" + parameters(constructor) + ")");
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field, type)) {
                add(type, modifiers(field) + describe(field.getAnnotatedType()) + " " + field.getName());
            }
        }
        // What an invisible superclass offers is offered by the visible one.
        for (Class<?> c = type; c != null && (c == type || !isVisible(c)); c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (isVisible(method, type) && !KNOWN_TO_ALL.contains(method.getName()) && !isComponent(method)) {
                    add(type, modifiers(method) + describe(method));
                }
            }
        }
    }

    private void add(Class<?> type, String line) {
        lines.add((nameOf(type) + describe(type.getTypeParameters()) + " | " + line).replace(" extends Object", ""));
    }

    private static String header(Class<?> type) {
        String supertypes = list(type.isInterface() ? " extends " : " implements ", type.getAnnotatedInterfaces());
        if (type.isRecord()) {
            String components =
                    list("", type.getRecordComponents(), c -> describe(c.getAnnotatedType()) + " " + c.getName());
            return deprecation(type) + "record(" + components + ")" + supertypes;
        }
        if (type.isEnum() || type.isAnnotation()) {
            return deprecation(type) + (type.isEnum() ? "enum" + supertypes : "@interface");
        }
        int told = type.isInterface() ? 0 : type.getModifiers() & (Modifier.ABSTRACT | Modifier.FINAL);
        return deprecation(type)
                + (Modifier.toString(told) + " ").stripLeading()
                + (type.isSealed() ? "sealed " : "")
                + (type.isInterface() ? "interface" : "class extends " + describe(type.getAnnotatedSuperclass()))
                + supertypes
                + (type.isSealed() ? list(" permits ", type.getPermittedSubclasses(), PublicApi::nameOf) : "");
    }

    private static String describe(Method method) {
        Object byDefault = method.getDefaultValue();
        return (method.isDefault() ? "default " : "")
                + (describe(method.getTypeParameters()) + " ").stripLeading()
                + describe(method.getAnnotatedReturnType())
                + (" " + method.getName() + "(" + parameters(method) + ")")
                + list(" throws ", method.getAnnotatedExceptionTypes())
                + (byDefault == null ? "" : " default " + Arrays.deepToString(new Object[] {byDefault}));
    }

    private static String parameters(Executable executable) {
        return list("", executable.getAnnotatedParameterTypes());
    }

    private static String describe(TypeVariable<?>[] variables) {
        String list = list("", variables, v -> v.getName() + list(" extends ", v.getAnnotatedBounds()));
        return list.isEmpty() ? "" : "<" + list + ">";
    }

    private static String describe(AnnotatedType type) {
        String nullable = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
        if (type instanceof AnnotatedParameterizedType parameterized) {
            Class<?> raw = (Class<?>) ((ParameterizedType) type.getType()).getRawType();
            return nullable + nameOf(raw) + list("<", parameterized.getAnnotatedActualTypeArguments()) + ">";
        }
        if (type instanceof AnnotatedArrayType array) {
            return describe(array.getAnnotatedGenericComponentType()) + (" " + nullable).stripTrailing() + "[]";
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            String lower = list(" super ", wildcard.getAnnotatedLowerBounds());
            return nullable + "?" + lower + list(" extends ", wildcard.getAnnotatedUpperBounds());
        }
        return nullable
                + (type.getType() instanceof Class<?> plain
                        ? nameOf(plain)
                        : type.getType().getTypeName());
    }

    private static String list(String prefix, AnnotatedType[] types) {
        return list(prefix, types, PublicApi::describe);
    }

    private static <T> String list(String prefix, T[] items, Function<T, String> description) {
        return items.length == 0 ? "" : Stream.of(items).map(description).collect(joining(", ", prefix, ""));
    }

    private static <M extends AnnotatedElement & Member> String modifiers(M member) {
        int untold = Modifier.PUBLIC
                | Modifier.TRANSIENT
                | Modifier.VOLATILE
                | Modifier.SYNCHRONIZED
                | (member.getDeclaringClass().isInterface() ? Modifier.ABSTRACT : 0);
        return deprecation(member) + (Modifier.toString(member.getModifiers() & ~untold) + " ").stripLeading();
    }

    private static String deprecation(AnnotatedElement element) {
        return element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
    }

    private static boolean isComponent(Method method) {
        return method.getParameterCount() == 0
                && method.getDeclaringClass().isRecord()
                && Stream.of(method.getDeclaringClass().getRecordComponents())
                        .anyMatch(c -> method.equals(c.getAccessor()));
    }

    private static boolean isVisible(Class<?> type) {
        return (type.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static boolean isVisible(Member member, Class<?> type) {
        boolean extensible = !Modifier.isFinal(type.getModifiers());
        int visible = Modifier.PUBLIC | (extensible ? Modifier.PROTECTED : 0);
        return (member.getModifiers() & visible) != 0 && !member.isSynthetic();
    }

    /** Without the package where it says nothing: that of the JDK and our root package. */
    private static String nameOf(Class<?> type) {
        return type.getCanonicalName().replaceFirst("^(java\\.[a-z.]+|io\\.distributedscheduler)\\.(?=[A-Za-z])", "");
    }
}
