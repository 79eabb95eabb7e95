package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.redis.server.RedisConnections;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A step costs the server the same however many jobs and fires there are: as many commands, none of them over all. */
@Tag("redis")
class BoundedWorkTest {

    private static final int MANY = 2_000;
    private static final int BATCH = 500;
    private static final int FIRES = 100;
    private static final List<String> QUEUES = List.of("crowd", "pending", "retrying", "running");

    private static RedisServerProcess server;
    private static LettuceConnectionFactory connections;

    @BeforeAll
    static void start() {
        server = RedisServerProcess.start();
        connections = RedisConnections.to(server);
    }

    @AfterAll
    static void close() {
        connections.destroy();
        server.close();
    }

    /** All but the one that goes with a reading of every record. */
    static Stream<String> steps() {
        return EveryScript.names().filter(name -> !name.equals("repair"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aStepIsAsManyCommandsWhateverElseThereIs(String name) {
        try (RedisFixture few = RedisFixture.on(connections);
                RedisFixture many = RedisFixture.on(connections)) {
            EveryScript.prepare(few);
            EveryScript.prepare(many);
            crowd(many);

            assertThat(commandsOf(name, many)).isEqualTo(commandsOf(name, few));
        }
    }

    /** How often the server was made to do what, by the call of that script; not how it came to know the script. */
    private static SortedMap<String, String> commandsOf(String name, RedisFixture fixture) {
        try (RedisConnection connection = connections.getConnection()) {
            Supplier<Object> call = EveryScript.call(name, fixture);
            connection.serverCommands().resetConfigStats();
            call.get();
            SortedMap<String, String> commands = new TreeMap<>();
            connection
                    .serverCommands()
                    .info("commandstats")
                    .forEach((command, figures) ->
                            commands.put(command.toString(), figures.toString().replaceAll(",.*", "")));
            commands.keySet()
                    .removeAll(Set.of("cmdstat_eval", "cmdstat_config", "cmdstat_config|resetstat", "cmdstat_info"));
            assertThat(commands).isNotEmpty();
            return commands;
        }
    }

    /** Many other jobs, also in the queues that the steps are about, and many fires. */
    private static void crowd(RedisFixture fixture) {
        for (int from = 0; from < MANY; from += BATCH) {
            List<NewJob> jobs = IntStream.range(from, from + BATCH)
                    .mapToObj(i -> new StoredJob(
                            new JobId("crowd " + i), 1, QUEUES.get(i % QUEUES.size()), null, i % 2 == 0, "{}"))
                    .map(job -> new NewJob(job, new Due.In(Duration.ofDays(1))))
                    .toList();
            fixture.store().schedule(call(fixture, "crowd " + from), jobs);
        }
        StoredJob waiting = new StoredJob(new JobId("crowd waiting"), 1, "crowd", "crowd", true, "{}");
        fixture.store().schedule(call(fixture, "crowd waiting"), List.of(new NewJob(waiting, new Due.Waiting())));
        for (int i = 0; i < FIRES; i++) {
            fixture.store().fire(call(fixture, "fire " + i), new FireRequest(0, "crowd", "event " + i, "{}"));
        }
    }

    private static Call call(RedisFixture fixture, String id) {
        return new Call(id, fixture.now(), fixture.now().plusSeconds(1));
    }
}
