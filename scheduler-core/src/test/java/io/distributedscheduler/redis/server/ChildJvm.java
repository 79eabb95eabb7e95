package io.distributedscheduler.redis.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Another JVM with the class path of this one, for tests in which a whole node dies.
 *
 * <p>Its {@code main} tells what it has done by lines on standard output, and ends with {@link #blockUntilParentIsGone()},
 * so that no child stays behind when the tests themselves are killed.
 */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    public static ChildJvm start(Class<?> main, String... arguments) {
        return start(main, Map.of(), arguments);
    }

    /** Starts {@code main} with these system properties, and the Redis server of this JVM for what it starts itself. */
    public static ChildJvm start(Class<?> main, Map<String, String> properties, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Dredis.server=" + RedisExecutable.find());
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            return new ChildJvm(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start another JVM", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Waits for the next line that the child prints. */
    public String readLine() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("The other JVM has ended; see its standard error above");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the next line with this text, and skips those before it. */
    public String readLineWith(String text) {
        String line = readLine();
        while (!line.contains(text)) {
            line = readLine();
        }
        return line;
    }

    /** Ends the child as a crash would, with SIGKILL, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** Keeps the calling child alive for as long as the JVM that started it lives. */
    public static void blockUntilParentIsGone() throws IOException {
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    /** Lets the calling child do what it will, and ends it when the JVM that started it has ended. */
    public static void endWithParent() {
        Thread watch = new Thread(() -> {
            try {
                blockUntilParentIsGone();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                Runtime.getRuntime().halt(0);
            }
        });
        watch.setDaemon(true);
        watch.start();
    }
}
