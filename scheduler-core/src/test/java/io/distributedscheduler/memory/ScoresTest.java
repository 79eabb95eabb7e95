package io.distributedscheduler.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ScoresTest {

    @Test
    void textsAreInTheOrderOfTheirBytesInUtf8() {
        Random random = new Random(11);
        int[] edges = {0x20, 0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(4); length > 0; length--) {
                text.appendCodePoint(edges[random.nextInt(edges.length)]);
            }
            texts.add(text.toString());
        }
        List<String> expected = new ArrayList<>(texts);

        texts.sort(Scores.BY_BYTES);

        expected.sort((one, other) ->
                Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        assertThat(texts).isEqualTo(expected);
    }

    @Test
    void membersAreInTheOrderOfTheirScoresThenOfTheirTexts() {
        Scores<JobId> scores = Scores.ofJobs();
        scores.put(new JobId("b"), 1);
        scores.put(new JobId("c"), -1);
        scores.put(new JobId("a"), 1);

        assertThat(members(scores)).containsExactly("c", "a", "b");
        assertThat(scores.lowest()).isEqualTo(-1);
    }

    @Test
    void aMemberHasOneScore() {
        Scores<JobId> scores = Scores.ofJobs();
        scores.put(new JobId("a"), 1);
        scores.put(new JobId("b"), 2);
        scores.put(new JobId("a"), 3);

        assertThat(members(scores)).containsExactly("b", "a");
        assertThat(scores.size()).isEqualTo(2);
        assertThat(scores.score(new JobId("a"))).hasValue(3);
    }

    @Test
    void aMemberThatIsNotThereIsNotRemoved() {
        Scores<JobId> scores = Scores.ofJobs();
        scores.put(new JobId("a"), 1);

        assertThat(scores.remove(new JobId("b"))).isFalse();
        assertThat(scores.remove(new JobId("a"))).isTrue();
        assertThat(scores.remove(new JobId("a"))).isFalse();
        assertThat(scores.first()).isEmpty();
        assertThat(scores.lowest()).isEqualTo(Long.MAX_VALUE);
        assertThat(scores.score(new JobId("a"))).isEmpty();
    }

    private static List<String> members(Scores<JobId> scores) {
        return StreamSupport.stream(scores.spliterator(), false)
                .map(entry -> entry.member().value())
                .toList();
    }
}
