package io.distributedscheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingLineTest {

    @Test
    void isNamedAfterItsQueueAndItsKey() {
        WaitingLine line = new WaitingLine("mail~moon", "größe 1/2");

        assertThat(line.name()).isEqualTo("mail~moon#gr%C3%B6%C3%9Fe%201%2F2");
        assertThat(line.limit()).isEqualTo("#gr%C3%B6%C3%9Fe%201%2F2");
        assertThat(WaitingLine.queueOf(line.name())).isEqualTo("mail~moon");
        assertThat(StoredJob.executorOf(line.name())).isEqualTo("mail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "a+b", "100%", "%41", "#", "a|b,c@d", "😀", "tenant 42"})
    void everyKeyIsReadAsItWasWritten(String key) {
        WaitingLine line = new WaitingLine("mail", key);

        assertThat(line.name()).matches("mail#[A-Za-z0-9._%-]+");
        assertThat(WaitingLine.of(line.name())).contains(line);
    }

    @Test
    void aQueueIsNone() {
        assertThat(WaitingLine.of("mail")).isEmpty();
        assertThat(WaitingLine.queueOf("mail")).isEqualTo("mail");
    }

    @Test
    void oneThatNobodyOfUsHasNamedIsItsOwnKey() {
        assertThat(WaitingLine.of("mail#100%")).contains(new WaitingLine("mail", "100%"));
    }
}
