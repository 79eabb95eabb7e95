package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.RunId;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code claim} promises. */
abstract class ClaimingContract extends StoreContract {

    // ---- what is given

    @Test
    void aDueJobIsGivenWithItsDefinition() {
        schedule(oneTime("invoice"), now());
        join(A);

        Claims claims = claim(claiming(A, 10, WORK));

        long token = microsNow();
        assertThat(claims)
                .isEqualTo(new Claims(
                        true,
                        now(),
                        List.of(new Claim(
                                Handle.next(id("invoice")),
                                token,
                                new RunId(id("invoice"), token),
                                now(),
                                now(),
                                1,
                                0,
                                0,
                                oneTime("invoice"),
                                Counts.NONE,
                                Optional.empty())),
                        Optional.empty()));
    }

    @Test
    void aBodyThatNobodyCanReadHarmsNobody() {
        List<String> bodies =
                List.of("", " ", "\n", "{\"v\":99}", "{\"cut\": off", "a\0b", "|", "!node-a#1", "größe 😀");
        for (int i = 0; i < bodies.size(); i++) {
            schedule(withBody(bodies.get(i), oneTime("job-" + i)), AT_ONCE);
        }
        join(A);

        List<Claim> claims = claimAll(A);

        assertThat(claims).extracting(claim -> claim.job().body()).containsExactlyElementsOf(bodies);
        claims.forEach(claim -> assertThat(finish(A, claim).accepted()).isTrue());
    }

    @Test
    void aClaimedJobIsRunning() {
        running(oneTime("invoice"), A);

        assertThat(find("invoice"))
                .isEqualTo(new JobRecord(
                        oneTime("invoice"),
                        JobState.RUNNING,
                        Optional.of(now()),
                        Optional.empty(),
                        1,
                        List.of(A),
                        Counts.NONE,
                        Optional.empty()));
    }

    @Test
    void nothingIsGivenBeforeItIsDue() {
        schedule(oneTime("invoice"), in(SECOND));
        join(A);

        advance(SECOND.minus(MICRO));
        assertThat(claimAll(A)).isEmpty();

        advance(MICRO);
        assertThat(claimAll(A)).hasSize(1);
    }

    @Test
    void aHandleMayBeGivenAheadOfItsDueInstant() {
        schedule(oneTime("soon"), in(Duration.ofMillis(5)));
        schedule(oneTime("later"), in(Duration.ofMillis(6)));
        join(A);

        Claims claims = claim(new ClaimRequest(0, A, 1, 10, List.of(WORK), Duration.ofMillis(5), 0));

        assertThat(claims.claims()).singleElement().satisfies(claim -> {
            assertThat(claim.handle().job()).isEqualTo(id("soon"));
            assertThat(claim.notBefore()).isEqualTo(in(Duration.ofMillis(5)));
        });
        assertThat(claims.head()).contains(in(Duration.ofMillis(6)));
    }

    @Test
    void aJobIsGivenToOneNodeOnly() {
        join(A);
        join(B);
        schedule(repeating("sync"), AT_ONCE);

        assertThat(claimAll(A)).hasSize(1);
        assertThat(claimAll(B)).isEmpty();
        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void noMoreThanTheLimitIsGiven() {
        join(A);
        IntStream.range(0, 5).forEach(i -> schedule(oneTime("job-" + i), AT_ONCE));

        assertThat(claim(claiming(A, 3, WORK)).claims()).hasSize(3);
        assertThat(claim(claiming(A, 3, WORK)).claims()).hasSize(2);
    }

    @Test
    void nothingIsGivenToANodeThatAsksForNothing() {
        join(A);
        schedule(oneTime("invoice"), AT_ONCE);

        assertThat(claim(claiming(A, 0, WORK)).claims()).isEmpty();
        assertThat(claim(claiming(A, 10)).claims()).isEmpty();
    }

    @Test
    void whatIsNotPendingIsNotGiven() {
        join(A);
        schedule(repeating("stopped"), AT_ONCE);
        stop("stopped");
        schedule(repeating("removed"), AT_ONCE);
        remove("removed");
        schedule(onKeyword("waiting"), WAITING);
        complete(A, running(oneTime("failed"), A), Outcome.FAILED, new After.Failed("gave up"));

        assertThat(claimAll(A)).isEmpty();
    }

    @Test
    void aboutAMegabyteOfDefinitionsIsGivenAtOnce() {
        join(A);
        String large = "\u00e9".repeat(200 * 1024);
        IntStream.range(0, 5).forEach(i -> schedule(withBody(large, oneTime("large-" + i)), AT_ONCE));

        assertThat(claimAll(A)).hasSize(3);
        assertThat(claimAll(A)).hasSize(2);
    }

    @Test
    void theCountsOfARepeatingJobAreGiven() {
        Claim first = running(repeating("sync"), A);
        assertThat(first.counts()).isEqualTo(Counts.NONE);

        succeedAndGoOn(A, first, AT_ONCE);

        assertThat(claimOne(A).counts()).isEqualTo(ONE_RUN);
    }

    // ---- to whom

    @Test
    void aNodeThatDidNotJoinIsGivenNothing() {
        schedule(oneTime("invoice"), AT_ONCE);

        assertThat(claim(claiming(A, 10, WORK))).isEqualTo(new Claims(false, now(), List.of(), Optional.empty()));
        assertThat(state("invoice")).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void aNodeThatLeftIsGivenNothing() {
        join(A);
        schedule(oneTime("invoice"), AT_ONCE);
        store.leave(0, A);

        assertThat(claim(claiming(A, 10, WORK)).present()).isFalse();
        assertThat(state("invoice")).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void aNodeThatWasDeclaredDeadIsGivenNothing() {
        running(oneTime("first"), A);
        running(oneTime("second"), A);
        Instant leaseEnd = leaseEnd(A);
        store.recover(0, A, leaseEnd, 1);

        assertThat(claim(claiming(A, 10, WORK))).isEqualTo(new Claims(false, now(), List.of(), Optional.empty()));
    }

    @Test
    void aNodeIsGivenClaimsAfterItsLeaseAsLongAsNobodyDeclaredItDead() {
        join(A);
        schedule(oneTime("invoice"), AT_ONCE);
        advance(LEASE.multipliedBy(10));

        assertThat(claimAll(A)).hasSize(1);
    }

    // ---- order

    @Test
    void theEarliestOfAQueueGoFirst() {
        schedule(oneTime("third"), in(SECOND.multipliedBy(3)));
        schedule(oneTime("first"), in(SECOND));
        schedule(oneTime("second"), in(SECOND.multipliedBy(2)));
        join(A);
        advance(MINUTE);

        assertThat(jobsOf(claimAll(A))).containsExactly("first", "second", "third");
    }

    @Test
    void thoseOfOneInstantGoByTheBytesOfTheirIds() {
        List<String> ids = List.of("B", "a", "a b", "b", "zz", "\u00e9", "\u65e5", "\uff21", "\ud83d\ude00");
        List<String> mixed = new ArrayList<>(ids);
        Collections.shuffle(mixed, new Random(7));
        mixed.forEach(id -> schedule(oneTime(id), now()));
        join(A);

        assertThat(jobsOf(claimAll(A))).containsExactlyElementsOf(ids);
    }

    @Test
    void negativeInstantsGoBeforePositiveOnes() {
        schedule(oneTime("1970"), Instant.EPOCH);
        schedule(oneTime("1969"), Instant.EPOCH.minusMillis(1));
        schedule(oneTime("1905"), Instant.parse("1905-01-01T00:00:00Z"));
        join(A);

        assertThat(jobsOf(claimAll(A))).containsExactly("1905", "1969", "1970");
    }

    @Test
    void queuesTakeTurns() {
        backlog(WORK, 5);
        backlog(MAIL, 2);
        join(A);

        List<Claim> claims = claim(new ClaimRequest(0, A, 2, 10, List.of(WORK, MAIL), Duration.ZERO, 0))
                .claims();

        assertThat(jobsOf(claims))
                .containsExactly("work-0", "mail-0", "work-1", "mail-1", "work-2", "work-3", "work-4");
    }

    @Test
    void theTurnBeginsWithAnotherQueueAtEachClaim() {
        backlog(WORK, 3);
        backlog(MAIL, 3);
        join(A);
        String idle = "idle";

        List<String> given = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            given.addAll(jobsOf(claim(new ClaimRequest(0, A, number, 1, List.of(WORK, idle, MAIL), Duration.ZERO, 0))
                    .claims()));
        }

        assertThat(given).containsExactly("mail-0", "work-0", "mail-1", "work-1");
    }

    @Test
    void aBacklogDoesNotStarveAnotherQueue() {
        backlog(WORK, 500);
        advance(MINUTE);
        schedule(inQueue(MAIL, oneTime("welcome")), now());
        join(A);

        List<String> given = new ArrayList<>();
        given.addAll(jobsOf(claim(claiming(A, 1, WORK, MAIL)).claims()));
        given.addAll(jobsOf(claim(claiming(A, 1, WORK, MAIL)).claims()));

        assertThat(given).contains("welcome");
    }

    @Test
    void onlyTheQueuesAskedForAreLookedAt() {
        backlog(WORK, 1);
        backlog(MAIL, 1);
        join(A);

        assertThat(jobsOf(claim(claiming(A, 10, MAIL)).claims())).containsExactly("mail-0");
    }

    @Test
    void aQueueThatNobodyHasUsedIsNotMadeByAskingForIt() {
        join(A);
        claim(claiming(A, 10, "nothing"));
        beat(A, "nothing");

        assertThat(store.queues(0)).isEmpty();
    }

    // ---- head

    @Test
    void theHeadIsTheEarliestInstantThatIsLeftInTheQueuesAskedFor() {
        schedule(oneTime("now"), now());
        schedule(oneTime("minute"), in(MINUTE));
        schedule(inQueue(MAIL, oneTime("second")), in(SECOND));
        schedule(inQueue("other", oneTime("other")), now());
        join(A);

        assertThat(claim(claiming(A, 10, WORK, MAIL)).head()).contains(in(SECOND));
        assertThat(claim(claiming(A, 10, WORK)).head()).contains(in(MINUTE));
        assertThat(claim(claiming(A, 10, "nothing")).head()).isEmpty();
    }

    @Test
    void theHeadIsOneThatWasLeftBecauseOfTheLimit() {
        backlog(WORK, 2);
        join(A);

        assertThat(claim(claiming(A, 1, WORK)).head()).contains(now());
    }

    // ---- tokens

    @Test
    void tokensGrowWithinAClaimAndFromClaimToClaim() {
        backlog(WORK, 4);
        join(A);

        assertThat(tokensOf(claim(claiming(A, 2, WORK)).claims())).containsExactly(microsNow(), microsNow() + 1);
        assertThat(tokensOf(claim(claiming(A, 2, WORK)).claims())).containsExactly(microsNow() + 2, microsNow() + 3);
    }

    @Test
    void aTokenIsTheStoresTimeInMicroseconds() {
        join(A);
        schedule(oneTime("invoice"), AT_ONCE);
        advance(MICRO.multipliedBy(123_457));

        assertThat(claimOne(A).token()).isEqualTo(microsNow());
    }

    @Test
    void tokensGrowWhenTheStoresClockStepsBack() {
        Claim before = running(repeating("sync"), A);
        succeedAndGoOn(A, before, AT_ONCE);

        advance(Duration.ofHours(-1));
        schedule(oneTime("other"), AT_ONCE);

        assertThat(claimAll(A)).allSatisfy(claim -> assertThat(claim.token()).isGreaterThan(before.token()));
    }

    @Test
    void aTokenIsAboveAnyThatTheNodeHasSeen() {
        join(A);
        backlog(WORK, 2);
        long seen = microsNow() + 1_000_000;

        Claims claims = claim(new ClaimRequest(0, A, 1, 10, List.of(WORK), Duration.ZERO, seen));

        assertThat(tokensOf(claims.claims())).containsExactly(seen + 1, seen + 2);
        schedule(oneTime("later"), AT_ONCE);
        assertThat(claimOne(B, 1).token()).isEqualTo(seen + 3);
    }

    @Test
    void tokensSeenThatAreLowerChangeNothing() {
        join(A);
        backlog(WORK, 1);

        Claims claims = claim(new ClaimRequest(0, A, 1, 10, List.of(WORK), Duration.ZERO, 17));

        assertThat(tokensOf(claims.claims())).containsExactly(microsNow());
    }

    // ---- runs and attempts

    @Test
    void theFirstClaimNamesTheRunAndTheRetryKeepsTheNameAndThePlan() {
        Claim first = running(oneTime("invoice"), A);
        failAndRetry(A, first, SECOND);
        advance(SECOND);

        Claim second = claimOne(A);

        assertThat(second.run()).isEqualTo(first.run()).isEqualTo(new RunId(id("invoice"), first.token()));
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.due()).isEqualTo(first.due());
        assertThat(second.notBefore()).isEqualTo(now());
        assertThat(second.losses()).isZero();
    }

    @Test
    void theNextOccurrenceIsAnotherRun() {
        Claim first = running(repeating("sync"), A);
        succeedAndGoOn(A, first, AT_ONCE);

        Claim second = claimOne(A);

        assertThat(second.run()).isEqualTo(new RunId(id("sync"), second.token()));
        assertThat(second.attempt()).isEqualTo(1);
    }

    // ---- repeated claims

    @Test
    void aRepeatedClaimGivesTheSameAgain() {
        join(A);
        backlog(WORK, 3);
        schedule(onKeyword("pick"), WAITING);
        fire("order-1");
        promote();
        ClaimRequest request = claiming(A, 10, WORK);
        Claims first = claim(request);
        advance(SECOND);
        backlog(MAIL, 3);

        Claims again = claim(request);

        assertThat(first.claims()).hasSize(4);
        assertThat(again).isEqualTo(new Claims(true, now(), first.claims(), first.head()));
    }

    @Test
    void aRepeatedClaimThatGaveNothingGivesNothing() {
        join(A);
        ClaimRequest request = claiming(A, 10, WORK);
        claim(request);
        backlog(WORK, 1);

        assertThat(claim(request)).isEqualTo(new Claims(true, now(), List.of(), Optional.of(now())));
    }

    @Test
    void aRepeatedClaimLeavesOutWhatShallNotBeStartedAnyMore() {
        join(A);
        List.of("completed", "released", "stopped", "removed", "changed", "left")
                .forEach(id -> schedule(repeating(id), AT_ONCE));
        ClaimRequest request = claiming(A, 10, WORK);
        Map<String, Claim> claims = new HashMap<>();
        claim(request).claims().forEach(claim -> claims.put(claim.handle().job().value(), claim));
        succeedAndGoOn(A, Objects.requireNonNull(claims.get("completed")), AT_ONCE);
        release(A, Objects.requireNonNull(claims.get("released")));
        stop("stopped");
        remove("removed");
        modify(repeating("changed"), UNCHANGED, AT_ONCE);

        assertThat(claim(request).claims()).containsExactly(claims.get("left"));
    }

    @Test
    void aNumberBelowTheLastOneGivesNothingNew() {
        join(A);
        backlog(WORK, 1);
        ClaimRequest late = claiming(A, 10, WORK);
        claim(claiming(A, 0, WORK));

        assertThat(claim(late).claims()).isEmpty();
        assertThat(claimAll(A)).hasSize(1);
    }

    @Test
    void numbersAreCountedByNode() {
        join(A);
        join(B);
        backlog(WORK, 2);
        claim(new ClaimRequest(0, A, 7, 1, List.of(WORK), Duration.ZERO, 0));

        assertThat(claim(new ClaimRequest(0, B, 1, 1, List.of(WORK), Duration.ZERO, 0))
                        .claims())
                .hasSize(1);
    }

    // ---- words

    private void backlog(String queue, int jobs) {
        IntStream.range(0, jobs).forEach(i -> schedule(inQueue(queue, oneTime(queue + "-" + i)), now()));
    }

    private Claim claimOne(NodeId node, long number) {
        join(node);
        return claim(new ClaimRequest(0, node, number, 1, List.of(WORK), Duration.ZERO, 0))
                .claims()
                .get(0);
    }

    private static List<String> jobsOf(List<Claim> claims) {
        return claims.stream().map(claim -> claim.handle().job().value()).toList();
    }

    private static List<Long> tokensOf(List<Claim> claims) {
        return claims.stream().map(Claim::token).toList();
    }
}
