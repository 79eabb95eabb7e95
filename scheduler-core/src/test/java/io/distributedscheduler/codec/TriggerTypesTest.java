package io.distributedscheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.Trigger;
import io.distributedscheduler.trigger.TriggerType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerTypesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "weekly", "business-days2", "a-", "x1"})
    void mayHaveTheseNames(String name) {
        TriggerTypes types = new TriggerTypes(Set.of(type(name, Weekly.class)));

        assertThat(types.names()).containsExactly(name);
        assertThat(types.nameOf(new Weekly(1))).contains(name);
        assertThat(types.nameOf(new BoundedTrigger(new Weekly(1), null, null, 3)))
                .contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "A",
                "aB",
                "1a",
                "-a",
                "a b",
                "a~b",
                "a_b",
                "a.b",
                "größe",
                "a\n",
                "once",
                "every",
                "fixed-delay",
                "cron",
                "any-of",
                "keyword"
            })
    void mayNotHaveThese(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TriggerTypes(Set.of(type(name, Weekly.class))))
                .withMessage("The trigger type name '" + name + "' of " + Type.class.getName()
                        + " is not allowed: a-z, then a-z 0-9 -, at most 256 characters, and none of"
                        + " [any-of, cron, every, fixed-delay, keyword, once]");
    }

    @Test
    void mayHaveNamesOf256Characters() {
        assertThat(new TriggerTypes(Set.of(type("x".repeat(256), Weekly.class))).names())
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TriggerTypes(Set.of(type("x".repeat(257), Weekly.class))))
                .withMessageStartingWith("The trigger type name '" + "x".repeat(64) + "...' of ");
    }

    @Test
    void mayNotShareANameOrAClass() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TriggerTypes(List.of(type("weekly", Weekly.class), type("weekly", Never.class))))
                .withMessage("Two trigger types have the name 'weekly': " + Type.class.getName() + " and "
                        + Type.class.getName());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TriggerTypes(List.of(type("weekly", Weekly.class), type("other", Weekly.class))))
                .withMessage("Two trigger types store " + Weekly.class.getName() + ": 'weekly' and 'other'");
    }

    @Test
    void mayNotStoreWhatIsStoredAlreadyOrHasNoInstances() {
        for (Class<? extends Trigger> trigger : List.<Class<? extends Trigger>>of(
                CronTrigger.class, OnceTrigger.class, BoundedTrigger.class, Trigger.class, Abstract.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TriggerTypes(Set.of(type("own", trigger))))
                    .withMessage(
                            "The trigger type 'own' cannot store " + trigger.getName()
                                    + ": that must be a class of your own, not built in, and neither abstract nor an interface");
        }
    }

    @Test
    void haveNoNameForTheBuiltInOnes() {
        TriggerTypes types = TriggerTypes.builtIn();

        assertThat(types.names()).isEmpty();
        for (Trigger trigger : List.of(
                OnceTrigger.now(),
                new EveryTrigger(Duration.ofDays(1)),
                new FixedDelayTrigger(Duration.ofDays(1)),
                new CronTrigger("@daily", ZoneOffset.UTC),
                new KeywordTrigger("paid"),
                new BoundedTrigger(new EveryTrigger(Duration.ofDays(1)), null, null, 3))) {
            assertThat(types.nameOf(trigger)).isEmpty();
        }
    }

    @Test
    void sayWhatToDoAboutATriggerThatTheyDoNotKnow() {
        Trigger lambda = after -> Optional.empty();

        for (Trigger unknown : List.of(new Weekly(1), new BoundedTrigger(new Weekly(1), null, null, 3), lambda)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TriggerTypes(Set.of(type("never", Never.class))).nameOf(unknown))
                    .withMessageContaining("No TriggerType is registered for ")
                    .withMessageEndingWith("declare one as a bean, so that the trigger can be stored");
        }
    }

    private static TriggerType<?> type(String name, Class<? extends Trigger> trigger) {
        return new Type<>(name, trigger);
    }

    private record Type<T extends Trigger>(String name, Class<T> type) implements TriggerType<T> {

        @Override
        public String write(T trigger) {
            throw new UnsupportedOperationException();
        }

        @Override
        public T read(String text) {
            throw new UnsupportedOperationException();
        }
    }

    private record Weekly(int day) implements Trigger {

        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.empty();
        }
    }

    private record Never() implements Trigger {

        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.empty();
        }
    }

    private abstract static class Abstract implements Trigger {}
}
