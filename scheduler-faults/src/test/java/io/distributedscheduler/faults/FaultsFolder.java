package io.distributedscheduler.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** Where the tests write: figures, and the files of each fault. */
final class FaultsFolder {

    private FaultsFolder() {}

    /** The file that figures go to. */
    static Path figures() {
        return target().resolve("faults.md");
    }

    /** A folder of that name with nothing in it. */
    static Path emptied(String name) {
        Path folder = target().resolve("faults").resolve(name.replaceAll("[^A-Za-z0-9]+", "-"));
        FileSystemUtils.deleteRecursively(folder.toFile());
        try {
            return Files.createDirectories(folder).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path target() {
        return Path.of(System.getProperty("faults.folder", "target"));
    }
}
