package io.distributedscheduler.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.HistoryEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole clusters, to which everything happens in every order, keep the guarantees: the real engine on the real store in
 * memory, in virtual time. CONTRIBUTING.md tells how to see a life again and how to let many more be lived.
 */
@ExtendWith(Silence.class)
class SimulationTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aSeedDecidesAll(long seed) {
        assertThat(historiesOf(seed)).isEqualTo(historiesOf(seed));
    }

    private static List<List<HistoryEvent>> historiesOf(long seed) {
        RandomLife life = new RandomLife(LifePlan.shortOne(seed), Mutant.NONE);
        life.live();
        return life.histories();
    }

    @Test
    void shortLivesFullOfTroubleKeepTheGuarantees() {
        assertThat(new Lives("simulation.seeds", "1-2000", LifePlan::shortOne).failures())
                .isEmpty();
    }

    @Test
    void longLivesKeepTheGuarantees() {
        assertThat(new Lives("simulation.long", "1-2", LifePlan::longOne).failures())
                .isEmpty();
    }
}
