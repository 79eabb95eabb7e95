package io.distributedscheduler.test.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RealHistoriesTest {

    /** A few; {@code -Dhistory.seeds=100-200} asks for others. */
    static LongStream seeds() {
        String[] range = System.getProperty("history.seeds", "1-6").split("-");
        return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void acceptsWhatHappensWhenUsersChangeTheirMinds(long seed) {
        assertThat(new BusyCluster(seed).run(120, false).violations())
                .as("seed %s", seed)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void acceptsWhatHappensWhenTheyDoSoWhileNodesAndNetworkFail(long seed) {
        assertThat(new BusyCluster(seed).run(120, true).violations())
                .as("seed %s", seed)
                .isEmpty();
    }
}
