package io.distributedscheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.job.JobId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandleTest {

    @Test
    void ofTheNextOccurrenceReadsAsTheJob() {
        Handle next = Handle.next(new JobId("sync"));

        assertThat(next).isEqualTo(new Handle(new JobId("sync"), 0));
        assertThat(next.text()).isEqualTo("sync");
    }

    @Test
    void ofAnotherOccurrenceHasItsNumberBehindAZeroCharacter() {
        assertThat(new Handle(new JobId("sync"), 12).text()).isEqualTo("sync" + (char) 0 + "12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "a#1", "a:1", "a|b", "{acme}sync", " a ", "a 1", "1", "-1", "größe 😀", "a\\0001"})
    void isReadAsWhatItWas(String job) {
        for (long number : new long[] {0, 1, 9, 10, 1_000, Integer.MAX_VALUE + 1L, Long.MAX_VALUE}) {
            Handle handle = new Handle(new JobId(job), number);

            assertThat(Handle.parse(handle.text())).isEqualTo(handle);
        }
    }

    @Test
    void hasNoNegativeNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Handle(new JobId("sync"), -1))
                .withMessage("The number of an occurrence of job sync must not be negative, was -1");
    }

    @Test
    void hasOneTextOnly() {
        for (String number : List.of(
                "", "0", "01", "+1", "-1", " 1", "1 ", "1.0", "x", "\u0661", "1" + (char) 0 + "2", (char) 0 + "1")) {
            assertThatIllegalArgumentException()
                    .as(number)
                    .isThrownBy(() -> Handle.parse("sync" + (char) 0 + number))
                    .withMessage("A handle of job sync must end in a number from 1");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Handle.parse("sync" + (char) 0 + "9999999999999999999"));
    }

    @Test
    void isRefusedWithoutAJob() {
        assertThatIllegalArgumentException().isThrownBy(() -> Handle.parse(""));
        assertThatIllegalArgumentException().isThrownBy(() -> Handle.parse((char) 0 + "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> Handle.parse("{}" + (char) 0 + "1"));
    }
}
