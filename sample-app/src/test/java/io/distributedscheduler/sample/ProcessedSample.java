package io.distributedscheduler.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sample, processed ahead of time as Boot's build plugins do it, and what came out of that. */
final class ProcessedSample {

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private final Path sources;
    private final Path resources;
    private final Path classes;

    private ProcessedSample(Path folder) {
        this.sources = folder.resolve("sources");
        this.resources = folder.resolve("resources");
        this.classes = folder.resolve("classes");
    }

    /** Processes the sample as it is with these properties, which decide once and for all which beans there are. */
    static ProcessedSample in(Path folder, String... properties) throws IOException {
        ProcessedSample processed = new ProcessedSample(folder);
        processed.process(properties);
        processed.compile();
        return processed;
    }

    /** Starts what came out, as a node of that name which has something to do every second. */
    SampleNode start(String name, Path logs, String... properties) throws IOException {
        List<String> options = List.of(
                "-Dspring.aot.enabled=true",
                "-Dshop.reports.every=1s",
                "-Dshop.payments.failure-rate=0",
                "-Ddistributed-scheduler.jobs.nightly-clean-up.cron=* * * * * *",
                "-cp",
                String.join(File.pathSeparator, classes.toString(), resources.toString(), CLASS_PATH));
        return SampleNode.start(name, logs, options, properties);
    }

    /** What a native image is told of what it cannot see by itself. */
    JsonNode reachable() throws IOException {
        try (Stream<Path> files = Files.walk(resources)) {
            List<Path> found = files.filter(file -> file.endsWith("reachability-metadata.json"))
                    .toList();
            assertThat(found).hasSize(1);
            return JsonMapper.shared().readTree(found.get(0));
        }
    }

    private void process(String... properties) throws IOException {
        Path log = Files.createTempFile("sample-aot", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", CLASS_PATH));
        command.add("org.springframework.boot.SpringApplicationAotProcessor");
        command.add(SampleApplication.class.getName());
        command.addAll(List.of(sources.toString(), resources.toString(), classes.toString()));
        command.addAll(List.of("io.distributedscheduler", "sample-app"));
        command.addAll(List.of(properties));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.onExit().join().exitValue())
                .as(Files.readString(log))
                .isZero();
    }

    private void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> found = Files.walk(sources)) {
            List<Path> units =
                    found.filter(file -> file.toString().endsWith(".java")).toList();
            String classPath = classes + File.pathSeparator + CLASS_PATH;
            List<String> options = List.of("-classpath", classPath, "-proc:none", "-nowarn", "-d", classes.toString());
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(units))
                            .call())
                    .isTrue();
        }
    }
}
