package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.LIVENESS;
import static io.distributedscheduler.test.history.Invariant.NO_LOST_OCCURRENCE;
import static io.distributedscheduler.test.history.Invariant.STRUCTURE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LivenessTest {

    private static final Instant END_OF_FAULTS = Instant.ofEpochMilli(1_000_000);
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private final Tale tale = new Tale();

    @Test
    void seesANodeThatIsNotHeardOfAgain() {
        faultsEnd().at(1_001_999).on("a").beat().at(1_002_001).on("b").beat();

        assertThat(tale.broken()).containsExactly(LIVENESS);
    }

    @Test
    void permitsNodesThatAreHeardOfInTime() {
        faultsEnd().at(1_001_999).on("a").beat().at(1_001_999).on("b").beat();

        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void seesANodeThatClaimsNothingWhenThereIsPlenty() {
        tale.options(tale.options().faultsEndedAndWorkIsPlenty(END_OF_FAULTS, TWO_SECONDS, Set.of("a", "b")));
        tale.on("a").beat().on("b").beat().claimed("job", 20);

        assertThat(tale.broken()).containsExactly(LIVENESS);
    }

    @Test
    void seesAJobThatIsTakenOverTooLate() {
        died().at(1_012_501).claimed("job", 21).run(20).attempt(2).with(Fact.LOSSES, 1);

        assertThat(tale.broken()).containsExactly(LIVENESS);
    }

    @Test
    void permitsAJobThatIsTakenOverInTime() {
        died().at(1_012_500).claimed("job", 21).run(20).attempt(2).with(Fact.LOSSES, 1);

        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void seesADeadNodeThatNobodyRecovers() {
        tale.claimed("job", 20).at(1_100_000).fact("nodes/a#1", "1010000");

        assertThat(tale.broken()).containsExactlyInAnyOrder(LIVENESS, NO_LOST_OCCURRENCE);
    }

    @Test
    void seesANodeThatIsDeclaredDeadBeforeItsLeaseIsOver() {
        tale.on("a").beat().on("b").at(1_009_800).declaredDead("a");

        assertThat(tale.broken()).containsExactly(LIVENESS);
    }

    @Test
    void permitsThatANodeIsDeclaredDeadWhenItsLeaseIsOver() {
        tale.on("a").beat().on("b").at(1_010_000).declaredDead("a");

        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void seesWhatTheAuditFound() {
        tale.problem("job stands nowhere");

        assertThat(tale.broken()).containsExactly(STRUCTURE);
    }

    private Tale faultsEnd() {
        return tale.options(tale.options().faultsEnded(END_OF_FAULTS, TWO_SECONDS, Set.of("a", "b")));
    }

    private Tale died() {
        tale.options(tale.options().takeover(Duration.ofMillis(12_500)));
        tale.on("a").at(1_000_000).beat().claimed("job", 20).on("b").at(1_012_000);
        return tale.declaredDead("a").lost("a", "job", 20);
    }
}
