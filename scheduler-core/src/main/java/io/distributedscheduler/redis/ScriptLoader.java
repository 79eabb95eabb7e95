package io.distributedscheduler.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes scripts of their files. A file's header may name the pieces it uses, which are put in front of it, each once,
 * and the keys it works on:
 *
 * <pre>
 * -- uses: keys, write
 * -- keys: jobs, heads
 * </pre>
 */
final class ScriptLoader {

    /** The piece in which alone time enters a script. */
    private static final String NOW = "now";

    private static final Pattern USES = Pattern.compile("^-- uses: (.*)$", Pattern.MULTILINE);
    private static final Pattern KEYS = Pattern.compile("^-- keys: (.*)$", Pattern.MULTILINE);

    /** The files that were read so far: they are the same for all stores. */
    private static final Map<String, Piece> FILES = new ConcurrentHashMap<>();

    private final StoreTime time;

    /** A file, and what its header names. */
    private record Piece(String source, List<String> uses, List<String> keys) {

        static Piece of(String source) {
            return new Piece(source, listed(USES, source), listed(KEYS, source));
        }

        private static List<String> listed(Pattern header, String source) {
            Matcher lines = header.matcher(source);
            return lines.results()
                    .flatMap(line -> Arrays.stream(line.group(1).split(", ")))
                    .toList();
        }
    }

    ScriptLoader(StoreTime time) {
        this.time = time;
    }

    Script load(String name) {
        Set<String> files = new LinkedHashSet<>();
        resolve(name, files);
        StringBuilder text = new StringBuilder();
        Set<String> keys = new LinkedHashSet<>();
        for (String file : files) {
            text.append(piece(file).source()).append('\n');
            keys.addAll(piece(file).keys());
        }
        return new Script(name, text.toString(), List.copyOf(keys), files.contains(NOW));
    }

    /** A file as it stands in the resources. */
    static String read(String name) {
        String file = name + ".lua";
        try (InputStream content = ScriptLoader.class.getResourceAsStream(file)) {
            if (content == null) {
                throw new IllegalStateException("The script " + file + " is missing beside " + ScriptLoader.class);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void resolve(String name, Set<String> files) {
        if (!files.contains(name)) {
            piece(name).uses().forEach(used -> resolve(used, files));
            files.add(name);
        }
    }

    private Piece piece(String name) {
        return name.equals(NOW) ? Piece.of(time.piece()) : FILES.computeIfAbsent(name, file -> Piece.of(read(file)));
    }
}
