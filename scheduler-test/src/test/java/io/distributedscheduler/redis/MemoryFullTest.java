package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.redis.server.RedisConnections;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.store.Audit;
import io.distributedscheduler.store.StoreFullException;
import java.io.IOException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A server without memory for more refuses new jobs and fires whole. Every other script does all that it does with room:
 * half a step, or a heartbeat that is refused, would be worse than a little too much memory.
 */
@Tag("redis")
class MemoryFullTest {

    private static final Set<String> GROWING = Set.of("schedule", "fire");
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

    @Test
    void everyScriptThatWritesIsCalled() throws IOException {
        Set<String> writing = ScriptLawsTest.files()
                .filter(name -> !ScriptLawsTest.isPiece(name))
                .filter(name -> Pattern.compile("(?m)^(?!--).*\\bwrite\\(")
                        .matcher(ScriptLoader.read(name))
                        .find())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(EveryScript.names()).containsExactlyInAnyOrderElementsOf(writing);
    }

    @ParameterizedTest
    @MethodSource("io.distributedscheduler.redis.EveryScript#names")
    void aScriptIsRefusedWholeOrDoesAllThatItDoes(String name) {
        try (RedisFixture roomy = RedisFixture.on(connections);
                RedisFixture full = RedisFixture.on(connections)) {
            SortedMap<String, String> before = EveryScript.prepare(roomy);
            assertThat(EveryScript.prepare(full)).isEqualTo(before);
            Object answer = EveryScript.call(name, roomy).get();

            Supplier<Object> call = EveryScript.call(name, full);
            setMemory("1");
            try {
                if (GROWING.contains(name)) {
                    assertThatExceptionOfType(StoreFullException.class).isThrownBy(call::get);
                } else {
                    assertThat(call.get()).isEqualTo(answer);
                }
            } finally {
                setMemory("0");
            }

            Audit audit = full.store().audit(0);
            assertThat(audit.problems()).isEmpty();
            assertThat(audit.state()).isEqualTo(GROWING.contains(name) ? before : EveryScript.facts(roomy));
            if (!name.equals("await") && !name.equals("repair")) {
                assertThat(EveryScript.facts(roomy)).as("what %s changes", name).isNotEqualTo(before);
            }
            assertThat(full.records().read().size())
                    .isEqualTo((GROWING.contains(name) ? full : roomy)
                            .records()
                            .read()
                            .size());
        }
    }

    private static void setMemory(String bytes) {
        try (RedisConnection connection = connections.getConnection()) {
            connection.serverCommands().setConfig("maxmemory", bytes);
        }
    }
}
