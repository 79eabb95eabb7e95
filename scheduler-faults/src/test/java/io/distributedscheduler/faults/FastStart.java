package io.distributedscheduler.faults;

import io.distributedscheduler.redis.server.RedisServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * How a node's JVM starts in half the time: with an archive of its classes, loaded and verified, that another node left when
 * it ended. Such archives are of jars, so all folders of the class path become jars before.
 */
final class FastStart {

    private static @Nullable List<String> options;

    private FastStart() {}

    /** The options of every node's JVM, its class path among them. */
    static synchronized List<String> options() {
        if (options == null) {
            Path folder = FaultsFolder.emptied("start");
            List<String> classes = List.of("-cp", jarsOnly(folder));
            Path archive = folder.resolve("nodes.jsa");
            leave(archive, classes, folder);
            List<String> all = new ArrayList<>(classes);
            all.add("-XX:SharedArchiveFile=" + archive);
            options = List.copyOf(all);
        }
        return options;
    }

    private static void leave(Path archive, List<String> classes, Path folder) {
        List<String> dumping = new ArrayList<>(classes);
        dumping.add("-XX:ArchiveClassesAtExit=" + archive);
        try (RedisServerProcess redis = RedisServerProcess.start();
                NodeProcess node = NodeProcess.start(
                        "first",
                        folder,
                        List.of(),
                        dumping,
                        Map.of("spring.data.redis.port", String.valueOf(redis.port())),
                        entry -> {})) {
            node.awaitReady();
            node.terminate();
            node.awaitEnd();
        }
    }

    private static String jarsOnly(Path folder) {
        List<String> jars = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(element);
            if (Files.isDirectory(path)) {
                jars.add(jar(path, folder.resolve("classes-" + jars.size() + ".jar")));
            } else {
                jars.add(element);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String jar(Path classes, Path jar) {
        try (Stream<Path> files = Files.walk(classes);
                OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path each : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(each).toString().replace(File.separatorChar, '/')));
                Files.copy(each, zip);
            }
            return jar.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
