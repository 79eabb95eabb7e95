package io.distributedscheduler.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlapTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 100})
    void soManyRunsAtOnceAreAllowed(int atOnce) {
        assertThat(Overlap.allow(atOnce)).isEqualTo(new Overlap.Allow(atOnce));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0, -1, 101})
    void soManyAreNot(int atOnce) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Overlap.allow(atOnce))
                .withMessageContaining("was " + atOnce)
                .withMessageContaining("From 2 to 100");
    }
}
