package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.CONSERVATION;
import static io.distributedscheduler.test.history.Invariant.NO_LOST_OCCURRENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AccountRulesTest {

    private static final Counts NONE = Counts.NONE;

    private final Tale tale = new Tale();

    @Nested
    class ConservationRule {

        @Test
        void seesATickThatNobodyCounted() {
            scheduled(2_000).claim(20, 2_000);
            complete(20, "next at 4000", 1, 0);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void permitsATickThatWasSkipped() {
            scheduled(2_000).claim(20, 2_000);
            complete(20, "next at 4000", 1, 1);

            assertThat(tale.inTheEnd("job", JobState.SCHEDULED, 1, 4_000, 0, new Counts(1, 0, 1, 0))
                            .broken())
                    .isEmpty();
        }

        @Test
        void seesATickThatIsCountedTwice() {
            scheduled(2_000).claim(20, 2_000);
            complete(20, "next at 3000", 1, 1);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void seesTheLossAlsoWhenTheEndItselfIsNotSeen() {
            scheduled(2_000).claim(20, 2_000);
            complete(20, "next at 4000", 1, 1);
            tale.unknown();
            claim(21, 4_000);
            tale.counts(1, 0, 0, 0);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void knowsFromTheCountsOfTheNextClaimWhatBecameOfAnEndThatIsNotSeen() {
            scheduled(2_000).claim(20, 2_000);
            complete(20, "next at 4000", 1, 1);
            tale.unknown();
            claim(21, 4_000);
            tale.counts(1, 0, 1, 0);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesAnOccurrenceThatComesAgain() {
            scheduled(2_000).claim(20, 2_000);
            complete(20, "next at 3000", 1, 0);
            claim(21, 2_000);
            tale.counts(1, 0, 0, 0);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void seesAnOccurrenceThatIsNoTick() {
            scheduled(2_000).claim(20, 2_000);
            complete(20, "next at 3500", 1, 1);
            claim(21, 3_500);
            tale.counts(1, 0, 1, 0);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void seesAFirstOccurrenceThatComesTooLate() {
            tale.at(1_500);
            scheduled(3_000);

            assertThat(tale.broken()).contains(CONSERVATION);
        }

        @Test
        void seesALossInWhatIsThereInTheEnd() {
            scheduled(2_000);
            tale.at(2_500).inTheEnd("job", JobState.SCHEDULED, 1, 3_000, 0, NONE);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void seesAJobThatStandsPastItsNextTickInTheEnd() {
            scheduled(2_000);
            tale.at(2_500).inTheEnd("job", JobState.SCHEDULED, 1, 4_000, 0, new Counts(1, 0, 1, 0));

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void permitsAJobThatStandsBeforeItsNextTickInTheEnd() {
            scheduled(2_000);
            tale.at(2_500).inTheEnd("job", JobState.SCHEDULED, 1, 3_000, 0, new Counts(1, 0, 0, 0));

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesAStopThatForgetsWhatWasOverdue() {
            scheduled(2_000);
            tale.at(3_500).stopped("job").inTheEnd("job", JobState.STOPPED, 1, 0, 0, new Counts(0, 1, 0, 0));

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void permitsAStopThatCountsWhatWasOverdue() {
            scheduled(2_000);
            tale.at(3_500).stopped("job").inTheEnd("job", JobState.STOPPED, 1, 0, 0, new Counts(0, 2, 0, 0));

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void permitsNoTicksWhileAJobIsStopped() {
            scheduled(2_000);
            tale.at(1_500).stopped("job").at(9_500).restarted("job", 1, "at 10000");
            tale.at(9_990);
            claim(20, 10_000);
            complete(20, "next at 11000", 1, 0);

            assertThat(tale.inTheEnd("job", JobState.SCHEDULED, 1, 11_000, 0, new Counts(1, 0, 0, 0))
                            .broken())
                    .isEmpty();
        }

        @Test
        void seesAStartThatPassesTicksOver() {
            scheduled(2_000);
            tale.at(1_500).stopped("job").at(9_500).restarted("job", 1, "at 11000");

            assertThat(tale.broken()).contains(CONSERVATION);
        }

        @Test
        void seesAChangeThatForgetsATickOfTheOldDefinition() {
            scheduled(2_000);
            tale.at(3_500).modified("job", 2, since(3_500, Tale.EVERY_TWO_SECONDS), "at 5000");
            tale.at(4_990);
            claim(20, 5_000);
            tale.revision(2).counts(0, 1, 0, 0);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void permitsAChangeThatCountsTheTicksOfTheOldDefinition() {
            scheduled(2_000);
            tale.at(3_500).modified("job", 2, since(3_500, Tale.EVERY_TWO_SECONDS), "at 5000");
            tale.at(4_990);
            claim(20, 5_000);
            tale.revision(2).counts(0, 2, 0, 0);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void countsARunThatLastsAsOneOfTheOldDefinition() {
            scheduled(2_000).claim(20, 2_000);
            tale.at(3_500).modified("job", 2, since(3_500, Tale.EVERY_TWO_SECONDS), "at 5000");
            tale.with(Fact.NEXT, "at 5000");
            complete(20, "next at 4000", 1, 1);
            claim(21, 5_000);
            tale.revision(2).counts(1, 0, 1, 0);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void goesOnCountingWhenAChangeLeavesTheTriggerAsItIs() {
            scheduled(2_000);
            tale.at(1_500).modified("job", 2, Tale.EVERY_SECOND, "unchanged");
            claim(20, 3_000);
            tale.revision(2).counts(1, 0, 0, 0);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void concludesNothingWhileItIsUnknownWhichDefinitionHolds() {
            scheduled(2_000);
            tale.at(3_500)
                    .modified("job", 2, since(3_500, Tale.EVERY_TWO_SECONDS), "at 5000")
                    .unknown();
            claim(20, 5_000);
            tale.revision(2).counts(0, 1, 0, 0);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void goesOnOnceAClaimTellsWhichDefinitionHolds() {
            scheduled(2_000);
            tale.at(3_500)
                    .modified("job", 2, since(3_500, Tale.EVERY_TWO_SECONDS), "at 5000")
                    .unknown();
            claim(20, 5_000);
            tale.revision(2).counts(0, 2, 0, 0);
            complete(20, "next at 9000", 1, 0);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void seesAJobThatFinishesBeforeItsTriggerDoes() {
            scheduled(2_000).claim(20, 2_000);
            complete(20, "finished", 1, 0);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void permitsAJobThatFinishesWithItsTrigger() {
            tale.at(1_990).scheduled("job", Tale.EVERY_SECOND.replace("1000}}", "1000,\"finish\":3000}}"), 2_000);
            claim(20, 2_000);
            complete(20, "finished", 1, 0);

            assertThat(tale.broken()).isEmpty();
        }

        private ConservationRule scheduled(long due) {
            if (due == 2_000) {
                tale.at(1_990);
            }
            tale.scheduled("job", Tale.EVERY_SECOND, due).inTheEnd("job", JobState.RUNNING, 1, 0, 1, NONE);
            return this;
        }

        @Test
        void seesARunThatIsCountedTwice() {
            tale.scheduled("job", Tale.ON_ORDER, 0);
            runsAreCounted(2);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        @Test
        void concludesNothingWhereANodeMayHaveLostARun() {
            tale.scheduled("job", Tale.ON_ORDER, 0);
            tale.at(1_500).declaredDead("c").unknown();
            runsAreCounted(2);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void concludesAgainOnceTheNodeHasNothingToLose() {
            tale.scheduled("job", Tale.ON_ORDER, 0);
            tale.at(1_500).declaredDead("c").unknown();
            tale.declaredDead("c");
            runsAreCounted(2);

            assertThat(tale.broken()).containsExactly(CONSERVATION);
        }

        /** One run ends between two claims, of which the second says how many have. */
        private void runsAreCounted(int runs) {
            tale.at(2_000).claimed("job", 20).counts(0, 0, 0, 0);
            tale.completed("job", 20, "next waiting").counts(1, 0, 0, 0);
            tale.at(3_000).claimed("job", 30).counts(runs, 0, 0, 0);
            tale.completed("job", 30, "next waiting").counts(1, 0, 0, 0);
            tale.inTheEnd("job", JobState.WAITING, 1, 0, 0, new Counts(runs + 1, 0, 0, 0));
        }

        private void claim(long token, long due) {
            tale.at(Math.max(due - 10, 1_991)).claimed("job", token).of(due);
        }

        /** An attempt that ended half a second before what follows. */
        private void complete(long token, String after, int runs, int skipped) {
            tale.at(after.startsWith("next at ") ? Long.parseLong(after.substring(8)) - 500 : 2_500);
            tale.completed("job", token, after).counts(runs, 0, skipped, 0);
            if (after.equals("finished")) {
                tale.gone("job");
            }
        }

        private static String since(long ms, String definition) {
            return definition.substring(0, definition.length() - 1) + ",\"since\":" + ms + "}";
        }
    }

    @Nested
    class NoLostOccurrenceRule {

        @Test
        void seesAJobThatIsGone() {
            tale.scheduled("job", Tale.ONCE, 2_000_000);

            assertThat(tale.broken()).containsExactly(NO_LOST_OCCURRENCE);
        }

        @Test
        void permitsAJobThatIsThere() {
            tale.scheduled("job", Tale.ONCE, 2_000_000).inTheEnd("job", JobState.SCHEDULED, 1, 2_000_000, 0, NONE);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void permitsAJobThatHasFinished() {
            tale.scheduled("job", Tale.ONCE, 1_000_001).claimed("job", 20).completed("job", 20, "finished");

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesAJobThatIsGoneAlthoughAnotherAttemptWasToFollow() {
            tale.scheduled("job", Tale.ONCE, 1_000_001).claimed("job", 20).completed("job", 20, "retry 2000");

            assertThat(tale.broken()).containsExactly(NO_LOST_OCCURRENCE);
        }

        @Test
        void concludesNothingWhenItMayHaveFinished() {
            tale.scheduled("job", Tale.ONCE, 1_000_001).claimed("job", 20);
            tale.completed("job", 20, "finished").announced();

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void concludesNothingOfAJobThatMayNotHaveBeenScheduled() {
            tale.scheduled("job", Tale.ONCE, 2_000_000).unknown();

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void permitsAJobThatWasRemoved() {
            tale.scheduled("job", Tale.ONCE, 2_000_000).removed("job");

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void seesAJobThatIsLongDue() {
            tale.scheduled("job", Tale.ONCE, 1_000_001).at(1_100_000);

            assertThat(tale.inTheEnd("job", JobState.SCHEDULED, 1, 1_000_001, 0, NONE)
                            .broken())
                    .containsExactly(NO_LOST_OCCURRENCE);
        }

        @Test
        void permitsAJobThatIsLongDueWhereNoNodeCanRunIt() {
            tale.scheduled("job", Tale.ONCE, 1_000_001).at(1_100_000);
            tale.options(tale.options().unserved(Set.of("work")));

            assertThat(tale.inTheEnd("job", JobState.SCHEDULED, 1, 1_000_001, 0, NONE)
                            .broken())
                    .isEmpty();
        }

        @Test
        void permitsAJobThatIsDueOfLate() {
            tale.scheduled("job", Tale.ONCE, 1_000_001).at(1_050_000);

            assertThat(tale.inTheEnd("job", JobState.SCHEDULED, 1, 1_000_001, 0, NONE)
                            .broken())
                    .isEmpty();
        }

        @Test
        void seesAClaimThatIsGone() {
            tale.claimed("job", 20).withoutWhatRuns();

            assertThat(tale.broken()).containsExactly(NO_LOST_OCCURRENCE);
        }

        @Test
        void seesAClaimThatLivesForEver() {
            tale.claimed("job", 20).at(1_100_000).beat();

            assertThat(tale.broken()).containsExactly(NO_LOST_OCCURRENCE);
        }

        @Test
        void permitsAClaimThatLives() {
            tale.claimed("job", 20);

            assertThat(tale.broken()).isEmpty();
        }

        @Test
        void countsWhatTheStoreWasAllowedToForget() {
            tale.scheduled("job", Tale.ONCE, 2_000_000);
            tale.options(tale.options().mayLose(Instant.ofEpochMilli(999_000), Instant.ofEpochMilli(1_000_000)));

            Verdict verdict = tale.verdict();

            assertThat(verdict.violations()).isEmpty();
            assertThat(verdict.losses().counts()).containsOnlyKeys(NO_LOST_OCCURRENCE);
            assertThat(verdict.losses().writes()).isEqualTo(1);
        }

        @Test
        void doesNotExcuseWhatWasWrittenAtAnotherTime() {
            tale.scheduled("job", Tale.ONCE, 2_000_000);
            tale.options(tale.options().mayLose(Instant.ofEpochMilli(1_000_001), Instant.ofEpochMilli(1_000_009)));

            assertThat(tale.broken()).containsExactly(NO_LOST_OCCURRENCE);
        }

        @Test
        void doesNotExcuseWhatIsEarlyEvenThen() {
            tale.claimed("job", 20).of(1_000_500);
            tale.options(tale.options().mayLose(Instant.EPOCH, Instant.MAX.minus(Duration.ofDays(400_000_000))));

            assertThat(tale.broken()).containsExactly(Invariant.NEVER_EARLY);
        }
    }
}
