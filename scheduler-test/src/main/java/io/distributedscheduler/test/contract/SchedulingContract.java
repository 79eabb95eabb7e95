package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.QueueRecord;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class SchedulingContract extends StoreContract {

    @Test
    void aNewJobStandsWhereItIsDue() {
        ScheduleAnswer answer = schedule(oneTime("mail"), in(MINUTE));

        assertThat(answer).isEqualTo(new ScheduleAnswer.Created(now()));
        assertThat(find("mail"))
                .isEqualTo(new JobRecord(
                        oneTime("mail"),
                        JobState.SCHEDULED,
                        Optional.of(in(MINUTE)),
                        Optional.of(in(MINUTE)),
                        1,
                        List.of(),
                        Counts.NONE,
                        Optional.empty()));
    }

    @Test
    void aDelayIsAddedToTheTimeOfTheStep() {
        schedule(oneTime("mail"), new Due.In(MINUTE));

        assertThat(find("mail").due()).contains(in(MINUTE));
    }

    @Test
    void aNewJobHasRevisionOneWhateverTheCallerSays() {
        schedule(withRevision(7, oneTime("mail")), AT_ONCE);

        assertThat(find("mail").job().revision()).isEqualTo(1);
    }

    @Test
    void aKeywordJobWaits() {
        schedule(onKeyword("pick"), WAITING);

        assertThat(find("pick"))
                .isEqualTo(new JobRecord(
                        onKeyword("pick"),
                        JobState.WAITING,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        List.of(),
                        Counts.NONE,
                        Optional.empty()));
    }

    @Test
    void aKeywordJobIsNotReachedByFiresBeforeIt() {
        schedule(onKeyword("early"), WAITING);
        fire("order-1");

        schedule(onKeyword("late"), WAITING);
        promote();

        assertThat(state("early")).isEqualTo(JobState.SCHEDULED);
        assertThat(state("late")).isEqualTo(JobState.WAITING);
    }

    @Test
    void aKeywordJobThatIsDueFirstCountsFiresFromNowOn() {
        join(A);
        schedule(onKeyword("pick"), AT_ONCE);
        fire("order-1");

        succeedAndGoOn(A, claimOne(A), WAITING);

        assertThat(claimOne(A).fire())
                .hasValueSatisfying(fire -> assertThat(fire.data()).isEqualTo("\"order-1\""));
    }

    @Test
    void anIdThatIsTakenIsLeftAlone() {
        schedule(oneTime("mail"), in(MINUTE));
        var before = facts();

        ScheduleAnswer answer = schedule(withBody("other", repeating("mail")), AT_ONCE);

        assertThat(answer).isEqualTo(new ScheduleAnswer.Exists(id("mail")));
        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void anIdIsTakenInWhateverState() {
        schedule(oneTime("stopped"), in(MINUTE));
        stop("stopped");
        schedule(onKeyword("waiting"), WAITING);
        running(oneTime("running"), A);

        assertThat(List.of(
                        schedule(oneTime("stopped"), AT_ONCE),
                        schedule(oneTime("waiting"), AT_ONCE),
                        schedule(oneTime("running"), AT_ONCE)))
                .containsExactly(
                        new ScheduleAnswer.Exists(id("stopped")),
                        new ScheduleAnswer.Exists(id("waiting")),
                        new ScheduleAnswer.Exists(id("running")));
    }

    @Test
    void manyJobsAreAnsweredInTheOrderAsked() {
        schedule(oneTime("b"), AT_ONCE);

        List<ScheduleAnswer> answers = store.schedule(
                call(),
                List.of(
                        new NewJob(oneTime("c"), AT_ONCE),
                        new NewJob(oneTime("b"), AT_ONCE),
                        new NewJob(oneTime("a"), AT_ONCE),
                        new NewJob(oneTime("c"), AT_ONCE)));

        assertThat(answers)
                .containsExactly(
                        new ScheduleAnswer.Created(now()),
                        new ScheduleAnswer.Exists(id("b")),
                        new ScheduleAnswer.Created(now()),
                        new ScheduleAnswer.Exists(id("c")));
    }

    @Test
    void theIdOfARemovedJobIsFreeAtOnce() {
        schedule(oneTime("mail"), in(MINUTE));
        remove("mail");

        assertThat(schedule(oneTime("mail"), in(SECOND))).isEqualTo(new ScheduleAnswer.Created(now()));
        assertThat(find("mail").due()).contains(in(SECOND));
    }

    @Test
    void theIdOfARemovedJobThatStillRunsIsNot() {
        running(oneTime("mail"), A);
        remove("mail");
        var before = facts();

        assertThat(schedule(oneTime("mail"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Ending(id("mail"), A));
        assertThat(facts()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with spaces and: colons, #, ~, /, | and %",
                "ünïcödé-日本語",
                "emoji-\uD83D\uDE00\uFF21",
                "{acme}sync",
                "{acme}",
                "0",
                "-1",
                "null",
                "nan",
                "\\N",
                "\"quoted\"",
                "'quoted'",
                "$1",
                "%0"
            })
    void anIdIsAnyText(String id) {
        Instant due = in(SECOND);
        schedule(repeating(id), due);
        join(A);
        advance(SECOND);

        var claim = claimOne(A);
        succeedAndGoOn(A, claim, new Due.In(MINUTE));

        assertThat(claim.handle()).isEqualTo(Handle.next(id(id)));
        assertThat(find(id).due()).contains(in(MINUTE));
        assertThat(runs(id))
                .singleElement()
                .satisfies(run -> assertThat(run.due()).isEqualTo(due));
        assertThat(facts()).containsKey("job/" + id);
    }

    @Test
    void anIdHasUpTo256Bytes() {
        anIdIsAny("x".repeat(256));
        anIdIsAny("é".repeat(128));
    }

    private void anIdIsAny(String id) {
        running(oneTime(id), A);

        assertThat(find(id).running()).containsExactly(A);
    }

    @Test
    void bodiesAreKeptAsTheyAre() {
        String body = "{\"v\":1}\n\u0000\"\\ ünï \uD83D\uDE00 %s | \t\r";
        schedule(withBody(body, oneTime("odd")), AT_ONCE);
        schedule(withBody("", oneTime("empty")), AT_ONCE);

        assertThat(find("odd").job().body()).isEqualTo(body);
        assertThat(find("empty").job().body()).isEmpty();
    }

    @Test
    void anInstantThatHasPassedIsDueAtOnce() {
        join(A);
        schedule(oneTime("mail"), now().minus(Duration.ofDays(365)));

        assertThat(claimOne(A).due()).isEqualTo(now().minus(Duration.ofDays(365)));
    }

    @Test
    void instantsOfAllTimesAreKept() {
        join(A);
        schedule(oneTime("before-1970"), Instant.parse("1815-12-10T00:00:00.001Z"));
        schedule(oneTime("1970"), Instant.EPOCH);
        schedule(oneTime("far"), Instant.parse("9999-12-31T23:59:59.999Z"));

        assertThat(claimAll(A))
                .extracting(claim -> claim.due())
                .containsExactly(Instant.parse("1815-12-10T00:00:00.001Z"), Instant.EPOCH);
        assertThat(find("far").due()).contains(Instant.parse("9999-12-31T23:59:59.999Z"));
    }

    @Test
    void anInstantIsRoundedUpToAMillisecond() {
        schedule(oneTime("mail"), now().plusNanos(1));

        assertThat(find("mail").due()).contains(now().plusMillis(1));
    }

    @Test
    void aDelayEndsInTheMillisecondInWhichItHasPassedInFull() {
        advance(MICRO.multipliedBy(300));
        schedule(oneTime("mail"), new Due.In(SECOND));

        assertThat(find("mail").due()).contains(toMillis(in(SECOND)).plusMillis(1));
    }

    @Test
    void noDelayIsDueAtOnceAlsoWithinAMillisecond() {
        join(A);
        advance(MICRO.multipliedBy(300));
        schedule(oneTime("mail"), AT_ONCE);

        assertThat(claimOne(A).due()).isEqualTo(toMillis(now()));
    }

    @Test
    void aLowerHeadOfAQueueIsSignalled() {
        schedule(oneTime("second"), in(MINUTE));
        assertThat(signals()).contains(new Signal.Head(WORK, in(MINUTE)));

        schedule(oneTime("first"), in(SECOND));
        assertThat(signals()).contains(new Signal.Head(WORK, in(SECOND)));
    }

    @Test
    void ofSeveralLowerHeadsInOneStepTheLowestIsSignalledOnce() {
        schedule(oneTime("later"), in(MINUTE.multipliedBy(9)));
        forgetSignals();

        store.schedule(
                call(),
                List.of(
                        new NewJob(oneTime("third"), new Due.In(MINUTE.multipliedBy(3))),
                        new NewJob(inQueue(MAIL, oneTime("mail")), new Due.In(MINUTE)),
                        new NewJob(oneTime("first"), new Due.In(MINUTE)),
                        new NewJob(oneTime("second"), new Due.In(MINUTE.multipliedBy(2)))));

        assertThat(signals())
                .containsExactlyInAnyOrder(new Signal.Head(WORK, in(MINUTE)), new Signal.Head(MAIL, in(MINUTE)));
    }

    @Test
    void aHeadThatStaysOrRisesIsNotSignalled() {
        schedule(repeating("sync"), in(MINUTE));
        forgetSignals();

        schedule(oneTime("same"), in(MINUTE));
        remove("same");
        modify(repeating("sync"), UNCHANGED, AT_ONCE);
        modify(repeating("sync"), new Due.At(in(MINUTE.multipliedBy(2))), AT_ONCE);

        assertThat(signals()).isEmpty();
    }

    @Test
    void aJobMustStandSomewhere() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NewJob(oneTime("mail"), UNCHANGED));
        assertThatIllegalArgumentException().isThrownBy(() -> new NewJob(oneTime("mail"), WAITING));
    }

    @Test
    void hundredsOfJobsAreScheduledInOneCall() {
        List<NewJob> jobs = java.util.stream.IntStream.range(0, 500)
                .mapToObj(i -> new NewJob(oneTime("job-" + i), AT_ONCE))
                .toList();

        assertThat(store.schedule(call(), jobs))
                .hasSize(500)
                .allMatch(answer -> answer.equals(new ScheduleAnswer.Created(now())));
        assertThat(store.queues(0))
                .singleElement()
                .satisfies(queue -> assertThat(queue.pending()).isEqualTo(500));
    }

    @Test
    void theQueueOfATriggerTypeStandsApart() {
        StoredJob job = inQueue("mail~moon", oneTime("moonrise"));
        schedule(job, AT_ONCE);
        join(A);

        assertThat(claim(claiming(A, 10, "mail")).claims()).isEmpty();
        assertThat(claim(claiming(A, 10, "mail~moon")).claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.job()).isEqualTo(job));
    }

    @ParameterizedTest
    @ValueSource(strings = {"work~weekly", "work@2", "work~weekly@2"})
    void aQueueIsGivenToThoseWhoAskForIt(String queue) {
        StoredJob job = new StoredJob(id("later"), 1, queue, null, true, "what only a later version reads");
        schedule(job, now());
        join(A);

        assertThat(find("later").job()).isEqualTo(job);
        assertThat(job.executor()).isEqualTo("work");
        assertThat(store.queues(0)).extracting(QueueRecord::queue).containsExactly(queue);
        assertThat(claimAll(A)).isEmpty();
        assertThat(store.audit(0).problems()).isEmpty();

        Claim claim = claim(claiming(A, 100, queue)).claims().get(0);
        assertThat(claim.job()).isEqualTo(job);
        succeedAndGoOn(A, claim, new Due.In(MINUTE));
        assertThat(find("later").due()).contains(in(MINUTE));
        assertThat(find("later").counts().runs()).isEqualTo(1);
    }
}
