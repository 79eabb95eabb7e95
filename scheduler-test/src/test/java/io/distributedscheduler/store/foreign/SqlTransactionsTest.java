package io.distributedscheduler.store.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.StoreMismatchException;
import io.distributedscheduler.store.StoredJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the contract cannot ask: that a step is one transaction, by the time of the database. */
class SqlTransactionsTest {

    private static final NodeId NODE = new NodeId("node-a", "1");

    private final Database database = new Database();
    private final SqlSignals signals = new SqlSignals();
    private final JobStore store = open();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void storesOfSeveralProcessesAreOne() {
        schedule(store, job("mail", "work"));

        JobStore other = open();
        other.join(new JoinRequest(0, NODE, Duration.ofSeconds(10), "{}"));

        assertThat(other.claim(new ClaimRequest(0, NODE, 1, 10, List.of("work"), Duration.ZERO, 0))
                        .claims())
                .hasSize(1);
        assertThat(store.find(new JobId("mail")).orElseThrow().running()).containsExactly(NODE);
    }

    @Test
    void aStepThatFailsLeavesNothingBehind() {
        NewJob sound = job("sound", "work");
        NewJob tooLong = job("too-long", "x".repeat(2_000));
        Call call = call();

        assertThatExceptionOfType(JobStoreException.class)
                .isThrownBy(() -> store.schedule(call, List.of(sound, tooLong)));

        assertThat(store.audit(0).state()).isEmpty();
        assertThat(store.schedule(call, List.of(sound))).hasOnlyElementsOfType(ScheduleAnswer.Created.class);
    }

    @Test
    void whoHearsOfAChangeSeesIt() {
        List<Boolean> seen = new ArrayList<>();
        signals.subscribe(signal -> seen.add(open().find(new JobId("mail")).isPresent()), () -> {});

        schedule(store, job("mail", "work"));

        assertThat(seen).containsExactly(true);
    }

    @Test
    void aStepThatWaitedForAnotherIsLater() throws Exception {
        CompletableFuture<Instant> waiting;
        Instant before;
        try (Connection holder = database.connections().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().executeQuery("SELECT 1 FROM layout FOR UPDATE");
            waiting = CompletableFuture.supplyAsync(() -> store.time(0));
            await().until(this::somebodyWaits);
            before = StoreTime.OF_DATABASE.read(new Sql(holder));
            holder.rollback();
        }

        assertThat(waiting.get(1, TimeUnit.MINUTES)).isAfterOrEqualTo(before);
    }

    @Test
    void tablesOfANewerSchemaAreLeftAlone() throws SQLException {
        try (Connection connection = database.connections().getConnection()) {
            new Sql(connection).update("UPDATE layout SET schema_version = 2");
        }
        JobStore old = open();

        assertThatExceptionOfType(StoreMismatchException.class)
                .isThrownBy(() -> old.join(new JoinRequest(0, NODE, Duration.ofSeconds(10), "{}")));
        assertThat(old.nodes(0)).isEmpty();
    }

    private JobStore open() {
        return new SqlJobStore(database.connections(), StoreTime.OF_DATABASE, signals);
    }

    private boolean somebodyWaits() throws SQLException {
        try (Connection connection = database.connections().getConnection()) {
            return new Sql(connection).exists("SELECT 1 FROM information_schema.sessions WHERE blocker_id IS NOT NULL");
        }
    }

    private static void schedule(JobStore store, NewJob job) {
        assertThat(store.schedule(call(store), List.of(job))).hasOnlyElementsOfType(ScheduleAnswer.Created.class);
    }

    private Call call() {
        return call(store);
    }

    private static Call call(JobStore store) {
        Instant now = store.time(0);
        return new Call("call-" + now, now, now.plus(Duration.ofMinutes(1)));
    }

    private static NewJob job(String id, String queue) {
        return new NewJob(new StoredJob(new JobId(id), 1, queue, null, false, "body"), new Due.In(Duration.ZERO));
    }
}
