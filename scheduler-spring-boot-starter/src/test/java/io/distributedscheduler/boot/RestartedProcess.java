package io.distributedscheduler.boot;

import io.distributedscheduler.boot.restarted.RestartedApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** {@link RestartedApplication} with DevTools, as an IDE starts it: its classes in a folder, all else out of their reach. */
final class RestartedProcess implements AutoCloseable {

    // An IDE would have the scheduler in jars; in this build it stands in folders, which DevTools would load anew, too.
    private static final String ONLY_THE_APPLICATION = "restart.exclude.build=/target/(test-)?classes/\n";

    private final Path classes;
    private final Path log;
    private final Process process;

    private RestartedProcess(Path classes, Path log, Process process) {
        this.classes = classes;
        this.log = log;
        this.process = process;
    }

    /** Starts it with these properties; classes and log go to the folder. */
    static RestartedProcess start(Path folder, String... properties) throws IOException {
        Path tests = testClasses();
        Path classes = folder.resolve("classes");
        Path ownPackage = Path.of(RestartedApplication.class.getPackageName().replace('.', '/'));
        FileSystemUtils.copyRecursively(tests.resolve(ownPackage), classes.resolve(ownPackage));
        Files.writeString(
                Files.createDirectories(classes.resolve("META-INF")).resolve("spring-devtools.properties"),
                ONLY_THE_APPLICATION);

        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", classPath(classes, tests), RestartedApplication.class.getName()));
        command.addAll(List.of(
                "--spring.devtools.restart.poll-interval=200ms",
                "--spring.devtools.restart.quiet-period=100ms",
                "--spring.devtools.livereload.enabled=false",
                "--logging.level.root=warn",
                "--logging.level.io.distributedscheduler=info"));
        command.addAll(List.of(properties));
        Path log = folder.resolve("log");
        return new RestartedProcess(
                classes,
                log,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start());
    }

    /** Changes a class, as a compiler does. */
    void recompile() throws IOException {
        Path changed = classes.resolve(RestartedApplication.class.getName().replace('.', '/') + ".class");
        Files.setLastModifiedTime(
                changed, FileTime.fromMillis(Files.getLastModifiedTime(changed).toMillis() + 1_000));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it in order, with SIGTERM; answers whether it was gone soon. */
    boolean stop() throws InterruptedException {
        // Not that of the process, which also closes its input: at the end of that it halts.
        process.toHandle().destroy();
        return process.waitFor(30, TimeUnit.SECONDS);
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static String classPath(Path classes, Path tests) {
        return Stream.concat(
                        Stream.of(classes),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(Path::of)
                                .filter(entry -> !entry.equals(tests)))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path testClasses() {
        try {
            return Path.of(RestartedProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
