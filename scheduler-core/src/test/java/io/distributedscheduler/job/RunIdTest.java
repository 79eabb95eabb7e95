package io.distributedscheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunIdTest {

    @Test
    void readsJobAndToken() {
        assertThat(new RunId(new JobId("sync"), 1_790_000_000_000_001L)).hasToString("sync#1790000000000001");
    }

    @Test
    void hasATextOfItsOwnWhateverTheJobIsCalled() {
        assertThat(Stream.of(
                                new RunId(new JobId("a"), 12),
                                new RunId(new JobId("a#1"), 2),
                                new RunId(new JobId("a#"), 12),
                                new RunId(new JobId("a#12"), 1),
                                new RunId(new JobId("a"), 1),
                                new RunId(new JobId("a1"), 2))
                        .map(RunId::toString))
                .doesNotHaveDuplicates();
    }

    @Test
    void equalsByJobAndToken() {
        assertThat(new RunId(new JobId("a"), 1)).isEqualTo(new RunId(new JobId("a"), 1));
        assertThat(new RunId(new JobId("a"), 1)).isNotEqualTo(new RunId(new JobId("a"), 2));
        assertThat(new RunId(new JobId("a"), 1)).isNotEqualTo(new RunId(new JobId("b"), 1));
    }
}
