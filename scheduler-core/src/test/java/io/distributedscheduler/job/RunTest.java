package io.distributedscheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void isLateByTheTimeFromDueToStart() {
        assertThat(startedAt(NOON).lateness()).isZero();
        assertThat(startedAt(NOON.plusMillis(5)).lateness()).hasMillis(5);
        assertThat(startedAt(NOON.plusNanos(1)).lateness()).isEqualTo(Duration.ofNanos(1));
        assertThat(startedAt(NOON.plus(Duration.ofDays(4_000))).lateness()).hasDays(4_000);
    }

    @Test
    void isNeverLateByLessThanNothing() {
        assertThat(startedAt(NOON.minusMillis(20)).lateness()).isZero();
        assertThat(startedAt(Instant.MIN).lateness()).isZero();
    }

    @Test
    void belongsToTheJobOfItsId() {
        assertThat(startedAt(NOON).job()).isEqualTo(new JobId("sync"));
    }

    @Test
    void readsItsResultAsTheTypeAskedFor() {
        assertThat(startedAt(NOON).result(String.class)).contains("secret as java.lang.String");
        assertThat(withResult(Optional.empty()).result(String.class)).isEmpty();
    }

    @Test
    void saysWhatHappenedWithoutResultAndStack() {
        assertThat(startedAt(NOON.plusMillis(1)))
                .hasToString("Run[sync#7, executor copy, attempt 2 FAILED, retried, due 2026-03-01T12:00:00Z, started"
                        + " 2026-03-01T12:00:00.001Z, finished 2026-03-01T13:00:00Z on node-a, token 8]");
    }

    private static Run startedAt(Instant started) {
        return run(started, Optional.of(new Secret()));
    }

    private static Run withResult(Optional<Encoded> result) {
        return run(NOON, result);
    }

    private static Run run(Instant started, Optional<Encoded> result) {
        return new Run(
                new RunId(new JobId("sync"), 7),
                "copy",
                Outcome.FAILED,
                2,
                false,
                NOON,
                started,
                NOON.plusSeconds(3600),
                "node-a",
                8,
                1,
                Optional.empty(),
                result,
                Optional.of(new RunError("secret", "secret", "secret")));
    }

    private record Secret() implements Encoded {

        @Override
        public String json() {
            return "\"secret\"";
        }

        @Override
        public <T> T as(Class<T> type) {
            return type.cast("secret as " + type.getName());
        }

        @Override
        public Object as(Type type) {
            return "secret as " + type;
        }
    }
}
