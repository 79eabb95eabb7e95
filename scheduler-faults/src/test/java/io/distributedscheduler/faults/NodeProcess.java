package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.faults.node.NodeApplication;
import io.distributedscheduler.faults.node.Parent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A node in a JVM of its own. It ends with this one. */
final class NodeProcess implements AutoCloseable {

    private final String name;
    private final Path folder;
    private final Process process;
    private final PrintWriter questions;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final BlockingQueue<List<String>> threads = new ArrayBlockingQueue<>(10);

    private NodeProcess(String name, Path folder, Process process, Consumer<Entry> entries) {
        this.name = name;
        this.folder = folder;
        this.process = process;
        this.questions = new PrintWriter(process.outputWriter(), true);
        Thread reader = new Thread(() -> read(entries), "output-of-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a node of that name.
     *
     * @param wrapper what to start the JVM with, such as a program that changes its clock; empty for nothing
     * @param options of the JVM
     * @param entries is told of each entry of user code as it happens
     */
    static NodeProcess start(
            String name,
            Path folder,
            List<String> wrapper,
            List<String> options,
            Map<String, String> properties,
            Consumer<Entry> entries) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m"));
        command.addAll(options);
        command.add(NodeApplication.class.getName());
        command.add("--distributed-scheduler.node=" + name);
        command.add("--faults.history=" + folder.resolve(name + ".history"));
        properties.forEach((property, value) -> command.add("--" + property + "=" + value));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new NodeProcess(name, folder, process, entries);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start node " + name, e);
        }
    }

    private void read(Consumer<Entry> entries) {
        try (BufferedReader output = process.inputReader();
                Writer log = Files.newBufferedWriter(log())) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(Parent.MARK)) {
                    told(line.substring(Parent.MARK.length()), entries);
                } else {
                    log.write(line + "\n");
                    log.flush();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void told(String line, Consumer<Entry> entries) {
        String[] words = line.split(" ", 0);
        switch (words[0]) {
            case "ready" -> ready.countDown();
            case Parent.THREADS ->
                threads.add(Arrays.asList(
                        line.substring(Parent.THREADS.length() + 1).split(";")));
            default -> entries.accept(Entry.read(name, words));
        }
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void awaitReady() {
        try {
            boolean started = ready.await(Patient.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(started)
                    .as("node %s is ready; it printed:%n%s", name, logged())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The names of the threads that it has now. */
    List<String> threads() {
        threads.clear();
        questions.println(Parent.THREADS);
        try {
            List<String> names = threads.poll(Patient.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(names).as("threads of node %s", name).isNotNull();
            return names;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as a crash would, with SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks it to end in order, with SIGTERM. */
    void terminate() {
        // Not that of the process, which also closes its input: at the end of that it halts.
        process.toHandle().destroy();
    }

    void awaitEnd() {
        try {
            boolean ended = process.waitFor(Patient.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(ended)
                    .as("node %s has ended; it printed:%n%s", name, logged())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops it in its tracks (SIGSTOP). */
    void pause() {
        signal("STOP");
    }

    /** Lets it go on (SIGCONT). */
    void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid()).start();
            assertThat(kill.waitFor()).as("SIG%s to node %s", signal, name).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String logged() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    private Path log() {
        return folder.resolve(name + ".log");
    }

    @Override
    public void close() {
        kill();
    }
}
