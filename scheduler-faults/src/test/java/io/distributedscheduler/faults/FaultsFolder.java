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
        return emptied(folder(name));
    }

    private static Path emptied(Path folder) {
        FileSystemUtils.deleteRecursively(folder.toFile());
        try {
            return Files.createDirectories(folder).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder of that name, or of that name and a number where one is left of a test that failed. */
    static Path fresh(String name) {
        Path folder = folder(name);
        for (int number = 2; Files.exists(folder); number++) {
            folder = folder(name + " " + number);
        }
        return emptied(folder);
    }

    private static Path folder(String name) {
        return target().resolve("faults").resolve(name.replaceAll("[^A-Za-z0-9]+", "-"));
    }

    private static Path target() {
        return Path.of(System.getProperty("faults.folder", "target"));
    }
}
