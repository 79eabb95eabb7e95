package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.memory.MemoryFixture;
import io.distributedscheduler.signal.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Holds the format of all that stands in Redis and travels as a signal: what one version wrote, all that come after read,
 * also while both are nodes of one store.
 *
 * <p>{@code golden/records.txt} is what {@link EveryRecord} writes, {@code golden/signals.txt} what is heard meanwhile. A
 * line that is there may not change; a new kind of record brings lines of its own.
 */
@Tag("redis")
class RecordFormatTest {

    private static final Path GOLDEN = Path.of("src/test/resources/io/distributedscheduler/redis/golden");
    private static final String ADVICE = """
            What is stored or sent has changed. Nodes of the last version meet it when an application is updated, so a line \
            may not change: give what is new a place of its own, or raise the schema, keep this file for a test that \
            reads the old one, and say so in CHANGELOG.md. If lines are only new, because EveryRecord does more:
            ./mvnw -q test -pl scheduler-test -am -Dtest=RecordFormatTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.update""";

    private final RedisFixture redis = RedisFixture.standalone();

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void recordsAndSignalsAreWrittenAsTheyAreKnown() throws IOException {
        new EveryRecord(redis).write();

        Set<String> signals = new LinkedHashSet<>(redis.heard());
        mustBeAsKnown("records.txt", redis.records().read());
        mustBeAsKnown("signals.txt", List.copyOf(signals));
        assertThat(redis.store().audit(0).problems()).isEmpty();
    }

    @Test
    void everyKindOfRecordIsKnown() {
        Set<String> kinds = new TreeSet<>();
        for (String line : golden("records.txt")) {
            if (!line.startsWith("  ")) {
                int split = line.lastIndexOf(' ');
                String name = line.substring(0, split);
                kinds.add(name.substring(0, name.indexOf(':') + 1 == 0 ? split : name.indexOf(':') + 1));
                assertThat(Keys.typeOf(name)).as(name).isEqualTo(line.substring(split + 1));
            }
        }

        Set<String> all = new TreeSet<>(Keys.FIXED.keySet());
        all.addAll(Keys.FAMILIES.keySet());
        assertThat(kinds).isEqualTo(all);
    }

    @Test
    void everyKindOfSignalIsKnown() {
        List<Signal> signals = golden("signals.txt").stream()
                .map(text -> Signal.parse(text).orElseThrow(() -> new AssertionError(text)))
                .toList();

        assertThat(signals).extracting(Signal::text).isEqualTo(golden("signals.txt"));
        assertThat(signals.stream().<Class<?>>map(Signal::getClass)).contains(Signal.class.getPermittedSubclasses());
    }

    /** The file alone says here what was stored, and the store in memory what it means. */
    @Test
    void recordsAreReadAndWorkedWithWhoeverWroteThem() {
        MemoryFixture memory = new MemoryFixture();
        EveryRecord expected = new EveryRecord(memory);
        expected.write();
        EveryRecord read = EveryRecord.after(expected, redis);

        redis.records().lay(golden("records.txt"));

        assertThat(redis.store().audit(0).problems()).isEmpty();
        assertThat(read.facts()).isEqualTo(expected.facts());
        Iterator<String> answers = read.workOff().iterator();
        expected.workOff().forEach(answer -> assertThat(answers.next()).isEqualTo(answer));
        assertThat(redis.store().audit(0).problems()).isEmpty();
        assertThat(redis.records().names())
                .filteredOn(name -> !name.startsWith("event:"))
                .containsExactly("executors", "meta", "requests");
    }

    private static void mustBeAsKnown(String file, List<String> lines) throws IOException {
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(GOLDEN);
            Files.write(GOLDEN.resolve(file), lines);
        }
        List<String> known = golden(file);
        List<String> changes = new ArrayList<>(minus(known, lines, "- "));
        changes.addAll(minus(lines, known, "+ "));
        assertThat(changes).as(ADVICE).isEmpty();
        assertThat(lines).as(ADVICE).isEqualTo(known);
    }

    private static List<String> minus(List<String> some, List<String> others, String sign) {
        return some.stream()
                .filter(line -> !others.contains(line))
                .map(sign::concat)
                .toList();
    }

    static List<String> golden(String file) {
        try {
            return Files.readAllLines(GOLDEN.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
