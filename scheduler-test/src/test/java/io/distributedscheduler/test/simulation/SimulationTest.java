package io.distributedscheduler.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whole clusters, to which everything happens in every order, keep the guarantees: the real engine on the real store in
 * memory, in virtual time. CONTRIBUTING.md tells how to see a life again and how to let many more be lived.
 */
@ExtendWith(Silence.class)
class SimulationTest {

    @Test
    void shortLivesFullOfTroubleKeepTheGuarantees() {
        assertThat(new Lives("simulation.seeds", "1-1500", LifePlan::shortOne).failures())
                .isEmpty();
    }

    @Test
    void longLivesKeepTheGuarantees() {
        assertThat(new Lives("simulation.long", "1-4", LifePlan::longOne).failures())
                .isEmpty();
    }
}
