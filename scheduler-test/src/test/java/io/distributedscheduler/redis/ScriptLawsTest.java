package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the text of every script. */
class ScriptLawsTest {

    private static final Path FOLDER = Path.of("../scheduler-core/src/main/resources/io/distributedscheduler/redis");

    /** They gather what is written, and write once all is decided. */
    private static final Set<String> WRITERS = Set.of("write", "due", "limits", "keyword");

    private static final Set<String> WRITE_COMMANDS = Set.of(
            "ZADD", "ZREM", "HSET", "HDEL", "SADD", "SREM", "LPUSH", "LTRIM", "DEL", "SET", "PEXPIRE", "HINCRBY",
            "ZINCRBY");

    private static final Pattern CALL =
            Pattern.compile("(?:redis\\.p?call|\\bpeek)\\('(\\w+)'(?:, ([\\w.]+(?:\\[[^]]*])?))?");
    private static final Pattern FIXED_KEY = Pattern.compile("\\bkey\\.(\\w+)");

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".lua", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theHeaderNamesTheFile(String name) {
        assertThat(ScriptLoader.read(name)).startsWith("-- " + name + ".lua: ");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyKeyIsDeclared(String name) {
        String source = ScriptLoader.read(name);

        for (MatchResult call : matches(CALL, source)) {
            String key = call.group(2);
            boolean keyless = Set.of("TIME", "PUBLISH").contains(call.group(1));
            assertThat(keyless || key != null && comesFromKeys(key, source))
                    .as("%s.lua: %s", name, call.group())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theHeaderListsTheFixedKeys(String name) {
        Script script = new ScriptLoader(StoreTime.SERVER).load(name);
        String source = withoutComments(ScriptLoader.read(name));

        Set<String> used = matches(FIXED_KEY, source).stream()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(script.keys()).containsAll(used);
        assertThat(Keys.FIXED.keySet()).containsAll(script.keys());
        // Any key leads to the server that holds the partition.
        used.add("meta");
        assertThat(used).as("keys that %s.lua uses", name).containsAll(listed(name, "keys"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatIsUsedIsNamed(String name) throws IOException {
        String source = withoutComments(ScriptLoader.read(name));
        Set<String> all = new TreeSet<>();
        resolve(name, all);
        Map<String, String> owners = functions();

        owners.forEach((function, owner) -> {
            boolean called = Pattern.compile("(?<![\\w.:'])" + function + "\\(")
                    .matcher(source)
                    .find();
            if (called && !definesLocally(function, source)) {
                assertThat(all)
                        .as("%s.lua calls %s of %s.lua", name, function, owner)
                        .contains(owner);
            }
        });
    }

    /** An error half way does not undo what was written before it. */
    @ParameterizedTest
    @MethodSource("files")
    void nothingIsWrittenBeforeAllIsDecided(String name) {
        if (!WRITERS.contains(name)) {
            assertThat(matches(CALL, ScriptLoader.read(name)))
                    .extracting(call -> call.group(1))
                    .doesNotContainAnyElementsOf(WRITE_COMMANDS);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void timeEntersInOnePlace(String name) {
        if (!name.equals("now")) {
            assertThat(ScriptLoader.read(name)).doesNotContain("'TIME'").doesNotContain("os.time");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void nothingIsGlobal(String name) {
        assertThat(ScriptLoader.read(name)).doesNotContainPattern("(?m)^function ");
    }

    @Test
    void scriptsAreSmallEnoughForALuaFunction() throws IOException {
        // A Lua function holds 200 local variables; the pieces of a script are one function.
        for (String name : files().toList()) {
            Script script = new ScriptLoader(StoreTime.SERVER).load(name);
            long locals = script.text()
                    .getScriptAsString()
                    .lines()
                    .filter(line -> line.startsWith("local "))
                    .mapToLong(line -> line.startsWith("local function") ? 1 : line.split("=")[0].split(",").length)
                    .sum();
            assertThat(locals).as(name).isLessThan(185);
        }
    }

    private static boolean comesFromKeys(String expression, String source) {
        if (expression.startsWith("key.") || expression.startsWith("key[") || expression.startsWith("keyOf[")) {
            return true;
        }
        String name = Pattern.quote(expression.replaceAll("^\\w+\\.", ""));
        return Pattern.compile("\\b" + name + "\\b[^\\n]*= *[^\\n]*\\bkey[.\\[]")
                        .matcher(source)
                        .find()
                || Pattern.compile("function \\w+\\([^)]*\\b" + name + "\\b")
                        .matcher(source)
                        .find();
    }

    private static Map<String, String> functions() throws IOException {
        return files().flatMap(
                        name -> matches(Pattern.compile("(?m)^local function (\\w+)"), ScriptLoader.read(name)).stream()
                                .filter(match -> isPiece(name))
                                .map(match -> Map.entry(match.group(1), name)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
    }

    private static boolean definesLocally(String function, String source) {
        return Pattern.compile("local function " + function + "\\b")
                .matcher(source)
                .find();
    }

    /** A piece answers nothing by itself. */
    static boolean isPiece(String name) {
        return !Pattern.compile("(?m)^return ").matcher(ScriptLoader.read(name)).find();
    }

    private static void resolve(String name, Set<String> all) {
        if (all.add(name)) {
            listed(name, "uses").forEach(piece -> resolve(piece, all));
        }
    }

    private static List<String> listed(String name, String header) {
        return matches(Pattern.compile("(?m)^-- " + header + ": (.*)$"), ScriptLoader.read(name)).stream()
                .flatMap(line -> Arrays.stream(line.group(1).split(", ")))
                .toList();
    }

    private static String withoutComments(String source) {
        return source.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
