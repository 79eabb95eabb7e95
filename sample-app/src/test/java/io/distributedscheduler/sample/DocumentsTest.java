package io.distributedscheduler.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the documents to the code: their Java compiles as it stands there, and their links lead somewhere. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)");
    private static final Pattern DECLARATION =
            Pattern.compile("^(record|class|final class|interface|@)", Pattern.MULTILINE);

    /** What a reader's editor imports. */
    private static final String IMPORTS = Stream.of(
                    "io.distributedscheduler",
                    "io.distributedscheduler.engine",
                    "io.distributedscheduler.event",
                    "io.distributedscheduler.job",
                    "io.distributedscheduler.memory",
                    "io.distributedscheduler.policy",
                    "io.distributedscheduler.retry",
                    "io.distributedscheduler.signal",
                    "io.distributedscheduler.store",
                    "io.distributedscheduler.test",
                    "io.distributedscheduler.test.boot",
                    "io.distributedscheduler.test.contract",
                    "io.distributedscheduler.test.history",
                    "io.distributedscheduler.trigger",
                    "java.nio.file",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.function",
                    "org.junit.jupiter.api",
                    "org.springframework.beans.factory.annotation",
                    "org.springframework.context.annotation",
                    "org.springframework.context.event",
                    "org.springframework.stereotype",
                    "org.springframework.transaction.annotation")
            .map(name -> "import " + name + ".*;\n")
            .collect(Collectors.joining("", "", "import static io.distributedscheduler.test.SchedulerAssertions.*;\n"));

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> found = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                    Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve),
                    found.filter(file -> file.toString().endsWith(".md")))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static Stream<Path> documentsWithJava() throws IOException {
        return documents().filter(document -> !blocksOf(document).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("documentsWithJava")
    void itsJavaCompiles(Path document, @TempDir Path out) {
        assertThat(errorsOf(unitOf(blocksOf(document)), out)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void itsLinksLeadSomewhere(Path document) {
        assertThat(LINK.matcher(text(document)).results().map(found -> document.resolveSibling(found.group(1))))
                .allSatisfy(path -> assertThat(path).exists());
    }

    @Test
    void theReadmeAndTheGuidesShowCodeAndLinks() throws IOException {
        assertThat(documentsWithJava().map(document -> document.getFileName().toString()))
                .contains("README.md", "writing-a-store.md");
        assertThat(LINK.matcher(text(ROOT.resolve("README.md"))).results()).isNotEmpty();
    }

    private static List<String> blocksOf(Path document) {
        return JAVA.matcher(text(document))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Declarations as nested types, statements as a method each that is given what they take for granted. */
    private static String unitOf(List<String> blocks) {
        StringBuilder unit = new StringBuilder(IMPORTS).append("class Document {\n");
        for (int i = 0; i < blocks.size(); i++) {
            String block = blocks.get(i);
            if (DECLARATION.matcher(block).find()) {
                unit.append(block.replaceAll("(?m)^(final )?class ", "static $1class "));
            } else {
                String id = block.contains("JobId id =") ? "" : ", JobId id";
                unit.append(
                        "void statements%d(DistributedScheduler scheduler, Instant monday, Instant friday%s) {\n%s}\n"
                                .formatted(i, id, block));
            }
        }
        return unit.append("}\n").toString();
    }

    private static List<String> errorsOf(String unit, Path out) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Document.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return unit;
                    }
                };
        List<String> options =
                List.of("-classpath", System.getProperty("java.class.path"), "-proc:none", "-d", out.toString());
        compiler.getTask(null, null, found, options, null, List.of(source)).call();
        List<String> errors = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : found.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(diagnostic.toString());
            }
        }
        return errors;
    }
}
