package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.IDEMPOTENT_CALLS;
import static io.distributedscheduler.test.history.Invariant.NO_CLAIM_AFTER_CHANGE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChangeRulesTest {

    private final Tale tale = new Tale();

    @Nested
    class NoClaimAfterChangeRule {

        @Test
        void seesAClaimOfAStoppedJob() {
            tale.stopped("job").claimed("job", 20);

            assertThat(tale.broken()).containsExactly(NO_CLAIM_AFTER_CHANGE);
        }

        @Test
        void permitsAClaimOfAJobThatWasStartedAgain() {
            tale.stopped("job").restarted("job", 1, "at 1000").claimed("job", 20);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void permitsAClaimWhereAStartMayHaveTakenEffect() {
            tale.stopped("job").restarted("job", 1, "at 1000").unknown().claimed("job", 20);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void permitsAClaimOfAJobWhoseStopMayNotHaveTakenEffect() {
            tale.stopped("job").unknown().claimed("job", 20);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesAClaimOfARemovedJob() {
            tale.removed("job").claimed("job", 20);

            assertThat(tale.broken()).containsExactly(NO_CLAIM_AFTER_CHANGE);
        }

        @Test
        void permitsAClaimOfAJobThatWasScheduledAnew() {
            tale.removed("job").scheduled("job", Tale.ONCE, 1_000_000).claimed("job", 20);
            tale.completed("job", 20, "finished");

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesAClaimOfAnOldRevision() {
            tale.modified("job", 3, Tale.EVERY_SECOND, "unchanged")
                    .claimed("job", 20)
                    .revision(2);

            assertThat(tale.broken()).containsExactly(NO_CLAIM_AFTER_CHANGE);
        }

        @Test
        void permitsAClaimOfTheNewRevision() {
            tale.modified("job", 3, Tale.EVERY_SECOND, "unchanged")
                    .claimed("job", 20)
                    .revision(3);

            assertThat(tale.broken()).doesNotContain(NO_CLAIM_AFTER_CHANGE);
        }

        @Test
        void seesCodeEnteredThoughABeatHadToldOfTheStop() {
            tale.claimed("job", 20).stopped("job").beat().at(1_000_500).entered("job", 20);

            assertThat(tale.broken()).containsExactly(NO_CLAIM_AFTER_CHANGE);
        }

        @Test
        void permitsCodeEnteredBeforeTheNextBeat() {
            tale.claimed("job", 20)
                    .stopped("job")
                    .at(1_000_500)
                    .entered("job", 20)
                    .beat();

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesCodeOfAnOldRevisionEnteredLaterThanABeat() {
            tale.claimed("job", 20).modified("job", 2, Tale.EVERY_SECOND, "unchanged");
            tale.at(1_006_000).entered("job", 20);

            assertThat(tale.broken()).contains(NO_CLAIM_AFTER_CHANGE);
        }
    }

    @Nested
    class IdempotentCallsRule {

        @Test
        void seesACallThatTookEffectTwice() {
            tale.scheduled("job", Tale.EVERY_SECOND, 2_000_000).call("once").unknown();
            tale.scheduled("job", Tale.EVERY_SECOND, 2_000_000).call("once");
            tale.scheduled("job", Tale.EVERY_SECOND, 2_000_000).call("once");

            assertThat(tale.broken()).contains(IDEMPOTENT_CALLS);
        }

        @Test
        void permitsACallThatIsAnsweredAsBefore() {
            tale.stopped("job").call("once").time(1_000_000);
            tale.stopped("job").call("once").time(1_000_000);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesACallRefusedAsLateThatHadTakenEffect() {
            tale.stopped("job").call("once");
            tale.stopped("job").call("once").refused("late");

            assertThat(tale.broken()).containsExactly(IDEMPOTENT_CALLS);
        }

        @Test
        void permitsACallThatIsMadeAgainAfterItWasLate() {
            tale.stopped("job").call("once").refused("late");
            tale.stopped("job").call("once");

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesANumberOfAClaimThatGivesSomethingNew() {
            tale.claimed("job", 20).with(Fact.NUMBER, 7).claimed("other", 21).with(Fact.NUMBER, 7);

            assertThat(tale.broken()).containsExactly(IDEMPOTENT_CALLS);
        }

        @Test
        void permitsANumberThatGivesTheSameAgain() {
            tale.claimed("job", 20).with(Fact.NUMBER, 7).of(1_000_000);
            tale.claimed("job", 20).with(Fact.NUMBER, 7).of(1_000_000);

            assertThat(tale.broken()).isEmpty();
        }
    }
}
