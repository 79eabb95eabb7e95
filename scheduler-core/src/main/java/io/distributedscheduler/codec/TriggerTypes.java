package io.distributedscheduler.codec;

import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.Trigger;
import io.distributedscheduler.trigger.TriggerType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The users' own trigger types that this node knows, by name. */
public final class TriggerTypes {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Set<String> BUILT_IN = Set.of("once", "every", "fixed-delay", "cron", "keyword");

    private final Map<String, TriggerType<?>> byName = new LinkedHashMap<>();
    private final Map<Class<?>, TriggerType<?>> byClass = new LinkedHashMap<>();

    /** @throws IllegalArgumentException when a name is not allowed, or a name or class occurs twice */
    public TriggerTypes(Collection<? extends TriggerType<?>> types) {
        for (TriggerType<?> type : types) {
            String name = type.name();
            if (!NAME.matcher(name).matches() || BUILT_IN.contains(name)) {
                throw new IllegalArgumentException("The trigger type name '" + name
                        + "' is not allowed: a-z, then a-z 0-9 -, and none of " + BUILT_IN);
            }
            TriggerType<?> same = byName.putIfAbsent(name, type);
            if (same != null) {
                throw new IllegalArgumentException("Two trigger types have the name '" + name + "': "
                        + same.getClass().getName() + " and " + type.getClass().getName());
            }
            if (byClass.putIfAbsent(type.type(), type) != null) {
                throw new IllegalArgumentException(
                        "Two trigger types store " + type.type().getName());
            }
        }
    }

    /** None but the built-in ones. */
    public static TriggerTypes builtIn() {
        return new TriggerTypes(Set.of());
    }

    /** The names of the users' own types. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /**
     * The name of the user's own type a trigger is of; empty for the built-in ones.
     *
     * @throws IllegalArgumentException when no type is registered for its class
     */
    public Optional<String> nameOf(Trigger trigger) {
        Trigger bare = trigger instanceof BoundedTrigger bounded ? bounded.trigger() : trigger;
        boolean builtIn = bare instanceof OnceTrigger
                || bare instanceof EveryTrigger
                || bare instanceof FixedDelayTrigger
                || bare instanceof CronTrigger
                || bare instanceof KeywordTrigger;
        return builtIn ? Optional.empty() : Optional.of(typeOf(bare).name());
    }

    TriggerType<?> typeOf(Trigger trigger) {
        TriggerType<?> type = byClass.get(trigger.getClass());
        if (type == null) {
            throw new IllegalArgumentException("No TriggerType is registered for "
                    + trigger.getClass().getName() + "; declare one as a bean, so that the trigger can be stored");
        }
        return type;
    }

    Optional<TriggerType<?>> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
