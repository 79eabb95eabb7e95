package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.FENCED_COMPLETION;
import static io.distributedscheduler.test.history.Invariant.GROWING_TOKENS;
import static io.distributedscheduler.test.history.Invariant.LIMIT;
import static io.distributedscheduler.test.history.Invariant.NEVER_EARLY;
import static io.distributedscheduler.test.history.Invariant.ONE_LIVE_CLAIM;
import static io.distributedscheduler.test.history.Invariant.SINGLE_RESULT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClaimRulesTest {

    private final Tale tale = new Tale();

    @Nested
    class GrowingTokensRule {

        @Test
        void seesATokenBelowTheLastOne() {
            tale.claimed("job", 20).released("job", 20).claimed("job", 19);

            assertThat(tale.broken()).containsExactly(GROWING_TOKENS);
        }

        @Test
        void seesATokenGivenTwice() {
            tale.claimed("job", 20).released("job", 20).on("b").claimed("job", 20);

            assertThat(tale.broken()).contains(GROWING_TOKENS);
        }

        @Test
        void permitsTokensThatGrow() {
            tale.claimed("job", 20).released("job", 20).claimed("job", 21);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void permitsWhatAnotherJobWasGivenLater() {
            tale.claimed("job", 20).claimed("other", 19);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void permitsTheSameClaimAsTheAnswerToTheSameNumber() {
            tale.claimed("job", 20).with(Fact.NUMBER, 3);
            tale.claimed("job", 20).with(Fact.NUMBER, 3).due(1_000_000).with(Fact.NOT_BEFORE, 1_000_000);

            assertThat(tale.broken()).isEmpty();
        }
    }

    @Nested
    class OneLiveClaimRule {

        @Test
        void seesASecondClaimWhileTheFirstLives() {
            tale.claimed("job", 20).on("b").claimed("job", 21);

            assertThat(tale.broken()).containsExactly(ONE_LIVE_CLAIM);
        }

        @Test
        void seesItAlsoWhenTheFirstEndsLater() {
            tale.claimed("job", 20).on("b").claimed("job", 21);
            tale.on("a").released("job", 20);

            assertThat(tale.broken()).containsExactly(ONE_LIVE_CLAIM);
        }

        @Test
        void permitsASecondAfterTheFirstWasCompleted() {
            tale.claimed("job", 20).completed("job", 20, "next at 2000").on("b").claimed("job", 21);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void permitsASecondAfterTheFirstWasLost() {
            tale.claimed("job", 20).on("b").declaredDead("a").lost("a", "job", 20);
            tale.claimed("job", 21).run(20).attempt(2).with(Fact.LOSSES, 1);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void concludesNothingWhenTheEndOfTheFirstIsUnknown() {
            tale.claimed("job", 20).completed("job", 20, "next at 2000").unknown();
            tale.on("b").claimed("job", 21);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void concludesNothingWhenTheFirstNodeWasKilledWhileItWroteTheEnd() {
            tale.claimed("job", 20).completed("job", 20, "next at 2000").announced();
            tale.on("b").claimed("job", 21);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void concludesNothingWhenItIsUnknownWhetherTheFirstNodeWasDeclaredDead() {
            tale.claimed("job", 20).on("b").declaredDead("a").unknown().claimed("job", 21);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesASecondBeforeTheFirstNodeEvenAskedForAnEnd() {
            tale.claimed("job", 20).on("b").claimed("job", 21);
            tale.on("a").completed("job", 20, "next at 2000").unknown();

            assertThat(tale.broken()).containsExactly(ONE_LIVE_CLAIM);
        }

        @Test
        void knowsThatTheAnswerToARepetitionTellsOfTheFirstArrival() {
            tale.claimed("job", 20).at(1_000_010);
            tale.completed("job", 20, "next at 2000").call("end").unknown();
            tale.on("b").at(1_000_020).claimed("job", 21);
            tale.on("a").completed("job", 20, "next at 2000").call("end").time(1_000_010);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesAClaimThatEntersUserCodeTwice() {
            tale.claimed("job", 20).entered("job", 20).entered("job", 20);

            assertThat(tale.broken()).containsExactly(ONE_LIVE_CLAIM);
        }
    }

    @Nested
    class LimitRule {

        private static final String ONE = "#acme 1 0 0";
        private static final String TWO_A_SECOND = "work 0 2 1000";

        @Test
        void seesMoreAtOnceThanMay() {
            tale.claimed("job", 20).with(Fact.LIMITS, ONE);
            tale.on("b").claimed("other", 21).with(Fact.LIMITS, ONE);

            assertThat(tale.broken()).containsExactly(LIMIT);
        }

        @Test
        void permitsOneAfterTheOther() {
            tale.claimed("job", 20).with(Fact.LIMITS, ONE).completed("job", 20, "next at 2000");
            tale.on("b").claimed("other", 21).with(Fact.LIMITS, ONE);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void permitsOneWhileNobodyKnowsWhetherTheOtherEnded() {
            tale.claimed("job", 20)
                    .with(Fact.LIMITS, ONE)
                    .completed("job", 20, "next at 2000")
                    .unknown();
            tale.on("b").claimed("other", 21).with(Fact.LIMITS, ONE);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void countsEachLimitForItself() {
            tale.claimed("job", 20).with(Fact.LIMITS, ONE);
            tale.claimed("other", 21).with(Fact.LIMITS, "#other 1 0 0;work 5 0 0");

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesMoreStartsInAWindowThanMay() {
            for (int i = 0; i < 3; i++) {
                tale.claimed("job-" + i, 20 + i).with(Fact.LIMITS, TWO_A_SECOND);
            }

            assertThat(tale.broken()).containsExactly(LIMIT);
        }

        @Test
        void takesNoStartForOneThatWasHandedBack() {
            tale.claimed("job-0", 20).with(Fact.LIMITS, TWO_A_SECOND).released("job-0", 20);
            tale.claimed("job-1", 21).with(Fact.LIMITS, TWO_A_SECOND);
            tale.claimed("job-2", 22).with(Fact.LIMITS, TWO_A_SECOND);

            assertThat(tale.broken()).isEmpty();
        }
    }

    @Nested
    class FencedCompletionRule {

        @Test
        void seesTheEndOfALostClaimAccepted() {
            tale.claimed("job", 20).on("b").declaredDead("a").lost("a", "job", 20);
            tale.on("a").completed("job", 20, "next at 2000");

            assertThat(tale.broken()).contains(FENCED_COMPLETION);
        }

        @Test
        void permitsThatItIsRejected() {
            tale.claimed("job", 20).on("b").declaredDead("a").lost("a", "job", 20);
            tale.on("a").rejected("job", 20);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesTheEndOfAReleasedClaimAccepted() {
            tale.claimed("job", 20).released("job", 20).completed("job", 20, "next at 2000");

            assertThat(tale.broken()).containsExactly(FENCED_COMPLETION);
        }

        @Test
        void seesAnEndAcceptedOfADeadNodeWhoseClaimsAreNotFreedYet() {
            tale.claimed("job", 20).on("b").declaredDead("a");
            tale.on("a").completed("job", 20, "next at 2000");

            assertThat(tale.broken()).containsExactly(FENCED_COMPLETION);
        }

        @Test
        void seesAnEndAcceptedFromANodeThatDoesNotHoldTheClaim() {
            tale.claimed("job", 20).on("b").completed("job", 20, "next at 2000");

            assertThat(tale.broken()).containsExactly(FENCED_COMPLETION);
        }

        @Test
        void seesAnEndAcceptedOfAClaimThatNobodyWasGiven() {
            tale.completed("job", 20, "next at 2000");

            assertThat(tale.broken()).containsExactly(FENCED_COMPLETION);
        }

        @Test
        void seesTheEndOfALiveClaimRejected() {
            tale.claimed("job", 20).rejected("job", 20);

            assertThat(tale.broken()).containsExactly(FENCED_COMPLETION);
        }

        @Test
        void concludesNothingFromARejectionAfterAnEndThatIsUnknown() {
            tale.claimed("job", 20).released("job", 20).unknown().rejected("job", 20);

            assertThat(tale.broken()).isEmpty();
        }
    }

    @Nested
    class SingleResultRule {

        @Test
        void seesARunThatEndsTwice() {
            tale.claimed("job", 20).completed("job", 20, "next at 2000");
            tale.claimed("job", 21).run(20).attempt(2).completed("job", 21, "next at 2000");

            assertThat(tale.broken()).contains(SINGLE_RESULT);
        }

        @Test
        void permitsARunOfSeveralAttempts() {
            tale.claimed("job", 20).completed("job", 20, "retry 0");
            tale.claimed("job", 21).run(20).attempt(2).completed("job", 21, "next at 2000");

            assertThat(tale.broken()).doesNotContain(SINGLE_RESULT);
        }

        @Test
        void seesThatSomethingElseIsKept() {
            tale.claimed("job", 20).completed("job", 20, "finished");
            tale.fact("result/job", "job|20|20|work|FAILED|1|true|1000|0|0|a#1|1||eno");

            assertThat(tale.broken()).containsExactly(SINGLE_RESULT);
        }

        @Test
        void permitsThatTheSameIsKept() {
            tale.claimed("job", 20).completed("job", 20, "finished");
            tale.fact("result/job", "job|20|20|work|SUCCEEDED|1|true|1000|0|0|a#1|1||");

            assertThat(tale.broken()).isEmpty();
        }
    }

    @Nested
    class NeverEarlyRule {

        @Test
        void seesAClaimThatIsFurtherAheadThanAskedFor() {
            tale.at(1_000_000).claimed("job", 20).of(1_000_021);

            assertThat(tale.broken()).containsExactly(NEVER_EARLY);
        }

        @Test
        void permitsAClaimThatIsAheadAsAskedFor() {
            tale.at(1_000_000).claimed("job", 20).of(1_000_020);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesCodeEnteredBeforeItsInstant() {
            tale.at(1_000_000).claimed("job", 20).of(1_000_010).at(1_000_009).entered("job", 20);

            assertThat(tale.broken()).containsExactly(NEVER_EARLY);
        }

        @Test
        void permitsCodeEnteredAtItsInstant() {
            tale.at(1_000_000).claimed("job", 20).of(1_000_010).at(1_000_010).entered("job", 20);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesCodeEnteredBeforeItsInstantByANodeThatKnowsNoBetter() {
            tale.at(1_000_000).claimed("job", 20).of(1_000_010);
            tale.at(1_000_015).entered("job", 20).with(Fact.TRUE_MICROS, 1_000_009_999L);

            assertThat(tale.broken()).containsExactly(NEVER_EARLY);
        }

        @Test
        void seesARunThatEndedBeforeItWasDue() {
            tale.at(1_000_000).claimed("job", 20).of(1_000_010);
            tale.at(1_000_015).entered("job", 20);
            tale.completed("job", 20, "finished").time(1_000_009);

            assertThat(tale.broken()).containsExactly(NEVER_EARLY);
        }
    }
}
