package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The document of the keys names each of them, with its type, and no other. */
class DataModelTest {

    private static final Path DOCUMENT = Path.of("../docs/redis-data-model.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| (`[^|]+) \\| ([A-Z]+(?:, [A-Z]+)*) \\|", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([a-z]+:?)[^`]*`");

    @Test
    void isDescribed() throws IOException {
        Map<String, String> described = new TreeMap<>();
        for (var row : ROW.matcher(Files.readString(DOCUMENT)).results().toList()) {
            String[] types = row.group(2).toLowerCase(Locale.ROOT).split(", ");
            Matcher names = NAME.matcher(row.group(1));
            for (int i = 0; names.find(); i++) {
                described.put(names.group(1), types[Math.min(i, types.length - 1)]);
            }
        }

        Map<String, String> kept = new TreeMap<>(Keys.FIXED);
        kept.putAll(Keys.FAMILIES);
        assertThat(described).as(DOCUMENT.toString()).isEqualTo(kept);
    }
}
