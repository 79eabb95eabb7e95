package io.distributedscheduler.test.simulation;

import static io.distributedscheduler.test.history.Invariant.CONSERVATION;
import static io.distributedscheduler.test.history.Invariant.FENCED_COMPLETION;
import static io.distributedscheduler.test.history.Invariant.GROWING_TOKENS;
import static io.distributedscheduler.test.history.Invariant.IDEMPOTENT_CALLS;
import static io.distributedscheduler.test.history.Invariant.KEYWORD_EXACTLY_ONCE;
import static io.distributedscheduler.test.history.Invariant.LIMIT;
import static io.distributedscheduler.test.history.Invariant.LIVENESS;
import static io.distributedscheduler.test.history.Invariant.MISFIRE;
import static io.distributedscheduler.test.history.Invariant.NEVER_EARLY;
import static io.distributedscheduler.test.history.Invariant.NO_CLAIM_AFTER_CHANGE;
import static io.distributedscheduler.test.history.Invariant.NO_LOST_OCCURRENCE;
import static io.distributedscheduler.test.history.Invariant.ONE_LIVE_CLAIM;
import static io.distributedscheduler.test.history.Invariant.OVERLAP;
import static io.distributedscheduler.test.history.Invariant.RETRY_LAW;
import static io.distributedscheduler.test.history.Invariant.SINGLE_RESULT;
import static io.distributedscheduler.test.history.Invariant.STOP_AFTER_FAILURES;
import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.test.history.Invariant;
import io.distributedscheduler.test.history.Violation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The checker sees: each fault that other schedulers have shipped is caught by the invariant that names it, in one of few
 * lives. {@code SimulationTest} lives the same ones without a fault.
 */
@ExtendWith(Silence.class)
class MutantsTest {

    private static final long MOST_LIVES = 400;

    /** Where a fault shows that only one life in many brings to light. Once others do, that is where to look first. */
    private static final Map<String, Long> FIRST_LIVES = Map.of(
            "a store without token check", 6L,
            "a store that is held up by one job", 8L,
            "a store that stops by deleting", 7L,
            "a store that forgets removals", 12L,
            "a store that changes without accounts", 14L,
            "a store that stops blindly", 12L,
            "a store that lets too many run", 7L);

    static Stream<Arguments> mutants() {
        return Stream.of(
                mutant("a store without token check", StoreMutants::withoutTokenCheck, FENCED_COMPLETION),
                mutant(
                        "a store that releases without ownership",
                        StoreMutants::thatReleasesWithoutOwnership,
                        ONE_LIVE_CLAIM),
                mutant("a store that gives a claim twice", StoreMutants::thatGivesAClaimTwice, GROWING_TOKENS),
                mutant("a store that fires in two steps", StoreMutants::thatFiresInTwoSteps, KEYWORD_EXACTLY_ONCE),
                mutant("a store that forgets events", StoreMutants::thatForgetsEvents, KEYWORD_EXACTLY_ONCE),
                mutant("a store that trusts clocks of nodes", StoreMutants::thatTrustsClocksOfNodes, NEVER_EARLY),
                mutant("a store that forgets calls", StoreMutants::thatForgetsCalls, IDEMPOTENT_CALLS),
                mutant("a store that decodes in recovery", StoreMutants::thatDecodesInRecovery, LIVENESS),
                mutant("a store that is held up by one job", StoreMutants::thatIsHeldUpByOneJob, NO_LOST_OCCURRENCE),
                mutant("a store that stops by deleting", StoreMutants::thatStopsByDeleting, FENCED_COMPLETION),
                mutant("a store that forgets stops", StoreMutants::thatForgetsStops, NO_CLAIM_AFTER_CHANGE),
                mutant("a store that forgets removals", StoreMutants::thatForgetsRemovals, NO_CLAIM_AFTER_CHANGE),
                mutant("a store that changes without accounts", StoreMutants::thatChangesWithoutAccounts, CONSERVATION),
                mutant("a store that stops blindly", StoreMutants::thatStopsBlindly, CONSERVATION),
                mutant("a store that counts no runs", StoreMutants::thatCountsNoRuns, CONSERVATION),
                mutant("a store that keeps another result", StoreMutants::thatKeepsAnotherResult, SINGLE_RESULT),
                mutant("a store that lets too many run", StoreMutants::thatLetsTooManyRun, ONE_LIVE_CLAIM),
                mutant("a store that limits each node", StoreMutants::thatLimitsEachNode, LIMIT),
                mutant("a store that forgets to move on", StoreMutants::thatForgetsToMoveOn, CONSERVATION),
                mutant("a store that revives the dead", StoreMutants::thatRevivesTheDead, FENCED_COMPLETION),
                mutant("nodes that forget lost replies", NodeMutants::thatForgetLostReplies, NO_LOST_OCCURRENCE),
                mutant("nodes that compare clocks", () -> NodeMutants.thatCompareClocks(Duration.ofHours(1)), LIVENESS),
                mutant("nodes that wake by signals only", NodeMutants::thatWakeBySignalsOnly, NO_LOST_OCCURRENCE),
                mutant("nodes that recover nobody", NodeMutants::thatRecoverNobody, LIVENESS),
                mutant("nodes that go deaf after an outage", NodeMutants::thatGoDeafAfterAnOutage, LIVENESS),
                mutant("nodes that run however late", NodeMutants::thatRunHoweverLate, MISFIRE),
                mutant("nodes that skip all overlaps", NodeMutants::thatSkipAllOverlaps, OVERLAP),
                mutant("nodes that go on after failures", NodeMutants::thatGoOnAfterFailures, STOP_AFTER_FAILURES),
                mutant("nodes that retry at once", NodeMutants::thatRetryAtOnce, RETRY_LAW));
    }

    private static Arguments mutant(String name, Supplier<Mutant> mutant, Invariant caughtBy) {
        return Arguments.of(name, mutant, caughtBy);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("mutants")
    void isCaught(String name, Supplier<Mutant> mutant, Invariant caughtBy) {
        Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
        long first = FIRST_LIVES.getOrDefault(name, 1L);
        for (long seed = first; seed < first + MOST_LIVES && !broken.contains(caughtBy); seed++) {
            for (Violation violation : new RandomLife(LifePlan.shortOne(seed), mutant.get()).live()) {
                broken.add(violation.invariant());
            }
        }
        assertThat(broken).as(name).contains(caughtBy);
    }
}
