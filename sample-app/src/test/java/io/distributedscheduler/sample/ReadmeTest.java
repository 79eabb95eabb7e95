package io.distributedscheduler.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
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

/** Holds the README to the code: its Java compiles as it stands there, and its links lead somewhere. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)");
    private static final Pattern DECLARATION = Pattern.compile("^(record|class|interface|@)", Pattern.MULTILINE);

    /** What a reader's editor imports. */
    private static final String IMPORTS = Stream.of(
                    "io.distributedscheduler",
                    "io.distributedscheduler.event",
                    "io.distributedscheduler.job",
                    "io.distributedscheduler.retry",
                    "io.distributedscheduler.test",
                    "io.distributedscheduler.test.boot",
                    "io.distributedscheduler.trigger",
                    "java.time",
                    "java.util",
                    "org.junit.jupiter.api",
                    "org.springframework.beans.factory.annotation",
                    "org.springframework.context.event",
                    "org.springframework.stereotype")
            .map(name -> "import " + name + ".*;\n")
            .collect(Collectors.joining("", "", "import static io.distributedscheduler.test.SchedulerAssertions.*;\n"));

    @Test
    void itsJavaCompiles(@TempDir Path out) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        List<String> blocks =
                JAVA.matcher(readme).results().map(found -> found.group(1)).toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3);

        assertThat(errorsOf(unitOf(blocks), out)).isEmpty();
    }

    @Test
    void itsLinksLeadSomewhere() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(LINK.matcher(readme).results().map(MatchResult::group).toList())
                .isNotEmpty();
        assertThat(LINK.matcher(readme).results().map(found -> ROOT.resolve(found.group(1))))
                .allSatisfy(path -> assertThat(path).exists());
    }

    /** Declarations as nested types, statements as a method each that is given what they take for granted. */
    private static String unitOf(List<String> blocks) {
        StringBuilder unit = new StringBuilder(IMPORTS).append("class Readme {\n");
        for (int i = 0; i < blocks.size(); i++) {
            String block = blocks.get(i);
            if (DECLARATION.matcher(block).find()) {
                unit.append(block.replaceAll("(?m)^class ", "static class "));
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
                new SimpleJavaFileObject(URI.create("string:///Readme.java"), JavaFileObject.Kind.SOURCE) {
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
