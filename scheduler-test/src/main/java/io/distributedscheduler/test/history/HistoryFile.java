package io.distributedscheduler.test.history;

import io.distributedscheduler.event.History;
import io.distributedscheduler.event.HistoryEvent;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A history in a file: one event a line, as JSON. Each line is handed to the operating system before {@link #record}
 * returns, so that a process that is killed loses at most the line it was writing.
 */
public final class HistoryFile implements History, Closeable {

    private final FileChannel file;

    private HistoryFile(FileChannel file) {
        this.file = file;
    }

    /** Writes to the end of a file, which is made if it is not there. */
    public static HistoryFile appendTo(Path file) {
        try {
            return new HistoryFile(FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void record(HistoryEvent event) {
        ByteBuffer line = ByteBuffer.wrap((HistoryJson.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file, which may still be written to. A last line without an end, torn by a kill, is left out.
     *
     * @throws IllegalArgumentException when another line cannot be read
     */
    public static List<HistoryEvent> read(Path file) {
        String text;
        try {
            // Not by line: bytes of a torn character are no UTF-8, and must not be an error.
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<HistoryEvent> events = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            String line = text.substring(from, end);
            from = end + 1;
            try {
                events.add(HistoryJson.read(line));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "Line " + (events.size() + 1) + " of " + file + " is no event of a history: " + line, e);
            }
        }
        return events;
    }
}
