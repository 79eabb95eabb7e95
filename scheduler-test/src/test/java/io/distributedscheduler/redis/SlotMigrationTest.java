package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.redis.server.RedisClusterProcesses;
import io.distributedscheduler.redis.server.RedisConnections;
import io.distributedscheduler.redis.server.SlotMigration;
import io.distributedscheduler.store.JobStoreException;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * While the slot of a partition moves from one master of a cluster to another, a step happens whole or not at all: its keys
 * are declared, so that a server that has only some of them refuses before anything is written.
 */
@Tag("redis")
class SlotMigrationTest {

    private static RedisClusterProcesses cluster;
    private static LettuceConnectionFactory connections;

    @BeforeAll
    static void start() {
        cluster = RedisClusterProcesses.start();
        connections = RedisConnections.to(cluster);
    }

    @AfterAll
    static void close() {
        connections.destroy();
        cluster.close();
    }

    static Stream<Arguments> halves() {
        return EveryScript.names().flatMap(name -> Stream.of(Arguments.of(name, 0), Arguments.of(name, 1)));
    }

    @ParameterizedTest(name = "{0}, half {1}")
    @MethodSource("halves")
    void aScriptHappensWholeOrNotAtAllAndThenAsEver(String name, int half) {
        try (RedisFixture settled = RedisFixture.on(connections);
                RedisFixture moving = RedisFixture.on(connections)) {
            SortedMap<String, String> before = EveryScript.prepare(settled);
            Object answer = EveryScript.call(name, settled).get();
            SortedMap<String, String> after = EveryScript.facts(settled);
            assertThat(EveryScript.prepare(moving)).isEqualTo(before);
            Supplier<Object> call = EveryScript.call(name, moving);
            List<String> records = moving.records().read();
            List<String> names = moving.records().names();

            boolean refused;
            try (SlotMigration migration = new SlotMigration(cluster, moving.key("jobs"))) {
                migration.move(IntStream.range(0, names.size())
                        .filter(i -> i % 2 == half)
                        .mapToObj(i -> moving.key(names.get(i)))
                        .toList());
                refused = isRefused(call);
                if (refused) {
                    assertThat(moving.records().read()).isEqualTo(records);
                }
            }

            if (refused) {
                assertThat(call.get()).isEqualTo(answer);
            }
            assertThat(moving.store().audit(0).problems()).isEmpty();
            assertThat(EveryScript.facts(moving)).isEqualTo(after);
        }
    }

    private static boolean isRefused(Supplier<Object> call) {
        try {
            call.get();
            return false;
        } catch (JobStoreException e) {
            assertThat(e).hasMessageContaining("TRYAGAIN");
            return true;
        }
    }
}
