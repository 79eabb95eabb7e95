package io.distributedscheduler.test.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.HistoryEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoriesTest {

    @Test
    void putsEventsInTheOrderOfTheStoresSteps() {
        List<HistoryEvent> one = List.of(event(1, 30, 100), event(2, 0, 101), event(3, 50, 102));
        List<HistoryEvent> other = List.of(event(4, 0, 90), event(5, 40, 103), event(6, 20, 104));

        assertThat(Histories.inOrder(List.of(one, other)))
                .extracting(HistoryEvent::seq)
                // 2 stays behind 1, although nothing is known of its time; 6 was answered late.
                .containsExactly(4L, 6L, 1L, 2L, 5L, 3L);
    }

    @Test
    void putsStepsOfTheSameTimeInTheOrderOfTheirAnswers() {
        List<HistoryEvent> one = List.of(event(1, 30, 100));
        List<HistoryEvent> other = List.of(event(2, 30, 99));

        assertThat(Histories.inOrder(List.of(one, other)))
                .extracting(HistoryEvent::seq)
                .containsExactly(2L, 1L);
    }

    private static HistoryEvent event(long seq, long micros, long monoNs) {
        return new HistoryEvent(seq, "a", 0, monoNs, micros, "ok", null, null, 0, 0, 0, 0, 0, null, null);
    }
}
